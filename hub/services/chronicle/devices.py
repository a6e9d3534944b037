"""How each device stands, as points: written when that changes, and every five minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from devices.contract.bodies import DeviceClass
from hub.domain.datum import Datum, drawn
from hub.domain.instants import millis
from hub.domain.looks import Collected, Signs, collected, is_alarm, look
from hub.domain.same_day import clearance
from hub.series import Point
from hub.services.chronicle.figures import NS_PER_MS, Fields
from hub.services.foretelling import BinForecast
from hub.services.watch import DeviceView

# The screens ask for the newest row of the last six minutes: a row that is older does not speak of now.
AGAIN = timedelta(minutes=5)
# What a level must change by before its row is written anew.
_STEP_PCT = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One device at one moment; `tickets` are about it and open, `litter` of them about refuse."""

    view: DeviceView
    forecast: BinForecast | None
    tickets: int
    litter: int


class DeviceRows:
    """Makes the rows that are due. `address` turns a path into one that a screen may fetch for a while."""

    def __init__(self, zone: tzinfo, datum: Datum, address: Callable[[str, datetime], str]) -> None:
        self._zone = zone
        self._datum = datum
        self._address = address
        self._written: dict[str, tuple[object, datetime]] = {}

    def due(self, devices: Sequence[Seen], now: datetime) -> list[Point]:
        """The rows of devices that changed, or were not written for AGAIN; note nothing yet."""
        return [self._point(seen, now) for seen in devices if self._is_due(seen, now)]

    def written(self, devices: Sequence[Seen], now: datetime) -> None:
        """Note that the rows that were due are kept, and forget devices that are gone."""
        self._written = {
            seen.view.device.id: (_gist(seen), now) if self._is_due(seen, now) else known
            for seen in devices
            for known in [self._written.get(seen.view.device.id, (None, now))]
        }

    def _is_due(self, seen: Seen, now: datetime) -> bool:
        gist, at = self._written.get(seen.view.device.id, (None, now))
        return gist != _gist(seen) or now - at >= AGAIN or now < at

    def _point(self, seen: Seen, now: datetime) -> Point:
        view, device = seen.view, seen.view.device
        lat, lon = drawn(device.lat, device.lon, self._datum)
        fields: Fields = {
            "name": device.name,
            "village_name": view.village.name if view.village else "",
            "presence": view.presence.value,
            "look": _look(seen),
            "lat": lat,
            "lon": lon,
            "tickets": seen.tickets,
        }
        if view.seen_at is not None:
            fields |= {"seen_at_ms": millis(view.seen_at), "age_s": (now - view.seen_at).total_seconds()}
        match device.device_class:
            case DeviceClass.BIN:
                fields |= self._of_bin(seen, now)
            case DeviceClass.CAMERA:
                path = f"/signed/cameras/{device.id}"
                fields |= {
                    "view_fault": view.view_fault or "none",
                    "picture": self._address(f"{path}/last.jpg", now),
                    "live": self._address(f"{path}/live.mjpg", now),
                    "video": self._address(f"{path}/live.m3u8", now),
                }
            case _:
                pass
        battery = view.figures.get("battery_pct")
        if battery is not None and not battery.is_stale:
            fields["battery_pct"] = float(battery.value)
        tags = {
            "village": view.village.id if view.village else "none",
            "device": device.id,
            "device_class": device.device_class.value,
        }
        return Point("device", tags, fields, millis(now) * NS_PER_MS)

    def _of_bin(self, seen: Seen, now: datetime) -> Fields:
        view = seen.view
        fields: Fields = {"is_full": view.is_full, "collection": self._collected(view, now)}
        if view.level is not None:
            fields |= {"level_age_s": view.level.age.total_seconds(), "is_stale": view.level.is_stale}
        # A level that is too old is nowhere: no chart and no rule may take it for the present one.
        fresh = view.level if view.level is not None and not view.level.is_stale else None
        if fresh is not None:
            fields["level_pct"] = float(fresh.value)
        moments = {"emptied_at_ms": view.emptied_at}
        is_filling = fresh is not None and not view.is_full
        if seen.forecast is not None and is_filling:
            moments |= {
                "full_at_ms": seen.forecast.full_at,
                "surely_full_at_ms": seen.forecast.surely_full_at,
            }
        return fields | {name: millis(at) for name, at in moments.items() if at is not None}

    def _collected(self, view: DeviceView, now: datetime) -> Collected:
        local = now.astimezone(self._zone)
        return collected(clearance(view.spell, local.replace(hour=0, minute=0, second=0, microsecond=0)))


def _look(seen: Seen) -> str:
    view = seen.view
    signs = Signs(
        view.device.device_class,
        view.presence,
        level_pct=None if view.level is None else float(view.level.value),
        is_stale=view.level is not None and view.level.is_stale,
        is_full=view.is_full,
        is_alarmed=any(is_alarm(kind) for kind in view.alarms),
        is_blind=bool(view.view_fault),
        litter_tickets=seen.litter,
    )
    return look(signs).value


def _gist(seen: Seen) -> object:
    """What must not be shown late."""
    view = seen.view
    level = None if view.level is None else float(view.level.value) // _STEP_PCT
    return _look(seen), view.presence, view.view_fault, level, view.emptied_at, seen.tickets, view.device
