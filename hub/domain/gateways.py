"""Through which gateways a device is heard, and whether anything can still come through them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.domain.area import Catalog
from hub.domain.health import Heard, Patience, Presence, presence, signs
from hub.domain.outages import Outage, common, unheard

# As long as a silent device takes to count as lost: by then a way it no longer takes is forgotten.
_RECENT_PERIODS = 6
_MOST_CARRIERS = 4


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


@dataclass(frozen=True, slots=True)
class Gateways:
    """Knows which gateways are gone as of `now`, aware UTC; each is judged once.

    `heard`: what is remembered of every device.
    """

    catalog: Catalog
    heard: Mapping[str, Heard]
    patience: Patience
    now: datetime
    _judged: dict[tuple[str, ...], bool] = field(default_factory=dict)
    _outages: dict[tuple[str, ...], Outage | None] = field(default_factory=dict)

    def are_gone(self, ways: tuple[str, ...]) -> bool:
        """Tell whether all these gateways are gone; no gateways are not gone."""
        if not ways:
            return False
        known = self._judged.get(ways)
        if known is None:
            known = self._judged[ways] = all(map(self._is_gone, ways))
        return known

    def unheard(self, ways: tuple[str, ...], since: datetime | None) -> timedelta:
        """For how long since then nothing could come through these gateways; they are there again now."""
        if since is None or not ways:
            return timedelta()
        if ways not in self._outages:
            known = (self.heard.get(gateway) for gateway in ways)
            self._outages[ways] = common(heard.outage if heard else None for heard in known)
        return unheard(self._outages[ways], since)

    def _is_gone(self, gateway: str) -> bool:
        """By its own word, else by the age of its last sign of life against its own period.

        One that comes and goes is no way. One that is not in service has no period to be held to.
        """
        heard = self.heard.get(gateway)
        if heard is None:
            return False
        said = signs(heard, self.now)
        device = self.catalog.devices.get(gateway)
        if said.is_doubted or device is None:
            return said.is_doubted or said.says_online is False
        period = timedelta(seconds=heard.period_s or device.period_s)
        return presence(said, period, self.patience, self.now) is Presence.OFFLINE
