"""Telemetry judged: when each sample counts, which values can be believed, which point it makes. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from devices.contract.bodies import Telemetry
from devices.contract.fields import MAX_SAMPLES
from devices.contract.quantities import Quality, Value, doubtful, refusal
from hub.domain.instants import instant, millis
from hub.series import FieldValue, Point

# docs/design.md section 3: device times outside this window are kept in a field, the point is filed when it
# was received.
OLDEST = timedelta(days=30)
NEWEST = timedelta(minutes=5)
_OLDEST_MS, _NEWEST_MS = OLDEST // timedelta(milliseconds=1), NEWEST // timedelta(milliseconds=1)
_NS_PER_MS = 1_000_000
_PLACE = ("lat", "lon")

# Worst first; one word stands for a whole point.
_WORST_FIRST = (
    Quality.BAD,
    Quality.SUSPECT,
    Quality.STALE,
    Quality.SATURATED,
    Quality.SIMULATED,
    Quality.DERIVED,
    Quality.GOOD,
)


class Judged(NamedTuple):
    """One sample after judgement.

    `at` is when it counts; `device_at_ms` is the device's own time if not believed.

    `refused` are (quantity, why) of values that cannot be kept; what they said is in the raw message.
    `missed` are those quantities, and others of which the device itself says that it has no value.
    """

    values: Mapping[str, Value]
    quality: Mapping[str, Quality]
    at: datetime
    at_ns: int
    device_at_ms: int | None
    refused: tuple[tuple[str, str], ...]
    missed: tuple[str, ...] = ()


def judge(message: Telemetry, received_at: datetime) -> tuple[Judged, ...]:
    """Judge every sample of a message.

    Args:
        message: as decoded.
        received_at: when the hub received it, aware UTC; used where the device's own time cannot be believed.
    """
    first = message.seq * MAX_SAMPLES
    if message.values is not None:
        return (_judged(message.at_ms, message.values, message.quality, first, received_at),)
    return tuple(
        _judged(sample.at_ms, sample.values, sample.quality, first + index, received_at)
        for index, sample in enumerate(message.samples())
    )


def is_dated(message: Telemetry, received_at: datetime) -> bool:
    """Tell whether every sample says when it was taken, so that it counts then whenever it is heard."""
    return all(
        sample.at_ms is not None and believed_time(sample.at_ms, received_at)[1] is None
        for sample in message.samples()
    )


def reading_point(judged: Judged, village: str, device: str, device_class: str) -> Point | None:
    """The point of series "reading"; None when no value could be kept."""
    if not judged.values:
        return None
    fields: dict[str, FieldValue] = {
        name: value if isinstance(value, bool) else float(value) for name, value in judged.values.items()
    }
    # A wrong clock flags the point; the values themselves are as good as the device says.
    doubts = [Quality.SUSPECT] if judged.device_at_ms is not None else []
    worst = worst_quality([*judged.quality.values(), *doubts])
    if worst is not Quality.GOOD:
        fields["quality"] = worst.value
    if judged.device_at_ms is not None:
        fields["device_at_ms"] = judged.device_at_ms
    tags = {"village": village, "device": device, "device_class": device_class}
    return Point("reading", tags, fields, judged.at_ns)


def worst_quality(qualities: Iterable[Quality]) -> Quality:
    """The quality that speaks for several values."""
    present = set(qualities)
    return next((quality for quality in _WORST_FIRST if quality in present), Quality.GOOD)


def _judged(
    at_ms: int | None,
    said: Mapping[str, Value],
    doubts: Mapping[str, Quality],
    number: int,
    received_at: datetime,
) -> Judged:
    at, device_at_ms = believed_time(at_ms, received_at)
    refused = {name: why for name, value in said.items() if (why := refusal(name, value))}
    if "lat" in said or "lon" in said:
        refused |= _no_place(said, refused)
    values = {name: value for name, value in said.items() if name not in refused} if refused else said
    quality = {name: doubts.get(name, Quality.GOOD) for name in values}
    for name in doubtful(values):
        if quality[name] is Quality.GOOD:
            quality[name] = Quality.SUSPECT
    at_ns = millis(at) * _NS_PER_MS + number % _NS_PER_MS
    missed = (*refused, *(name for name in doubts if name not in said))
    return Judged(values, quality, at, at_ns, device_at_ms, tuple(refused.items()), missed)


def _no_place(said: Mapping[str, Value], refused: Mapping[str, str]) -> Mapping[str, str]:
    """Why the axes that were given are no place; nothing when they are one."""
    given = [axis for axis in _PLACE if axis in said]
    why = "a place needs both lat and lon, in degrees"
    if len(given) == len(_PLACE) and not any(axis in refused for axis in given):
        if any(said[axis] for axis in given):
            return {}
        why = "lat, lon = 0, 0 stands for a receiver without a fix"
    return {axis: refused.get(axis, why) for axis in given}


def believed_time(at_ms: int | None, received_at: datetime) -> tuple[datetime, int | None]:
    """When something counts, and the device's own time where that is not believed."""
    if at_ms is None:
        return received_at, None
    received_ms = millis(received_at)
    if received_ms - _OLDEST_MS <= at_ms <= received_ms + _NEWEST_MS:
        return instant(at_ms), None
    return received_at, at_ms
