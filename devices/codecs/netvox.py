"""Netvox leak sensors: version, product, kind of report, battery, then the product's own bytes; 11 in all.

Layout from the published converters of platforms that read them (thingsboard/data-converters, Netvox).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Reading, expect_fport
from devices.codecs.frame import CodecError, Decoded, Parameter

FPORT = 6
_BYTES = 11
_VERSION, _STATUS_REPORT = 1, 1
_LOW_BATTERY, _TENTHS = 0x80, 0x7F
# Product -> what follows the battery.
_PRODUCTS: Mapping[int, Items] = {0x12: (Flag("leak"),), 0x32: (Flag("leak"),)}
_ABOUT: Items = (Detail("software_version"), Detail("hardware_version"), Detail("built_on", "4s"))


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; a battery of 0 V is a sensor on external power, so it is a detail.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.

    Raises:
        CodecError: another port or length, or a product that is not known.
    """
    expect_fport(fport, FPORT)
    if len(payload) != _BYTES or payload[0] != _VERSION:
        raise CodecError(
            f"{payload[:1].hex()!r}, {len(payload)} bytes: expected version 01 and {_BYTES} bytes"
        )
    items = _PRODUCTS.get(payload[1])
    if items is None:
        known = ", ".join(f"{product:02x}" for product in _PRODUCTS)
        raise CodecError(f"product {payload[1]:02x}: expected one of {known}")
    reading = Reading()
    if payload[2] != _STATUS_REPORT:
        reading.take(_ABOUT, ">", payload[3:])
        return reading.decoded()
    tenths = payload[3] & _TENTHS
    if tenths:
        reading.put("battery_v", tenths / 10)
        reading.put("alarm_battery", bool(payload[3] & _LOW_BATTERY))
    else:
        reading.raw["external_power"] = True
    reading.take(items, ">", payload[4:])
    return reading.decoded()
