"""Netvox sensors: version, product, kind of report, battery, then the report's own bytes; 11 in all.

Layout from the vendor's manuals ("Example of ReportDataCmd") and the guides of thingsboard/data-converters.
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_BYTES = 11
_HEAD_BYTES = 3
_VERSION, _ABOUT_REPORT = 1, 0
# On these ports a sensor answers how it is set up: reports, calibration, thresholds, joining.
_SETTINGS_FPORTS = frozenset({7, 14, 16, 32})
_LOW_BATTERY, _TENTHS = 0x80, 0x7F
_ABOUT: Items = (Detail("software_version"), Detail("hardware_version"), Detail("built_on", "4s"))

_NONE = {0xFFFF: Quality.BAD}
_LEAK: Mapping[int, Items] = {1: (Flag("leak"),)}
# Stations measure what is connected; what is not says FFFF.
_CLIMATE: Items = (
    Number("temperature_c", "h", 0.01, {-1: Quality.BAD}),
    Number("humidity_pct", "H", 0.01, _NONE),
)
_STATION: Mapping[int, Items] = {
    0x02: (
        Detail("pm1_ugm3", "H"),
        Number("pm2_5_ugm3", "H", sentinels=_NONE),
        Number("pm10_ugm3", "H", sentinels=_NONE),
    ),
    0x05: (Detail("o3_tenth_ppm", "H"), Detail("co_tenth_ppm", "H"), Detail("no_tenth_ppm", "H")),
    0x07: (
        Number("co2_ppm", "H", 0.1, _NONE),
        Number("nh3_ppm", "H", 0.1, _NONE),
        Number("noise_db", "H", 0.1, _NONE),
    ),
    0x0C: (*_CLIMATE, Number("wind_ms", "H", 0.01, _NONE)),
}
_CURRENTS: Items = tuple(Detail(f"current_{phase}_ma", "H") for phase in range(1, 4))
# Product -> kind of report -> what follows the battery.
_PRODUCTS: Mapping[int, Mapping[int, Items]] = {
    0x05: _STATION,
    0x09: _STATION,
    0x0B: {1: _CLIMATE},
    0x0D: _STATION,
    0x12: _LEAK,
    0x13: {1: _CLIMATE},
    0x1A: {1: (Detail("ball"),)},
    0x1E: {1: (Number("light_lx", "I"), Detail("light_alarms"))},
    0x32: _LEAK,
    0x4A: {1: (*_CURRENTS, Detail("factor_1")), 2: (Detail("factor_2"), Detail("factor_3")), 3: _CURRENTS},
    0x59: {1: (Flag("occupied"),)},
    0xBB: {
        1: (*_CLIMATE, Number("co2_ppm", "H", sentinels=_NONE), Detail("shock")),
        2: (Number("pressure_hpa", "I", 0.01, {2**32 - 1: Quality.BAD}), Detail("light_lx", "3s")),
        3: (
            Number("pm2_5_ugm3", "H", sentinels=_NONE),
            Number("pm10_ugm3", "H", sentinels=_NONE),
            Number("tvoc_ppb", "H", sentinels=_NONE),
        ),
    },
}


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; a battery of 0 V is a sensor on external power, so it is a detail.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.

    Raises:
        CodecError: another length, or a report that is not known.
    """
    if fport in _SETTINGS_FPORTS:
        return Decoded({}, raw={"settings": payload.hex()})
    is_about = payload[2:3] == bytes([_ABOUT_REPORT])
    shortest = _HEAD_BYTES + width(_ABOUT) if is_about else _BYTES
    if not shortest <= len(payload) <= _BYTES or payload[0] != _VERSION:
        raise CodecError(
            f"{payload[:1].hex()!r}, {len(payload)} bytes: expected version 01 and {_BYTES} bytes"
        )
    reading = Reading()
    if is_about:
        reading.take(_ABOUT, ">", payload[_HEAD_BYTES:])
        return reading.decoded()
    items = _PRODUCTS.get(payload[1], {}).get(payload[2])
    if items is None:
        raise CodecError(f"report {payload[2]:02x} of product {payload[1]:02x} is not known")
    tenths = payload[3] & _TENTHS
    if tenths:
        reading.put("battery_v", tenths / 10)
        reading.put("alarm_battery", bool(payload[3] & _LOW_BATTERY))
    else:
        reading.raw["external_power"] = True
    reading.take(items, ">", payload[4:])
    return reading.decoded()
