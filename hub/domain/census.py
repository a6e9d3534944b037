"""Counting the township (一屏知全域): how many devices are there, full, unknown. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from devices.contract.bodies import DeviceClass
from hub.domain.area import Catalog
from hub.domain.device_state import Glimpse
from hub.domain.earshot import Earshot
from hub.domain.gateways import Gateways
from hub.domain.health import Patience, Presence, max_age, presence
from hub.domain.same_day import Clearance, clearance

_NOTHING = Glimpse(None, None, (), None, None, is_full=False)
_GONE = (Presence.LATE, Presence.OFFLINE)
_NO_WORD = (Presence.NEVER, Presence.UNKNOWN)
_ALWAYS = Earshot()


@dataclass(slots=True)
class Tally:
    """The registered devices of a village, or of all of them.

    Of the bins how many are full and how many unknown; the cameras that are there and see; today's
    same-day clearance.
    """

    devices: Counter[tuple[DeviceClass, Presence]] = field(default_factory=Counter)
    bins: int = 0
    bins_full: int = 0
    bins_unknown: int = 0
    cameras_seeing: int = 0
    clearance: Clearance = field(default_factory=Clearance)

    @property
    def online(self) -> int:
        """How many devices are there."""
        return self._having((Presence.ONLINE,))

    @property
    def offline(self) -> int:
        """How many are not there as they should be: late or gone."""
        return self._having(_GONE)

    @property
    def unknown(self) -> int:
        """Of how many nothing can be said: never heard, or nobody could hear them."""
        return self._having(_NO_WORD)

    def of_class(self, device_class: DeviceClass) -> int:
        """How many devices of one class are registered."""
        return sum(count for (found, _), count in self.devices.items() if found is device_class)

    def online_of(self, device_class: DeviceClass) -> int:
        """How many devices of one class are there."""
        return self.devices[device_class, Presence.ONLINE]

    def _having(self, states: tuple[Presence, ...]) -> int:
        return sum(count for (_, found), count in self.devices.items() if found in states)


@dataclass(frozen=True)
class Census:
    """A tally for each village that has devices, by its id ("none": in no village)."""

    villages: Mapping[str, Tally]

    @cached_property
    def township(self) -> Tally:
        """All villages together."""
        whole = Tally()
        for tally in self.villages.values():
            whole.devices.update(tally.devices)
            whole.bins += tally.bins
            whole.bins_full += tally.bins_full
            whole.bins_unknown += tally.bins_unknown
            whole.cameras_seeing += tally.cameras_seeing
            whole.clearance += tally.clearance
        return whole


def count(
    catalog: Catalog,
    glimpses: Mapping[str, Glimpse],
    patience: Patience,
    now: datetime,
    blind: Collection[str] = (),
    earshot: Earshot = _ALWAYS,
) -> Census:
    """Count all registered devices as of `now`, aware, on the township's clocks.

    `blind`: cameras with whose view something is wrong. `earshot`: when the hub could hear.
    """
    villages: dict[str, Tally] = {}
    day_began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    gateways = Gateways(catalog, glimpses, patience, now, earshot)
    for device in catalog.devices.values():
        glimpse = glimpses.get(device.id, _NOTHING)
        period = timedelta(seconds=glimpse.period_s or device.period_s)
        village = catalog.village_id(device)
        tally = villages.get(village) or villages.setdefault(village, Tally())
        present = presence(gateways.signs(glimpse), period, patience, now)
        tally.devices[device.device_class, present] += 1
        if device.device_class is DeviceClass.BIN:
            is_known = _has_level(glimpse, period, patience, now)
            tally.bins += 1
            tally.bins_full += is_known and glimpse.is_full
            tally.bins_unknown += not is_known
            if glimpse.spell.full_at is not None:
                tally.clearance += clearance(glimpse.spell, day_began)
        elif device.device_class is DeviceClass.CAMERA:
            tally.cameras_seeing += present is Presence.ONLINE and device.id not in blind
    return Census(villages)


def _has_level(glimpse: Glimpse, period: timedelta, patience: Patience, now: datetime) -> bool:
    return glimpse.level_at is not None and now - glimpse.level_at <= max_age(period, patience)
