"""SmartEnds BrighterBins: figures of odd widths packed without gaps, first bit first; the last two say which.

Layout from the published device type of a platform that reads them (akenza device-type-library).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.fields import Reading
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_KIND_BITS, _PART_BITS = 2, 3
_EVENT = 3


@dataclass(frozen=True, slots=True)
class _Bits:
    """A figure of `width` bits; `first` counts from the first bit of the frame."""

    quantity: str
    first: int
    width: int
    scale: float = 1
    offset: float = 0
    unknown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Yes:
    """One bit that says yes or no."""

    quantity: str
    at: int


_BATTERY_UNKNOWN = (63,)
# 510: set up wrongly; 511: the sensor does not answer.
_DISTANCE_UNKNOWN = (510, 511)


def _state(battery_at: int) -> tuple[_Bits, _Bits]:
    return (
        _Bits("battery_pct", battery_at, 6, 2, unknown=_BATTERY_UNKNOWN),
        _Bits("temperature_c", battery_at + 6, 7, offset=-40),
    )


# kind -> (bytes of the frame, figures in it)
_KINDS: Mapping[int, tuple[int, tuple[_Bits, ...]]] = {
    0: (
        3,
        (
            _Bits("battery_pct", 2, 6, 2, unknown=_BATTERY_UNKNOWN),
            _Bits("temperature_c", 8, 7, offset=-40),
            _Bits("fill_pct", 15, 7, unknown=(127,)),
        ),
    ),
    1: (
        3,
        (
            _Bits("battery_pct", 0, 6, 2, unknown=_BATTERY_UNKNOWN),
            _Bits("temperature_c", 6, 7, offset=-40),
            _Bits("distance_mm", 13, 9, 10, unknown=_DISTANCE_UNKNOWN),
        ),
    ),
    2: (
        12,
        (
            _Bits("battery_pct", 81, 6, 2, unknown=_BATTERY_UNKNOWN),
            _Bits("battery_v", 87, 4, 0.1, 2.2),
        ),
    ),
}


# The events, by the three bits before their kind: a report of state, an alarm, a fill level.
_EVENTS: Mapping[int, tuple[int, tuple[_Bits | _Yes, ...]]] = {
    0: (9, (*_state(44), _Bits("distance_mm", 57, 9, 10, unknown=_DISTANCE_UNKNOWN))),
    1: (
        12,
        (
            _Yes("alarm_fire", 64),
            *_state(68),
            _Bits("distance_mm", 81, 9, 10, unknown=_DISTANCE_UNKNOWN),
        ),
    ),
    5: (9, (*_state(44), _Bits("fill_pct", 59, 7, unknown=(127,)))),
}


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame of fill, distance, system, or of an event: state, alarm, fill; depth maps are not read.

    The published decoder reads two of the three bits that tell the events apart; the bit counts of its
    frames fit three.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: another kind or another length.
    """
    stream = int.from_bytes(payload, "big")
    kind = stream & (2**_KIND_BITS - 1)
    part = stream >> _KIND_BITS & (2**_PART_BITS - 1)
    bytes_there, figures = _EVENTS.get(part, (0, ())) if kind == _EVENT else _KINDS[kind]
    if not payload or bytes_there != len(payload):
        known = ", ".join(f"{length} of kind {name}" for name, (length, _) in _KINDS.items())
        raise CodecError(f"{len(payload)} bytes of kind {kind}: expected one of {known}, or a known event")
    reading = Reading()
    for figure in figures:
        if isinstance(figure, _Yes):
            reading.put(figure.quantity, bool(stream >> (len(payload) * 8 - figure.at - 1) & 1))
            continue
        content = stream >> (len(payload) * 8 - figure.first - figure.width) & (2**figure.width - 1)
        if content in figure.unknown:
            reading.leave_out(figure.quantity, Quality.BAD)
        else:
            reading.put(figure.quantity, round(content * figure.scale + figure.offset, 6))
    return reading.decoded()
