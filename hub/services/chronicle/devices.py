"""How each device stands, as points: written when that changes, and every five minutes.

Where a device stands no more, because it was retired or moved to another village, one empty row is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from devices.contract.bodies import DeviceClass
from hub.domain.bins import Jump
from hub.domain.datum import Datum, drawn
from hub.domain.instants import millis
from hub.domain.looks import Collected, Look, Signs, collected, is_alarm, look
from hub.domain.same_day import clearance
from hub.series import Point
from hub.services.chronicle.figures import NS_PER_MS, Fields
from hub.services.foretelling import BinForecast
from hub.services.watch import DeviceView

# The screens ask for the newest row of the last six minutes: a row that is older does not speak of now.
AGAIN = timedelta(minutes=5)
# What a level must change by before its row is written anew.
_STEP_PCT = 5.0
# As hub.services.chronicle.lists: every question about how devices stand asks for it.
EMPTY_DEVICE: Fields = {"name": ""}


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a device must not be shown late, when it was written, and under which tags."""

    gist: object
    at: datetime
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One device at one moment; `tickets` are about it and open, `litter` of them about refuse."""

    view: DeviceView
    forecast: BinForecast | None
    tickets: int
    litter: int


@dataclass(frozen=True, slots=True)
class Due:
    """Rows to be kept, and what is known of every device once they are."""

    points: Sequence[Point]
    kept: Mapping[str, Kept]


class DeviceRows:
    """Makes the rows that are due. `address` turns a path into one that a screen may fetch for a while."""

    def __init__(self, zone: tzinfo, datum: Datum, address: Callable[[str, datetime], str]) -> None:
        self._zone = zone
        self._datum = datum
        self._address = address
        self._written: Mapping[str, Kept] = {}

    def due(self, devices: Sequence[Seen], now: datetime) -> Due:
        """The rows of devices that changed, or were not written for AGAIN; note nothing yet."""
        points: list[Point] = []
        kept: dict[str, Kept] = {}
        for seen in devices:
            name, sign = seen.view.device.id, _look(seen)
            row, before = Kept(_gist(seen, sign), now, _tags(seen.view)), self._written.get(name)
            if before is None or _is_due(row, before):
                points.append(self._point(seen, sign, now))
                kept[name] = row
            else:
                kept[name] = before
        gone = (
            before.tags for name, before in self._written.items() if _is_elsewhere(before, kept.get(name))
        )
        # A nanosecond before the row of where it stands now, so that the newest of a device is never empty.
        points += [Point("device", tags, EMPTY_DEVICE, millis(now) * NS_PER_MS - 1) for tags in gone]
        return Due(points, kept)

    def written(self, due: Due) -> None:
        """Note that the rows that were due are kept, and forget devices that are gone."""
        self._written = due.kept

    def _point(self, seen: Seen, sign: Look, now: datetime) -> Point:
        view, device = seen.view, seen.view.device
        lat, lon = drawn(device.lat, device.lon, self._datum)
        fields: Fields = {
            "name": device.name,
            "village_name": view.village.name if view.village else "",
            "presence": view.presence.value,
            "look": sign.value,
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
        return Point("device", _tags(view), fields, millis(now) * NS_PER_MS)

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
        is_filling = fresh is not None and not view.is_full and view.wildness is None
        if seen.forecast is not None and is_filling:
            moments |= {
                "full_at_ms": seen.forecast.full_at,
                "surely_full_at_ms": seen.forecast.surely_full_at,
            }
        return fields | {name: millis(at) for name, at in moments.items() if at is not None}

    def _collected(self, view: DeviceView, now: datetime) -> Collected:
        local = now.astimezone(self._zone)
        return collected(clearance(view.spell, local.replace(hour=0, minute=0, second=0, microsecond=0)))


def _is_due(row: Kept, before: Kept) -> bool:
    is_other = (row.gist, row.tags) != (before.gist, before.tags)
    return is_other or row.at - before.at >= AGAIN or row.at < before.at


def _is_elsewhere(before: Kept, row: Kept | None) -> bool:
    return row is None or row.tags != before.tags


def _tags(view: DeviceView) -> Mapping[str, str]:
    return {
        "village": view.village.id if view.village else "none",
        "device": view.device.id,
        "device_class": view.device.device_class.value,
    }


def _look(seen: Seen) -> Look:
    view = seen.view
    signs = Signs(
        view.device.device_class,
        view.presence,
        level_pct=None if view.level is None else float(view.level.value),
        is_stale=view.level is not None and view.level.is_stale,
        is_wild=view.wildness is not None,
        is_jumping=view.jump is not Jump.NONE,
        is_full=view.is_full,
        is_alarmed=any(is_alarm(kind) for kind in view.alarms),
        is_blind=bool(view.view_fault),
        litter_tickets=seen.litter,
    )
    return look(signs)


def _gist(seen: Seen, sign: Look) -> object:
    """What must not be shown late."""
    view = seen.view
    level = None if view.level is None else float(view.level.value) // _STEP_PCT
    return sign, view.presence, view.view_fault, level, view.emptied_at, seen.tickets, view.device
