"""Broadcast (村村响): announcements are made, agreed to, replaced and withdrawn; the outbox is on disk."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from devices.contract.commands import Priority
from hub.books import Ledger, Transaction
from hub.books.acts import RequestKey
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import (
    Announcement,
    DeliveryState,
    Draft,
    Flaw,
    Target,
    withdrawn,
)
from hub.domain.announcements.airtime import Use
from hub.domain.announcements.approval import (
    Approval,
    ApprovalState,
    Objection,
    Pending,
    Plea,
    decided,
    opened,
    reviewed,
)
from hub.domain.announcements.targets import horns, resolved, speakers
from hub.domain.area import Catalog
from hub.ports import Clock
from hub.services.examine import Examined, Examiner, Hindrance, NotAllowed
from hub.services.releasing import deed, release
from hub.services.sending import Sending

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """What comes with a draft.

    `heard`: sha256 of the sound its author has listened to, "" for none. `key`: the Idempotency-Key of the
    request, "" for none, and `asked` the hash of what was asked with it. `origin` and `sound_key`: see
    Announcement.
    """

    plea: Plea
    heard: str = ""
    key: str = ""
    asked: str = ""
    origin: str = ""
    supersedes: str = field(default="", kw_only=True)
    sound_key: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Office:
    """What broadcasting works with."""

    ledger: Ledger
    clock: Clock
    new_id: Callable[[], str]


class KeyReused(ValueError):
    """An Idempotency-Key that came before with another question; the caller has to take a new one."""


class Broadcast:
    """Makes, releases, replaces and withdraws announcements; who did what to whom and why is kept."""

    def __init__(self, examiner: Examiner, sending: Sending, office: Office) -> None:
        self._examiner = examiner
        self._sending = sending
        self._office = office

    def examine(self, catalog: Catalog, draft: Draft, plea: Plea) -> Examined:
        """Say what would become of a draft, and announce nothing.

        Raises:
            SpeechFailed: no voice; show what to do.
            StoreDown: try again.
        """
        return self._examiner.examine(catalog, draft, plea, self._office.clock.now())

    def disturbs(self, catalog: Catalog, target: Target, priority: Priority, at: datetime | None) -> bool:
        """Tell whether it would sound in quiet hours that do not bind it; `at` is None for now.

        Raises:
            StoreDown: cannot be known now.
        """
        return self._examiner.disturbs(catalog, target, priority, at or self._office.clock.now())

    def announce(self, catalog: Catalog, draft: Draft, asking: Asking) -> Announcement:
        """Speak a draft and keep it durably; what needs no second person goes out at once.

        The same key with the same question again answers with what was made the first time.

        Raises:
            NotAllowed: the draft breaks a rule; show the reasons.
            KeyReused: the key stands for another question.
            SpeechFailed: no voice; show what to do.
            StoreDown: not kept; try again.
        """
        now, plea = self._office.clock.now(), asking.plea
        with self._office.ledger.read() as tx:
            before = _answered(tx, asking)
        if before is not None:
            return before
        examined = self._examiner.examine(catalog, draft, plea, now)
        if examined.hindrance.flaws:
            raise NotAllowed(examined.hindrance)
        if asking.heard and asking.heard != examined.sha256:
            raise NotAllowed(Hindrance((Flaw.NOT_WHAT_WAS_HEARD.value,)))
        announcement = self._made(examined, asking, now)
        with self._office.ledger.write() as tx:
            before = _answered(tx, asking)
            if before is not None:
                return before
            self._examiner.demand_airtime(tx, examined, now)
            tx.announcements.put(announcement)
            self._count(tx, announcement, examined)
            if asking.key:
                tx.acts.answer(RequestKey(asking.key, plea.author, asking.asked, announcement.id, now))
            tx.acts.add(deed(announcement, _FIRST[announcement.approval.state], plea.author, now, plea.why))
            if announcement.approval.may_sound:
                release(tx, announcement, examined.speakers, now, self._office.new_id)
        self._sending.wake()
        meant = len(examined.speakers)
        log.info("announcement %s by %s for %d speakers", announcement.id, plea.author, meant)
        return announcement

    def decide(
        self, catalog: Catalog, announcement: str, by: str, *, agrees: bool, note: str = ""
    ) -> Announcement | None:
        """Let a second person agree to an announcement, or refuse it. None: unknown id.

        Raises:
            NotAllowed: not theirs to decide, or too late.
            StoreDown: nothing changed; try again.
        """
        now = self._office.clock.now()
        with self._office.ledger.write() as tx:
            known = tx.announcements.get(announcement)
            if known is None:
                return None
            pending = Pending(known.approval, known.created_by, known.expires_at)
            after = _granted(known, decided(pending, by, now, agrees=agrees, note=note))
            tx.announcements.put(after)
            act = BroadcastAct.APPROVED if agrees else BroadcastAct.REFUSED
            tx.acts.add(deed(after, act, by, now, note))
            if agrees:
                meant = speakers(resolved(after.target, tx.speaking.saved()), horns(catalog))
                release(tx, after, meant, now, self._office.new_id)
            else:
                tx.speaking.give_back(after.id)
        self._sending.wake()
        log.info("announcement %s %s by %s", after.id, after.approval.state.value, by)
        return after

    def review(self, announcement: str, by: str, finding: str) -> Announcement | None:
        """Note what somebody found about an emergency that bypassed the second person. None: unknown id.

        Raises:
            NotAllowed: not theirs to review, or nothing to review.
            StoreDown: nothing changed; try again.
        """
        now = self._office.clock.now()
        with self._office.ledger.write() as tx:
            known = tx.announcements.get(announcement)
            if known is None:
                return None
            after = _granted(known, reviewed(known.approval, by, finding, now))
            tx.announcements.put(after)
            tx.acts.add(deed(after, BroadcastAct.REVIEWED, by, now, finding))
        return after

    def cancel(self, announcement: str, by: str, why: str = "") -> Announcement | None:
        """Withdraw an announcement: what was not sent never is, and speakers are told to stop.

        All are told by one order before anything is noted: a stop may come twice, and waits for no other
        writer of the ledger. None: unknown id.

        Raises:
            NotAllowed: it is over everywhere.
            StoreDown: nothing is noted, though speakers may have been told; try again.
        """
        now, new_id = self._office.clock.now(), self._office.new_id
        with self._office.ledger.read() as tx:
            known = tx.announcements.get(announcement)
        if known is None:
            return None
        if known.approval.may_sound:
            self._sending.silence(known, new_id())
        with self._office.ledger.write() as tx:
            known = self._withdraw(tx, tx.announcements.get(announcement) or known, by, why)
            current = [withdrawn(each, new_id(), now) for each in tx.announcements.deliveries(announcement)]
            tx.announcements.put_deliveries(current)
            if all(each.state is DeliveryState.CANCELLED for each in current):
                tx.speaking.give_back(known.id)
        self._sending.wake()
        log.info("announcement %s cancelled by %s", announcement, by)
        return known

    def update(
        self, catalog: Catalog, announcement: str, draft: Draft, asking: Asking
    ) -> Announcement | None:
        """Announce something in place of an announcement that is not over yet. None: unknown id.

        What sounds stops when its speaker hears of the new one; where a second person has to agree to that,
        the old one goes on until then.

        Raises:
            NotAllowed: the draft breaks a rule, or the old one is over everywhere.
            SpeechFailed: no voice; show what to do.
            StoreDown: nothing changed; try again.
        """
        with self._office.ledger.read() as tx:
            known = tx.announcements.get(announcement)
            deliveries = tx.announcements.deliveries(announcement)
        if known is None:
            return None
        is_pending = known.approval.state is ApprovalState.PENDING
        if not is_pending and all(delivery.is_final for delivery in deliveries):
            raise NotAllowed(Hindrance((Flaw.OVER.value,)))
        return self.announce(catalog, draft, replace(asking, supersedes=announcement))

    def _withdraw(self, tx: Transaction, known: Announcement, by: str, why: str) -> Announcement:
        """Note who withdrew an announcement; one that waits for a second person is refused by that."""
        now = self._office.clock.now()
        if known.approval.state is ApprovalState.PENDING:
            refused = replace(known.approval, state=ApprovalState.REFUSED, by=by, at=now, note=why)
            known = replace(known, approval=refused)
            tx.announcements.put(known)
        elif all(each.is_final for each in tx.announcements.deliveries(known.id)):
            raise NotAllowed(Hindrance((Flaw.OVER.value,)))
        tx.acts.add(deed(known, BroadcastAct.CANCELLED, by, now, why))
        return known

    def _made(self, examined: Examined, asking: Asking, now: datetime) -> Announcement:
        draft, plea = examined.draft, asking.plea
        approval = opened(draft.priority, plea, self._examiner.rules.bypass_role, now)
        assert isinstance(approval, Approval)  # noqa: S101  # objections are flaws, and there were none
        return Announcement(
            id=self._office.new_id(),
            text=draft.text,
            priority=draft.priority,
            volume_pct=draft.volume_pct,
            repeat=draft.repeat,
            created_at=now,
            created_by=plea.author,
            not_before=draft.not_before,
            expires_at=draft.expires_at,
            sha256=examined.sha256,
            duration_ms=examined.duration_ms,
            target=draft.target,
            approval=approval,
            why=plea.why,
            supersedes=asking.supersedes,
            origin=asking.origin,
            sound_key=asking.sound_key,
        )

    def _count(self, tx: Transaction, announcement: Announcement, examined: Examined) -> None:
        day = self._examiner.day_of(max(announcement.created_at, announcement.not_before))
        tx.speaking.use(Use(village, day, announcement.id, examined.length) for village in examined.villages)


_FIRST = {
    ApprovalState.NOT_NEEDED: BroadcastAct.ANNOUNCED,
    ApprovalState.PENDING: BroadcastAct.ANNOUNCED,
    ApprovalState.BYPASSED: BroadcastAct.BYPASSED,
}


def _answered(tx: Transaction, asking: Asking) -> Announcement | None:
    """What was made of the same request before."""
    before = tx.acts.answered(asking.plea.author, asking.key) if asking.key else None
    if before is None:
        return None
    if before.sha256 != asking.asked:
        raise KeyReused(asking.key)
    return tx.announcements.get(before.announcement)


def _granted(known: Announcement, approval: Approval | Objection) -> Announcement:
    if isinstance(approval, Objection):
        raise NotAllowed(Hindrance((approval.value,)))
    return replace(known, approval=approval)
