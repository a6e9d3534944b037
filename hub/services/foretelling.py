"""Foretelling when bins are full: once an hour for all of them, out of their levels by the hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from devices.contract.bodies import DeviceClass
from hub.books import Ledger
from hub.domain.area import Catalog, Device
from hub.domain.bins import Jump
from hub.domain.device_state import DeviceState
from hub.domain.forecast import BackTest, Forecast, back_test, forecast
from hub.domain.hourly_levels import HourlyLevels
from hub.domain.instants import millis
from hub.ports import Clock
from hub.series import FieldValue, Point
from hub.services.registry import Registry

_HOUR = timedelta(hours=1)
# A level that is older says nothing of this hour; sensors of bins speak at least every hour.
_OLDEST_LEVEL = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class BinForecast:
    """What was foretold of a bin at `made_at`; `tested` is how its forecasts did on its own last week."""

    made_at: datetime
    forecast: Forecast
    tested: BackTest | None

    @property
    def full_at(self) -> datetime | None:
        """When it is as likely full as not; None when that is too far off."""
        return _after(self.made_at, self.forecast.p50_h)

    @property
    def surely_full_at(self) -> datetime | None:
        """By when it is full in nine of ten cases; None when that is too far off."""
        return _after(self.made_at, self.forecast.p90_h)


class Foretelling:
    """Keeps the levels by the hour and the newest forecasts; `step` runs on one thread, `of` on any."""

    def __init__(self, ledger: Ledger, registry: Registry, clock: Clock, zone: tzinfo) -> None:
        self._ledger = ledger
        self._registry = registry
        self._clock = clock
        self._zone = zone
        self._hour = -1
        self._found: Mapping[str, BinForecast] = {}

    def step(self) -> None:
        """Note the levels of a new hour and foretell from them; within the same hour nothing.

        Raises:
            StoreDown: call again; the forecasts stay as they were.
        """
        now = self._clock.now()
        hour = int(now.timestamp()) // 3600
        if hour == self._hour:
            return
        catalog = self._registry.catalog
        bins = {device.id: device for device in catalog.of_class(DeviceClass.BIN)}
        with self._ledger.write() as tx:
            kept, states = tx.levels.all(), tx.intake.states(list(bins))
            levels = {
                device: kept.get(device, HourlyLevels(hour)).noted(hour, _level(states.get(device), now))
                for device in bins
            }
            found = self._foretold(levels, now)
            tx.levels.put(levels)
            points = [_point(catalog, bins[device], made) for device, made in found.items()]
            if points:
                tx.outbox.queue(points, 0, now)
        self._hour, self._found = hour, found

    def of(self, device: str, emptied_at: datetime | None) -> BinForecast | None:
        """The newest forecast; None when too little is known, or it speaks of what was emptied since.

        An emptying is proven by two readings: a forecast made between them was made from the level before it.
        """
        found = self._found.get(device)
        is_past = found is not None and emptied_at is not None and emptied_at > found.made_at - _OLDEST_LEVEL
        return None if is_past else found

    def _foretold(self, levels: Mapping[str, HourlyLevels], now: datetime) -> dict[str, BinForecast]:
        local = now.astimezone(self._zone)
        found: dict[str, BinForecast] = {}
        for device, kept in levels.items():
            history = kept.history(local.weekday(), local.hour)
            made = forecast(history)
            if made is not None:
                found[device] = BinForecast(now, made, back_test(history))
        return found


def _level(state: DeviceState | None, now: datetime) -> float | None:
    if state is None or state.level_at is None or now - state.level_at > _OLDEST_LEVEL:
        return None
    # One reading that jumps may be wild: the level by the hour waits until the next one confirms it.
    is_proven = state.bin.jump is Jump.NONE and state.bin.wild_since is None
    return state.level_pct if is_proven else None


def _after(made_at: datetime, hours: float | None) -> datetime | None:
    return None if hours is None else made_at + hours * _HOUR


def _point(catalog: Catalog, device: Device, made: BinForecast) -> Point:
    fields: dict[str, FieldValue] = {"days": made.forecast.days}
    known = {"p50_h": made.forecast.p50_h, "p90_h": made.forecast.p90_h}
    fields |= {name: hours for name, hours in known.items() if hours is not None}
    if made.tested is not None:
        fields["mean_error_h"] = made.tested.mean_error_h
    tags = {"village": catalog.village_id(device), "device": device.id}
    return Point("forecast", tags, fields, millis(made.made_at) * 1_000_000)
