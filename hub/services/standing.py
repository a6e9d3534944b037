"""Standing orders: each speaker keeps its village's rules and its programme, and plays without the hub."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.contract.commands import HouseRules
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger, Transaction
from hub.books.schedules import Standing, StandingOrder
from hub.domain.announcements.schedules import Schedule, starts
from hub.domain.announcements.targets import Horn, horns, resolved, speakers
from hub.domain.area import Catalog
from hub.domain.standing_orders import Envelope, Order, house_rules, programme, substance
from hub.domain.village_rules import VillageRules, policy_of
from hub.ports import Bus, Clock
from hub.services.examine import Rules

log = logging.getLogger(__name__)
# So far ahead speakers know what to play; they are told anew every day.
AHEAD = timedelta(days=14)
_ANEW = timedelta(days=1)
# One that did not say that it keeps an order is told again.
_AGAIN = timedelta(minutes=10)
_NAMES = {Standing.RULES: "rules", Standing.PROGRAMME: "schedule"}


@dataclass(frozen=True, slots=True)
class _Known:
    """What every order is made of, read once for all speakers."""

    now: datetime
    own: Mapping[str, VillageRules]
    kept: Mapping[tuple[str, Standing], StandingOrder]
    heard: Mapping[str, list[tuple[Schedule, list[datetime]]]]


class StandingOrders:
    """Tells speakers what to keep; called by the clock.

    Args:
        site: the township, as topics name it.
        rules: the rules of the township.
        ledger: schedules, rules of villages, and what each speaker was told.
        bus: the way to the speakers; it signs.
        clock: the time.
        new_id: makes ids of orders.
    """

    def __init__(
        self, site: str, rules: Rules, ledger: Ledger, bus: Bus, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._site = site
        self._rules = rules
        self._ledger = ledger
        self._bus = bus
        self._clock = clock
        self._new_id = new_id

    def push(self, catalog: Catalog) -> None:
        """Tell each speaker what it does not keep yet, or was told long ago.

        Raises:
            StoreDown: what was sent is not noted, and is sent again.
        """
        found = horns(catalog)
        with self._ledger.read() as tx:
            known = self._known(tx, found)
        # The speakers of a village keep the same rules: said once for all of them.
        rules = {village: self._rules_digest(known, village) for village in {horn.village for horn in found}}
        sent: list[StandingOrder] = []
        for horn in found:
            for kind in Standing:
                order = self._told(known, horn, kind, rules[horn.village])
                if order is not None:
                    sent.append(order)
        if sent:
            with self._ledger.write() as tx:
                tx.schedules.put_standing(sent)
            log.info("%d standing orders sent", len(sent))

    def _known(self, tx: Transaction, found: tuple[Horn, ...]) -> _Known:
        now, zone = self._clock.now(), self._rules.policy.zone
        saved, holidays = tx.speaking.saved(), tx.schedules.holidays()
        # From the begin of the day on, so that the same day says the same.
        since = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        heard: dict[str, list[tuple[Schedule, list[datetime]]]] = {}
        for schedule in tx.schedules.all().values():
            instants = list(starts(schedule, zone, holidays, since, since + AHEAD))
            for device in speakers(resolved(schedule.target, saved), found):
                heard.setdefault(device, []).append((schedule, instants))
        return _Known(now, tx.speaking.rules(), tx.schedules.standing(), heard)

    def _told(self, known: _Known, horn: Horn, kind: Standing, rules: str) -> StandingOrder | None:
        before = known.kept.get((horn.id, kind))
        is_programme = kind is Standing.PROGRAMME
        if is_programme and before is None and horn.id not in known.heard:
            return None
        is_due = before is None or _is_due(before, known.now)
        if before is not None and not is_due and not is_programme and before.digest == rules:
            return None
        order = self._order(known, horn, kind)
        digest = _digest(order) if is_programme else rules
        if before is not None and not is_due and before.digest == digest:
            return None
        address = device_address(self._site, horn.id, Kind.CMD, _NAMES[kind])
        try:
            self._bus.send(Message(address, order), expiry_s=int(AHEAD.total_seconds()))
        except LinkDown:
            return None
        return StandingOrder(horn.id, kind, digest, order.id, known.now)

    def _order(self, known: _Known, horn: Horn, kind: Standing) -> Order:
        envelope = Envelope(self._new_id(), horn.id, known.now, known.now + AHEAD)
        if kind is Standing.PROGRAMME:
            return programme(envelope, known.heard.get(horn.id, []))
        return self._house_rules(known, horn.village, envelope)

    def _rules_digest(self, known: _Known, village: str) -> str:
        # Whom an order is for is no part of what it says.
        envelope = Envelope("rules", "everybody", known.now, known.now)
        return _digest(self._house_rules(known, village, envelope))

    def _house_rules(self, known: _Known, village: str, envelope: Envelope) -> HouseRules:
        general = self._rules
        policy = policy_of(general.policy, known.own.get(village))
        until = (known.now + AHEAD).astimezone(policy.zone).date()
        return house_rules(envelope, policy, str(policy.zone), general.longest, until)


def _digest(order: Order) -> str:
    """Tell orders apart by what they say, not by whom they are for."""
    return hashlib.sha256(substance(order).encode()).hexdigest()


def _is_due(before: StandingOrder, now: datetime) -> bool:
    """Tell whether a speaker is to be told the same again."""
    return now - before.sent_at >= (_AGAIN if before.adopted_at is None else _ANEW)
