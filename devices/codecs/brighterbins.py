"""SmartEnds BrighterBins: figures of odd widths packed without gaps, first bit first; the last two say which.

Layout from the published device type of a platform that reads them (akenza device-type-library).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.fields import Reading
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_KIND_BITS = 2


@dataclass(frozen=True, slots=True)
class _Bits:
    """A figure of `width` bits; `first` counts from the first bit of the frame."""

    quantity: str
    first: int
    width: int
    scale: float = 1
    offset: float = 0
    unknown: tuple[int, ...] = ()


_BATTERY_UNKNOWN = (63,)
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
            # 510: set up wrongly; 511: the sensor does not answer.
            _Bits("distance_mm", 13, 9, 10, unknown=(510, 511)),
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


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame of fill, distance or system; the event frames (kind 3) are not read.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: another kind or another length.
    """
    stream = int.from_bytes(payload, "big")
    kind = stream & (2**_KIND_BITS - 1)
    bytes_there, figures = _KINDS.get(kind, (0, ()))
    if not payload or bytes_there != len(payload):
        known = ", ".join(f"{length} of kind {name}" for name, (length, _) in _KINDS.items())
        raise CodecError(f"{len(payload)} bytes of kind {kind}: expected one of {known}")
    reading = Reading()
    for figure in figures:
        content = stream >> (len(payload) * 8 - figure.first - figure.width) & (2**figure.width - 1)
        if content in figure.unknown:
            reading.leave_out(figure.quantity, Quality.BAD)
        else:
            reading.put(figure.quantity, round(content * figure.scale + figure.offset, 6))
    return reading.decoded()
