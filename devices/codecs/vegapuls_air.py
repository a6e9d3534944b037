"""VEGAPULS Air radar level sensors: packet number, distance with its unit, battery, temperature. Big-endian.

Layout from the vendor's manual (VEGAPULS Air 23/41/42, LoRaWAN packets).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter

_PACKET = 8
# HART unit codes: feet, metres, inches, centimetres, millimetres.
_MM: Mapping[int, float] = {44: 304.8, 45: 1000, 47: 25.4, 48: 10, 49: 1}
_UNIT_AT = 5


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame of the packet that carries a distance without a position.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: another packet or length, or a unit of no length.
    """
    items = _items(1)
    if len(payload) != width(items) or payload[0] != _PACKET:
        raise CodecError(f"{payload[:1].hex()!r}, {len(payload)} bytes: expected packet 08 of {width(items)}")
    factor = _MM.get(payload[_UNIT_AT])
    if factor is None:
        raise CodecError(f"unit {payload[_UNIT_AT]}: expected one of {', '.join(map(str, _MM))}")
    reading = Reading()
    reading.take(_items(factor), ">", payload)
    return reading.decoded()


def _items(factor: float) -> Items:
    return (
        Detail("packet"),
        Number("distance_mm", "f", factor),
        Detail("unit"),
        Number("battery_pct", "B"),
        Number("temperature_c", "h", 0.1),
        Detail("state"),
        Detail("inclination_deg", "b"),
    )
