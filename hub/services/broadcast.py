"""Broadcast (广播): a text becomes one command per speaker, each speaker's answer its state."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from devices.contract.bodies import DeviceClass
from devices.contract.commands import Announce, Audio, Cancel
from devices.contract.receipts import Ack
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger, Transaction
from hub.domain.announcements import (
    Announcement,
    Delivery,
    DeliveryState,
    Draft,
    Flaw,
    advance,
    flaws,
    overdue,
    queued,
    sent,
    withdrawn,
)
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.domain.quiet_hours import Policy, ceiling_pct, last_start, refusal
from hub.ports import Bus, Clock, EvidenceStore, Speech
from hub.series import FieldValue, Point

log = logging.getLogger(__name__)
Step: TypeAlias = Callable[[Delivery], Delivery]
_WAITING = frozenset({DeliveryState.ACCEPTED, DeliveryState.QUEUED})


class NotAllowed(ValueError):
    """An announcement that may not be made.

    `flaws` say what is wrong with it; `next_slot` when it may sound, if ever.

    `unmatched` are targets no speaker answers to.
    """

    def __init__(
        self, flaws: tuple[str, ...], *, next_slot: datetime | None = None, unmatched: tuple[str, ...] = ()
    ) -> None:
        super().__init__(", ".join(flaws))
        self.flaws = flaws
        self.next_slot = next_slot
        self.unmatched = unmatched


@dataclass(frozen=True, slots=True)
class Rules:
    """What binds announcements in this township."""

    policy: Policy
    receipt_wait: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Outside:
    """What broadcasting needs from the outside."""

    ledger: Ledger
    bus: Bus
    speech: Speech
    evidence: EvidenceStore
    clock: Clock
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A speaker's answer to the order `command`, received `at` (aware UTC).

    `is_signed`: with the key that it is known by; what is signed with another never comes so far.
    """

    command: str
    ack: Ack
    at: datetime
    is_signed: bool


class Broadcast:
    """Makes, sends, follows and cancels announcements."""

    def __init__(self, site: str, rules: Rules, outside: Outside) -> None:
        self._site = site
        self._rules = rules
        self._outside = outside

    def announce(self, catalog: Catalog, draft: Draft, by: str) -> Announcement:
        """Speak a draft and keep it durably with one delivery per speaker; `push` sends it.

        Raises:
            NotAllowed: the draft breaks a rule; show the reasons.
            SpeechFailed: no voice; show what to do.
            StoreDown: not kept; try again.
        """
        now = self._outside.clock.now()
        speakers = self._meant(catalog, draft, now)
        clip = self._outside.speech.speak(draft.text)
        length = timedelta(milliseconds=clip.duration_ms * draft.repeat)
        start = max(now, draft.not_before)
        policy = self._rules.policy
        hushed = refusal(policy, draft.priority, start, length)
        if hushed is not None:
            raise NotAllowed(("quiet_hours",), next_slot=hushed.next_slot)
        sha256 = self._outside.evidence.put(clip.wav, "audio/wav")
        announcement = Announcement(
            id=self._outside.new_id(),
            text=draft.text,
            priority=draft.priority,
            volume_pct=min(draft.volume_pct, ceiling_pct(policy, draft.priority, start)),
            repeat=draft.repeat,
            created_at=now,
            created_by=by,
            not_before=draft.not_before,
            expires_at=last_start(policy, draft.priority, start, length, draft.expires_at),
            sha256=sha256,
            duration_ms=clip.duration_ms,
            target=draft.target,
        )
        deliveries = [
            Delivery(self._outside.new_id(), announcement.id, speaker, DeliveryState.ACCEPTED, now)
            for speaker in speakers
        ]
        with self._outside.ledger.write() as tx:
            tx.announcements.put(announcement)
            tx.announcements.put_deliveries(deliveries)
        log.info("announcement %s by %s for %d speakers", announcement.id, by, len(speakers))
        return announcement

    def cancel(self, announcement: str, by: str) -> bool:
        """Withdraw an announcement: what was not sent never is, and speakers are told to stop.

        False: unknown id.

        Raises:
            StoreDown: nothing changed; try again.
        """
        now = self._outside.clock.now()
        with self._outside.ledger.write() as tx:
            known = tx.announcements.get(announcement)
            if known is None:
                return False
            deliveries = tx.announcements.deliveries(announcement)
            tx.announcements.put_deliveries([withdrawn(delivery, now) for delivery in deliveries])
        for delivery in deliveries:
            if not delivery.is_final:
                self._send(self._stop(known, delivery, now), known.expires_at, now)
        log.info("announcement %s cancelled by %s", announcement, by)
        return True

    def push(self) -> None:
        """Send what is due and settle what was not answered in time; called about once a second.

        A hub that dies between sending and noting it sends again under the same command id, which a
        speaker knows.

        Raises:
            StoreDown: nothing was noted; the next call does it again.
        """
        now = self._outside.clock.now()
        with self._outside.ledger.read() as tx:
            unfinished = tx.announcements.unfinished()
            known = {
                delivery.announcement: tx.announcements.get(delivery.announcement) for delivery in unfinished
            }
        steps: dict[str, Step] = {}
        for delivery in unfinished:
            announcement = known[delivery.announcement]
            if announcement is None:
                continue
            step = self._next_step(announcement, delivery, now)
            if step(delivery) is not delivery:
                steps[delivery.id] = step
        self._note(steps)

    def receipt(self, tx: Transaction, village: str, device: str, receipt: Receipt) -> Point | None:
        """Let a speaker's answer act on its own delivery; any other answer changes nothing."""
        command, ack, at = receipt.command, receipt.ack, receipt.at
        delivery = tx.announcements.delivery(command)
        if delivery is None or delivery.device != device:
            # The answer to a cancellation, or somebody else's: too many to be worth a line each.
            log.debug("speaker %s answered command %s, which is no delivery of its own", device, command)
            return None
        announcement = tx.announcements.get(delivery.announcement)
        if announcement is None:
            return None
        after = advance(delivery, announcement, ack, at)
        if after is delivery:
            return None
        tx.announcements.put_deliveries([after])
        fields: dict[str, FieldValue] = {"state": after.state.value}
        if after.played_ms is not None:
            fields["played_ms"] = after.played_ms
        tags = {"village": village, "device": device, "priority": announcement.priority.value}
        return Point("delivery", tags, fields, millis(at) * 1_000_000 + ack.seq % 1_000_000)

    def _meant(self, catalog: Catalog, draft: Draft, now: datetime) -> tuple[str, ...]:
        wrong = tuple(flaw.value for flaw in flaws(draft, now))
        if wrong:
            raise NotAllowed(wrong)
        village_of = {
            speaker.id: village.id if (village := catalog.village_of(speaker)) else ""
            for speaker in catalog.of_class(DeviceClass.SPEAKER)
        }
        speakers = draft.target.speakers(village_of)
        unmatched = draft.target.unmatched(village_of)
        if unmatched or not speakers:
            raise NotAllowed((Flaw.NOBODY_MEANT.value,), unmatched=unmatched)
        return speakers

    def _next_step(self, announcement: Announcement, delivery: Delivery, now: datetime) -> Step:
        wait = self._rules.receipt_wait
        settled = overdue(delivery, announcement, now, wait)
        if settled.state not in _WAITING:
            return lambda current: overdue(current, announcement, now, wait)
        if self._send(self._command(announcement, delivery, now), announcement.expires_at, now):
            return lambda current: sent(current, now)
        return lambda current: queued(current, now)

    def _note(self, steps: Mapping[str, Step]) -> None:
        """Take each step from where the delivery stands now: a receipt may have moved it on meanwhile."""
        if not steps:
            return
        with self._outside.ledger.write() as tx:
            current = [tx.announcements.delivery(name) for name in steps]
            tx.announcements.put_deliveries([steps[d.id](d) for d in current if d is not None])

    def _send(self, message: Message, expires_at: datetime, now: datetime) -> bool:
        try:
            self._outside.bus.send(message, expiry_s=max(1, int((expires_at - now).total_seconds())))
        except LinkDown:
            return False
        return True

    def _command(self, announcement: Announcement, delivery: Delivery, now: datetime) -> Message:
        body = Announce(
            id=delivery.id,
            issued_ms=millis(now),
            not_before_ms=millis(announcement.not_before),
            expires_ms=millis(announcement.expires_at),
            audience=delivery.device,
            announcement=announcement.id,
            priority=announcement.priority,
            text=announcement.text,
            audio=Audio(
                path=f"/media/{announcement.sha256}",
                sha256=announcement.sha256,
                duration_ms=announcement.duration_ms,
            ),
            volume_pct=announcement.volume_pct,
            repeat=announcement.repeat,
        )
        return Message(device_address(self._site, delivery.device, Kind.CMD, "announce"), body)

    def _stop(self, announcement: Announcement, delivery: Delivery, now: datetime) -> Message:
        body = Cancel(
            id=self._outside.new_id(),
            issued_ms=millis(now),
            not_before_ms=millis(now),
            expires_ms=millis(announcement.expires_at + timedelta(milliseconds=announcement.expected_ms)),
            audience=delivery.device,
            announcement=announcement.id,
        )
        return Message(device_address(self._site, delivery.device, Kind.CMD, "cancel"), body)
