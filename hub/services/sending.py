"""Sending (播发): from the ledger's outbox to every speaker, and from each speaker's answer to its state."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from devices.contract.receipts import Ack, Stage
from devices.contract.topics import EVERYBODY, Address, Kind, Scope, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger, Transaction
from hub.domain.announcements import (
    Announcement,
    Delivery,
    DeliveryState,
    advance,
    halt_sent,
    overdue,
    queued,
    sent,
)
from hub.domain.announcements.orders import order, silent_at, stop
from hub.domain.announcements.schedules import delivery_id
from hub.domain.device_state import DeviceState
from hub.domain.instants import millis
from hub.domain.outages import was_away
from hub.ports import Bus, Clock, StoreDown
from hub.series import FieldValue, Point

log = logging.getLogger(__name__)
Step: TypeAlias = Callable[[Delivery], Delivery]
_WAITING = frozenset({DeliveryState.ACCEPTED, DeliveryState.QUEUED})
_PUSH_EVERY_S = 1.0
_ANSWERED_WITHIN = timedelta(seconds=3)
# As long as a speaker that was away may keep the news of it.
_REPEATED_WITHIN_S = 900.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A speaker's answer to the order `command`, received `at` (aware UTC).

    `is_signed`: with the key that it is known by; what is signed with another never comes so far.
    """

    command: str
    ack: Ack
    at: datetime
    is_signed: bool


class Sending:
    """Sends what is due, once a second and whenever it is woken, and draws the consequence of each answer.

    Args:
        site: the township, as topics name it.
        receipt_wait: how long a speaker that is there may take to answer.
        ledger: the outbox; what is in it is sent, whatever happened to the hub meanwhile.
        bus: the way to the speakers.
        clock: the time.
        may_address_all: whether one order to all speakers is obeyed by all of them; while keys are changed
            some obey another.
    """

    def __init__(
        self,
        site: str,
        receipt_wait: timedelta,
        ledger: Ledger,
        bus: Bus,
        clock: Clock,
        *,
        may_address_all: Callable[[], bool] = lambda: True,
    ) -> None:
        self._site = site
        self._receipt_wait = receipt_wait
        self._ledger = ledger
        self._bus = bus
        self._clock = clock
        self._may_address_all = may_address_all
        self._silenced: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._is_woken = threading.Event()

    def wake(self) -> None:
        """Send at once what is new in the outbox."""
        self._is_woken.set()

    def silence(self, announcement: Announcement, command: str) -> None:
        """Tell all speakers at once to stop or forget an announcement, by one order without bookkeeping.

        Whoever has not answered three seconds later is told by `push`, one by one.
        """
        if not self._may_address_all():
            return
        now = self._clock.now()
        body = stop(announcement, command, EVERYBODY, now)
        address = Address(self._site, Scope.GROUP, EVERYBODY, Kind.CMD, "cancel")
        if self._send(Message(address, body), silent_at(announcement), now):
            with self._lock:
                self._silenced[announcement.id] = now

    def may_repeat(self, topic: str) -> bool:
        """Tell whether the hub itself handed an order on this topic to the broker a second time lately."""
        ago_s = self._bus.resent_ago_s(topic)
        return ago_s is not None and ago_s < _REPEATED_WITHIN_S

    def run(self, stop: threading.Event) -> None:
        """Push until stopped; the top of a thread of its own."""
        is_down = False
        while not stop.is_set():
            self._clock.wait(self._is_woken, _PUSH_EVERY_S)
            self._is_woken.clear()
            try:
                self.push()
            except StoreDown as error:
                if not is_down:
                    log.warning("announcements wait: %s", error)
                is_down = True
                continue
            if is_down:
                log.info("announcements are sent again")
            is_down = False

    def push(self) -> None:
        """Send what is due and settle what was not answered in time.

        A hub that dies between sending and noting it sends again under the same command id, which a
        speaker knows.

        Raises:
            StoreDown: nothing was noted; the next call does it again.
        """
        now = self._clock.now()
        self._forget_silenced(now)
        with self._ledger.read() as tx:
            unfinished = tx.announcements.unfinished()
            known = {name: tx.announcements.get(name) for name in {each.announcement for each in unfinished}}
            silent = {each.device for each in unfinished if each.state is DeliveryState.UNREACHED}
            states = tx.intake.states(list(silent)) if silent else {}
        steps: dict[str, Step] = {}
        for delivery in unfinished:
            announcement = known[delivery.announcement]
            if announcement is None:
                continue
            step = self._next_step(announcement, delivery, now, states.get(delivery.device))
            if step(delivery) is not delivery:
                steps[delivery.id] = step
        self._note(steps)

    def receipt(self, tx: Transaction, village: str, device: str, receipt: Receipt) -> Point | None:
        """Let a speaker's answer act on its own delivery; any other answer changes nothing."""
        command, ack, at = receipt.command, receipt.ack, receipt.at
        if ack.stage is Stage.ADOPTED and tx.schedules.adopt(device, command, at):
            return None
        # What a speaker plays by its programme it answers under the name of the playing.
        delivery = tx.announcements.delivery(command) or tx.announcements.delivery(
            delivery_id(command, device)
        )
        if delivery is None or delivery.device != device:
            # The answer to a cancellation, or somebody else's: too many to be worth a line each.
            log.debug("speaker %s answered command %s, which is no delivery of its own", device, command)
            return None
        announcement = tx.announcements.get(delivery.announcement)
        if announcement is None:
            return None
        after = advance(delivery, announcement, ack, at, is_signed=receipt.is_signed)
        if after is delivery:
            return None
        tx.announcements.put_deliveries([after])
        fields: dict[str, FieldValue] = {"state": after.state.value}
        if after.played_ms is not None:
            fields["played_ms"] = after.played_ms
        tags = {"village": village, "device": device, "priority": announcement.priority.value}
        return Point("delivery", tags, fields, millis(at) * 1_000_000 + ack.seq % 1_000_000)

    def _next_step(
        self, announcement: Announcement, delivery: Delivery, now: datetime, state: DeviceState | None
    ) -> Step:
        wait = self._receipt_wait
        if delivery.owes_halt:
            if announcement.id in self._silenced:
                return _unchanged
            is_out = self._send(self._stop(announcement, delivery, now), silent_at(announcement), now)
            return halt_sent if is_out else _unchanged
        is_away = state is not None and was_away(
            state.says_online, state.changed_at, announcement.created_at, announcement.expires_at
        )
        settled = overdue(delivery, announcement, now, wait, was_away=is_away)
        if settled.state not in _WAITING:
            return lambda current: overdue(current, announcement, now, wait, was_away=is_away)
        if self._send(self._command(announcement, delivery, now), announcement.expires_at, now):
            return lambda current: sent(current, now)
        return lambda current: queued(current, now)

    def _forget_silenced(self, now: datetime) -> None:
        """Wait no longer for answers to the one order that went to all."""
        with self._lock:
            kept = {name: at for name, at in self._silenced.items() if now < at + _ANSWERED_WITHIN}
            self._silenced = kept

    def _note(self, steps: Mapping[str, Step]) -> None:
        """Take each step from where the delivery stands now: a receipt may have moved it on meanwhile."""
        if not steps:
            return
        with self._ledger.write() as tx:
            current = tx.announcements.named(steps)
            tx.announcements.put_deliveries([steps[delivery.id](delivery) for delivery in current])

    def _send(self, message: Message, expires_at: datetime, now: datetime) -> bool:
        try:
            self._bus.send(message, expiry_s=max(1, int((expires_at - now).total_seconds())))
        except LinkDown:
            return False
        return True

    def _command(self, announcement: Announcement, delivery: Delivery, now: datetime) -> Message:
        name, body = order(announcement, delivery, now)
        return Message(device_address(self._site, delivery.device, Kind.CMD, name), body)

    def _stop(self, announcement: Announcement, delivery: Delivery, now: datetime) -> Message:
        body = stop(announcement, delivery.halt, delivery.device, now)
        return Message(device_address(self._site, delivery.device, Kind.CMD, "cancel"), body)


def _unchanged(delivery: Delivery) -> Delivery:
    return delivery
