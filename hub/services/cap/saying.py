"""What a warning does to the announcements: it is made one, replaces one, or withdraws it."""

import hashlib
from dataclasses import dataclass, replace

from hub.books import Ledger
from hub.domain.announcements import Announcement, Awaits, Draft, Flaw
from hub.domain.announcements.announcement import MAX_LIFE
from hub.domain.announcements.approval import ApprovalState, Plea
from hub.domain.announcements.targets import horns
from hub.domain.cap.alert import Alert, Info, Status
from hub.domain.cap.judging import House, Sender, Trust, ends_at
from hub.domain.cap.ranking import priority
from hub.domain.cap.record import Fate, Record
from hub.domain.cap.where import Ground, meant, target
from hub.domain.cap.wording import chosen, repeats, spoken
from hub.domain.people import Role
from hub.ports import Clock, SpeechFailed
from hub.services.broadcast import Asking, Broadcast
from hub.services.examine import NotAllowed
from hub.services.registry import Registry

# Of every announcement that is made of a warning; the sender follows.
ORIGIN = "cap:"
_LONGEST_AUTHOR = 64


@dataclass(frozen=True, slots=True)
class _Block:
    """One block of a message, on its way to be an announcement."""

    number: int
    info: Info
    alert: Alert
    sender: Sender


class Saying:
    """Has warnings said through the announcements, by their rules."""

    def __init__(
        self, house: House, broadcast: Broadcast, registry: Registry, ledger: Ledger, clock: Clock
    ) -> None:
        self._house = house
        self._broadcast = broadcast
        self._registry = registry
        self._ledger = ledger
        self._clock = clock

    def say(self, record: Record, alert: Alert, sender: Sender, ground: Ground) -> Record:
        """Announce a message block by block, in place of what its references were made.

        What it refers to is withdrawn where it does not take its place, unless it cannot be said now.

        Raises:
            StoreDown: take the message again; what was announced is not announced twice.
        """
        old = self._announcements_of(alert)
        made: list[Announcement] = []
        fates: list[Fate] = []
        notes: list[str] = []
        for number, info in enumerate(chosen(alert.infos, self._house.language)):
            block = _Block(number, info, alert, sender)
            draft = self._draft(block, ground)
            if isinstance(draft, Fate):
                fates.append(draft)
                continue
            try:
                made.append(self._announced(block, draft, old[number] if number < len(old) else ""))
            except NotAllowed as error:
                notes += error.hindrance.flaws
                fates.append(Fate.HINDERED)
            except SpeechFailed as error:
                notes.append(str(error))
                fates.append(Fate.HINDERED)
        if Fate.HINDERED not in fates:
            replaced = {each.supersedes for each in made}
            self._withdraw([each for each in old if each not in replaced], alert, sender)
        return replace(
            record,
            fate=_fate(made, fates),
            note="; ".join(notes),
            announcements=tuple(each.id for each in made),
            priority=made[0].priority if made else None,
        )

    def withdraw(self, record: Record, alert: Alert, sender: Sender) -> Record:
        """Withdraw what the messages were made that a cancellation is about.

        Raises:
            StoreDown: take the message again.
        """
        old = self._announcements_of(alert)
        stopped = self._withdraw(old, alert, sender)
        fate = Fate.CANCELLED if stopped else Fate.NOTHING_TO_CANCEL
        return replace(record, fate=fate, announcements=(), note=", ".join(stopped))

    def _announcements_of(self, alert: Alert) -> list[str]:
        """What was made of the messages that one refers to: never of an exercise for one that is meant."""
        with self._ledger.read() as tx:
            known = [tx.cap.known(key) for key in alert.references]
        return [
            name
            for record in known
            if record is not None and record.status == alert.status.value
            for name in record.announcements
        ]

    def _draft(self, block: _Block, ground: Ground) -> Draft | Fate:
        """What is to be announced of a block, or why nothing is."""
        alert, info, now = block.alert, block.info, self._clock.now()
        ends = ends_at(alert, info, self._house.life)
        if ends <= now:
            return Fate.EXPIRED
        is_exercise = alert.status is Status.EXERCISE
        found, every = meant(info.areas, ground, block.sender.datum), horns(self._registry.catalog)
        goal = target(found, every, self._house.exercises if is_exercise else None)
        if goal is None:
            return Fate.EXERCISE_ELSEWHERE if is_exercise else Fate.ELSEWHERE
        text = spoken(info, alert.status)
        begins = max(now, info.effective_at or now)
        return Draft(
            text=text,
            priority=priority(info, block.sender.level, alert.status),
            volume_pct=self._house.volume_pct,
            repeat=repeats(text, self._house.repeat),
            not_before=begins,
            expires_at=min(ends, begins + MAX_LIFE),
            target=goal,
        )

    def _announced(self, block: _Block, draft: Draft, old: str) -> Announcement:
        """Announce it; what quiet hours hold back sounds at their end, where it still holds then.

        Raises:
            NotAllowed: a rule forbids it.
            SpeechFailed: no voice.
            StoreDown: try again.
        """
        try:
            return self._released(block, draft, old)
        except NotAllowed as error:
            slot = error.hindrance.next_slot
            is_only_quiet = error.hindrance.flaws == (Flaw.QUIET_HOURS.value,)
            if not is_only_quiet or slot is None or slot >= draft.expires_at:
                raise
            return self._released(block, replace(draft, not_before=slot), old)

    def _released(self, block: _Block, draft: Draft, old: str) -> Announcement:
        catalog, asking = self._registry.catalog, _asking(block)
        if old and self._waits(old):
            # Nobody shall agree to what is overtaken.
            self._withdraw([old], block.alert, block.sender)
        elif old:
            try:
                made = self._broadcast.update(catalog, old, draft, asking)
            except NotAllowed as error:
                if error.hindrance.flaws != (Flaw.OVER.value,):
                    raise
            else:
                assert made is not None  # noqa: S101  # announcements are never forgotten
                return made
        return self._broadcast.announce(catalog, draft, asking)

    def _waits(self, announcement: str) -> bool:
        with self._ledger.read() as tx:
            known = tx.announcements.get(announcement)
        return known is not None and known.awaits is Awaits.APPROVAL

    def _withdraw(self, old: list[str], alert: Alert, sender: Sender) -> list[str]:
        """Withdraw announcements, and say which were not over."""
        stopped = []
        for name in old:
            try:
                self._broadcast.cancel(name, author(sender), _why(alert))
            except NotAllowed:
                continue  # it is over everywhere
            stopped.append(name)
        return stopped


def author(sender: Sender) -> str:
    """Under which name a sender stands in the book of deeds."""
    return f"{ORIGIN}{sender.id}"[:_LONGEST_AUTHOR]


def _asking(block: _Block) -> Asking:
    """The same block of the same message asks under the same key: it is announced once."""
    said = hashlib.sha256(repr((block.alert.key, block.number)).encode()).hexdigest()
    is_decided = block.sender.trust is Trust.AT_ONCE
    plea = Plea(author(block.sender), Role.FIELD, _why(block.alert), is_from_platform=is_decided, waits=True)
    return Asking(plea, key=f"cap-{said[:40]}", asked=said, origin=author(block.sender))


def _why(alert: Alert) -> str:
    return f"CAP {alert.kind.value} {alert.key.identifier}"


def _fate(made: list[Announcement], fates: list[Fate]) -> Fate:
    """What became of a whole message; one block that could not be said is the worst of it."""
    if Fate.HINDERED in fates:
        return Fate.HINDERED
    if not made:
        return fates[0]
    is_waiting = any(each.approval.state is ApprovalState.PENDING for each in made)
    return Fate.WAITING if is_waiting else Fate.ANNOUNCED
