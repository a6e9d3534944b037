"""Terabee Level Monitoring XL: six bytes with distance, level, battery and errors. Big-endian.

Layout and sentinels from the vendor's manual, page 31.
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_TOO_NEAR, _INVALID, _TOO_FAR = 0, 1, 0xFFFF
_ITEMS: Items = (
    Number(
        "distance_mm",
        "H",
        sentinels={_TOO_NEAR: Quality.SATURATED, _INVALID: Quality.BAD, _TOO_FAR: Quality.SATURATED},
    ),
    Number("fill_pct", "B", sentinels={0xFF: Quality.BAD}),
    Number("battery_v", "H", 0.001),
    # Bits: 0 reset, 1 LoRa, 2 battery, 3 the sensor itself.
    Detail("errors"),
)


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; a surface nearer than the sensor can measure is a full container.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: not six bytes.
    """
    if len(payload) != width(_ITEMS):
        raise CodecError(f"{len(payload)} bytes: expected {width(_ITEMS)}")
    reading = Reading()
    reading.take(_ITEMS, ">", payload)
    if int.from_bytes(payload[:2], "big") == _TOO_NEAR:
        reading.put("fill_pct", 100.0, Quality.SATURATED)
    return reading.decoded()
