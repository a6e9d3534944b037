"""Counting the township (一屏知全域): how many devices are there, full, unknown. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.contract.bodies import DeviceClass
from hub.domain.area import Catalog
from hub.domain.device_state import Glimpse
from hub.domain.health import Patience, Presence, Signs, max_age, presence
from hub.domain.same_day import Clearance, clearance

_NOTHING = Glimpse(None, None, "", None, None, is_full=False)


@dataclass(frozen=True, slots=True)
class Census:
    """The registered devices by presence; of the bins how many are full, and of how many nothing is known.

    `unclaimed`: devices that spoke and are not registered. `same_day`: today's clearance by village id.
    """

    presence: Mapping[Presence, int]
    bins: int
    bins_full: int
    bins_unknown: int
    unclaimed: int
    same_day: Mapping[str, Clearance]


def count(catalog: Catalog, glimpses: Mapping[str, Glimpse], patience: Patience, now: datetime) -> Census:
    """Count all registered devices as of `now`, aware, on the township's clocks."""
    present: Counter[Presence] = Counter()
    bins = full = unknown = 0
    same_day: dict[str, Clearance] = {}
    day_began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for device in catalog.devices.values():
        glimpse = glimpses.get(device.id, _NOTHING)
        period = timedelta(seconds=glimpse.period_s or device.period_s)
        present[_presence(glimpse, glimpses, period, patience, now)] += 1
        if device.device_class is DeviceClass.BIN:
            bins += 1
            is_known = _has_level(glimpse, period, patience, now)
            full += is_known and glimpse.is_full
            unknown += not is_known
            village = catalog.village_id(device)
            same_day[village] = same_day.get(village, Clearance()) + clearance(glimpse.spell, day_began)
    unclaimed = sum(not catalog.is_registered(device) for device in glimpses)
    return Census(present, bins, full, unknown, unclaimed, same_day)


def _presence(
    glimpse: Glimpse, glimpses: Mapping[str, Glimpse], period: timedelta, patience: Patience, now: datetime
) -> Presence:
    gateway = glimpses.get(glimpse.via) if glimpse.via else None
    signs = Signs(glimpse.seen_at, glimpse.says_online, gateway.says_online if gateway else None)
    return presence(signs, period, patience, now)


def _has_level(glimpse: Glimpse, period: timedelta, patience: Patience, now: datetime) -> bool:
    return glimpse.level_at is not None and now - glimpse.level_at <= max_age(period, patience)
