"""The self-test (每周自检): a quiet sound at each loudspeaker, rates as series, a ticket where none came."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from devices.contract.commands import Priority
from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.announcements import Delivery, Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.announcements.self_test import (
    ORIGIN,
    Finding,
    Rates,
    finding,
    latest_due,
    may_begin,
    rates,
)
from hub.domain.area import Catalog, Device
from hub.domain.instants import millis
from hub.domain.people import Role
from hub.domain.tickets import TicketKind
from hub.ports import Clock, SpeechFailed
from hub.series import FieldValue, Point
from hub.services.broadcast import Asking, Broadcast
from hub.services.examine import NotAllowed, Rules
from hub.services.rectify import Rectify, Report

log = logging.getLogger(__name__)
# What is said: short, and nothing that anybody could take for news.
_TEXT = "大喇叭自检。"
_BY = "self-test"
_VALID = timedelta(minutes=10)
# After so long every loudspeaker has played, or was given its time.
_JUDGED_AFTER = timedelta(minutes=12)
_SEVERITY = 3


@dataclass(frozen=True, slots=True)
class WeeklyTest:
    """When it is, by the township's clocks (0 is Monday), and how loud, percent."""

    weekday: int
    clock: time
    volume_pct: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A test that is over: when it began, what it found at each loudspeaker, and the rates."""

    began_at: datetime
    found: Mapping[str, Finding]
    rates: Rates


@dataclass(frozen=True, slots=True)
class Hands:
    """What the test works with."""

    rules: Rules
    broadcast: Broadcast
    rectify: Rectify
    ledger: Ledger
    clock: Clock
    site: str


class SelfTest:
    """Tests once a week, and judges what came back; called by the clock."""

    def __init__(self, weekly: WeeklyTest, hands: Hands) -> None:
        self._weekly = weekly
        self._hands = hands
        self._complaint = ""

    def step(self, catalog: Catalog) -> None:
        """Begin the test of this week when it is due, and judge it when it is over.

        Raises:
            StoreDown: the next call does it again.
        """
        hands, now = self._hands, self._hands.clock.now()
        due = latest_due(now, hands.rules.policy.zone, self._weekly.weekday, self._weekly.clock)
        with hands.ledger.read() as tx:
            begun = tx.acts.answered(_BY, _key(due))
            is_judged = begun is not None and any(
                item.deed.act is BroadcastAct.TESTED for item in tx.acts.about(begun.announcement)
            )
        if begun is None:
            if may_begin(due, now):
                self._begin(catalog, due)
        elif not is_judged and now >= begun.at + _JUDGED_AFTER:
            self._judge(catalog, begun.announcement)

    def last(self, catalog: Catalog) -> Judged | None:
        """What the newest test found; None when none was begun in the last two weeks.

        Raises:
            StoreDown: try later.
        """
        hands, now = self._hands, self._hands.clock.now()
        due = latest_due(now, hands.rules.policy.zone, self._weekly.weekday, self._weekly.clock)
        with hands.ledger.read() as tx:
            for each in (due, due - timedelta(days=7)):
                begun = tx.acts.answered(_BY, _key(each))
                if begun is not None and now >= begun.at + _JUDGED_AFTER:
                    return _judged(catalog, begun.at, tx.announcements.deliveries(begun.announcement))
        return None

    def _begin(self, catalog: Catalog, due: datetime) -> None:
        now = self._hands.clock.now()
        draft = Draft(
            _TEXT, Priority.TEST, self._weekly.volume_pct, 1, now, now + _VALID, Target(TargetScope.TOWNSHIP)
        )
        asking = Asking(Plea(_BY, Role.OPERATOR), key=_key(due), origin=ORIGIN)
        try:
            self._hands.broadcast.announce(catalog, draft, asking)
        except (NotAllowed, SpeechFailed) as error:
            if str(error) != self._complaint:
                log.warning("the loudspeakers cannot test themselves: %s", error)
            self._complaint = str(error)

    def _judge(self, catalog: Catalog, announcement: str) -> None:
        """Write down what was found, open a ticket for each fault and close those that are over."""
        hands, now = self._hands, self._hands.clock.now()
        with hands.ledger.write() as tx:
            judged = _judged(catalog, now, tx.announcements.deliveries(announcement))
            for index, (name, found) in enumerate(sorted(judged.found.items())):
                self._act_on(tx, catalog, catalog.devices[name], found, millis(now) * 10_000 + index)
            tx.outbox.queue(self._points(catalog, judged, millis(now) * 1_000_000), 0, now)
            bad = sum(not found.is_serviceable for found in judged.found.values())
            to = f"{len(judged.found)} tested, {bad} faulty"
            tx.acts.add(Deed(now, _BY, BroadcastAct.TESTED, announcement, to))
        log.info("self-test of %d loudspeakers: %d are faulty", len(judged.found), bad)

    def _act_on(self, tx: Transaction, catalog: Catalog, device: Device, found: Finding, number: int) -> None:
        rectify, now = self._hands.rectify, self._hands.clock.now()
        subject = f"{TicketKind.SPEAKER.value}:{device.id}"
        if not found.is_serviceable:
            rectify.found(tx, catalog, Report(TicketKind.SPEAKER, subject, device, number, _SEVERITY, now))
        elif tx.tickets.open_about(subject) is not None:
            rectify.proven_gone(tx, subject, "speaker_played", (), now)

    def _points(self, catalog: Catalog, judged: Judged, at_ns: int) -> list[Point]:
        points = [
            Point(
                "speaker_test",
                {"village": catalog.village_id(catalog.devices[name]), "device": name},
                {"finding": found.value, "is_serviceable": found.is_serviceable},
                at_ns,
            )
            for name, found in judged.found.items()
        ]
        shares = {
            "serviceable_pct": judged.rates.serviceable_pct,
            "coverage_pct": judged.rates.coverage_pct,
            "response_pct": judged.rates.response_pct,
        }
        fields: dict[str, FieldValue] = {name: pct for name, pct in shares.items() if pct is not None}
        fields["tested"] = len(judged.found)
        return [*points, Point("speaker_rates", {"site": self._hands.site}, fields, at_ns)]


def _judged(catalog: Catalog, began_at: datetime, deliveries: Iterable[Delivery]) -> Judged:
    """Judge the loudspeakers that are still in service."""
    found = {each.device: finding(each) for each in deliveries if each.device in catalog.devices}
    village_of = {name: catalog.village_id(catalog.devices[name]) for name in found}
    return Judged(began_at, found, rates(found, village_of, (place.id for place in catalog.villages())))


def _key(due: datetime) -> str:
    return f"self-test-{due.date().isoformat()}"
