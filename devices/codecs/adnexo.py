"""Adnexo ax-dist distance sensors: distance, temperature, battery, little-endian, on fPort 100.

Layout from the published device type of a platform that reads them (akenza device-type-library).
"""

from collections.abc import Mapping

from devices.codecs.fields import Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter

_READINGS_FPORT = 100
_ITEMS: Items = (
    Number("distance_mm", "H"), Number("temperature_c", "h", 0.1), Number("battery_v", "H", 0.001),
)  # fmt: skip


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what comes on other ports is about its settings and kept as a detail.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None is read as that of readings.

    Raises:
        CodecError: another length.
    """
    if fport not in {None, _READINGS_FPORT}:
        return Decoded({}, raw={"settings": payload.hex()})
    if len(payload) != width(_ITEMS):
        raise CodecError(f"{len(payload)} bytes: expected {width(_ITEMS)}")
    reading = Reading()
    reading.take(_ITEMS, "<", payload)
    return reading.decoded()
