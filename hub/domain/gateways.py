"""Through which gateways a device is heard, and whether anything can still come through them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.domain.area import Catalog
from hub.domain.earshot import Earshot
from hub.domain.flapping import judged_since
from hub.domain.health import Heard, Patience, Presence, Signs, presence
from hub.domain.outages import Outage, common, unheard

# As long as a silent device takes to count as lost: by then a way it no longer takes is forgotten.
_RECENT_PERIODS = 6
_MOST_CARRIERS = 4
_ALWAYS = Earshot()


class Carrier(NamedTuple):
    """A gateway that heard a device, by its id ("" for those not in the registry), and when it last did."""

    gateway: str
    heard_at: datetime


def carried(
    before: Sequence[Carrier], gateways: Sequence[str], at: datetime, period: timedelta
) -> tuple[Carrier, ...]:
    """Through whom a device is heard, after one more uplink: the newest first, of one uplink the best first.

    Remembers at most four, those of the last six periods before the newest uplink. The same uplink, or an
    older one, may come again.

    Args:
        before: what was known.
        gateways: those that heard the uplink, best first; not empty.
        at: when it was received, aware UTC.
        period: how often the device speaks.
    """
    seen = sorted([*(Carrier(gateway, at) for gateway in gateways), *before], key=_heard_at, reverse=True)
    newest: dict[str, Carrier] = {}
    for each in seen:
        newest.setdefault(each.gateway, each)
    edge = seen[0].heard_at - _RECENT_PERIODS * period
    return tuple(each for each in newest.values() if each.heard_at >= edge)[:_MOST_CARRIERS]


def best(carriers: Sequence[Carrier]) -> str:
    """The registered gateway that heard the device best when it last spoke, "" for none."""
    return next((each.gateway for each in carriers if each.gateway), "")


def ways(carriers: Sequence[Carrier]) -> tuple[str, ...]:
    """The gateways that must all be gone before a device cannot be heard.

    None where one of its carriers is not in the registry: nobody knows how that one is.
    """
    names = tuple(each.gateway for each in carriers)
    return names if all(names) else ()


def _heard_at(carrier: Carrier) -> datetime:
    return carrier.heard_at


class RollCall(NamedTuple):
    """After the broker was away: so many devices that held a connection are back, so many are not."""

    back: int
    awaited: int


@dataclass(frozen=True, slots=True)
class Gateways:
    """Knows through whom devices could be heard as of `now`, aware UTC; each gateway is judged once.

    `heard`: what is remembered of every device. `earshot`: when the hub itself could hear.
    """

    catalog: Catalog
    heard: Mapping[str, Heard]
    patience: Patience
    now: datetime
    earshot: Earshot = _ALWAYS
    _judged: dict[tuple[str, ...], bool] = field(default_factory=dict)
    _outages: dict[tuple[str, ...], Outage | None] = field(default_factory=dict)

    def signs(self, heard: Heard) -> Signs:
        """Read the signs of life of a device, given who could hear it."""
        ways = heard.ways
        return self._signs(heard, is_cut_off=self.are_gone(ways), unheard=self.unheard(ways, heard.seen_at))

    def roll_call(self) -> RollCall:
        """Count who held a connection as the broker went away; nobody once all had time to come back."""
        if self.earshot.unsettled_since(self.now) is None:
            return RollCall(0, 0)
        said = [self._signs(heard) for name, heard in self.heard.items() if name in self.catalog.devices]
        awaited = sum(signs.is_awaited for signs in said)
        return RollCall(sum(signs.says_online is True for signs in said) - awaited, awaited)

    def _signs(self, heard: Heard, *, is_cut_off: bool = False, unheard: timedelta = timedelta()) -> Signs:
        earshot, now, doubted_until = self.earshot, self.now, heard.doubted_until
        is_doubted = doubted_until is not None and now < doubted_until
        if doubted_until is not None and is_doubted:
            # Who went and came with the broker does not come and go by itself.
            is_doubted = not earshot.was_deaf(judged_since(doubted_until))
        word, is_awaited = heard.says_online, False
        if word is False:
            is_awaited = earshot.excuses(heard.gone_at, now)
            word = is_awaited
        elif word:
            is_broken = earshot.is_broken(heard.seen_at)
            is_settled = earshot.unsettled_since(now) is None
            is_awaited = earshot.is_deaf or (is_broken and not is_settled)
            # Its connection is no more: what it said of itself then says nothing.
            word = None if is_broken and is_settled else True
        return Signs(heard.seen_at, word, is_cut_off, is_doubted, unheard, is_awaited)

    def are_gone(self, ways: tuple[str, ...]) -> bool:
        """Tell whether all these gateways are gone; no gateways are not gone."""
        if not ways:
            return False
        known = self._judged.get(ways)
        if known is None:
            known = self._judged[ways] = all(map(self._is_gone, ways))
        return known

    def unheard(self, ways: tuple[str, ...], since: datetime | None) -> timedelta:
        """For how long since then nothing could come: the hub was deaf, or all these gateways were away."""
        if since is None:
            return timedelta()
        outages = [*self.earshot.outages(since, self.now)]
        if ways:
            if ways not in self._outages:
                known = (self.heard.get(gateway) for gateway in ways)
                self._outages[ways] = common(heard.outage if heard else None for heard in known)
            away = self._outages[ways]
            outages += [away] if away is not None else []
        return unheard(outages, since)

    def _is_gone(self, gateway: str) -> bool:
        """By its own word, else by the age of its last sign of life against its own period.

        One that comes and goes is no way. One that is not in service has no period to be held to.
        """
        heard = self.heard.get(gateway)
        if heard is None:
            return False
        said = self._signs(heard, unheard=self.unheard((), heard.seen_at))
        device = self.catalog.devices.get(gateway)
        if said.is_doubted or device is None:
            return said.is_doubted or said.says_online is False
        period = timedelta(seconds=heard.period_s or device.period_s)
        return presence(said, period, self.patience, self.now) is Presence.OFFLINE
