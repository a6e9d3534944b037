"""The products that pretend devices can be, by the names of their profiles: only tables. Pure.

Sources: Milesight-IoT/SensorDecoders (README of each product), wiki.dragino.com (page of each product),
elsys.se "Payload protocol", cndingtek/Chirpstack_codec and cndingtek/NB-IoT_Gateway.
"""

from collections.abc import Mapping

from devices.contract.quantities import Quality
from devices.sim.voices.layouts import Layout, Nibbles, Part, Put

_MILESIGHT_PORT = 85
# 0xFFFD: nothing within range, 0xFFFF: measuring failed (vendor's note for EM500 and EM410).
_NO_ECHO = {Quality.SATURATED: 0xFFFD, Quality.BAD: 0xFFFF}
_BATTERY = Put("battery_pct", "<B", head=b"\x01\x75")


def _climate(temperature: bytes, humidity: bytes) -> tuple[Part, ...]:
    return (
        Put("temperature_c", "<h", 0.1, head=temperature),
        Put("humidity_pct", "<B", 0.5, head=humidity),
    )


_MILESIGHT = {
    "milesight-em310-udl": (
        _BATTERY,
        Put("distance_mm", "<H", head=b"\x03\x82", absent=_NO_ECHO),
        Put("tilted", "<B", head=b"\x04\x00"),
    ),
    "milesight-em400-mud": (
        _BATTERY,
        Put("temperature_c", "<h", 0.1, head=b"\x03\x67"),
        Put("distance_mm", "<H", head=b"\x04\x82", absent=_NO_ECHO),
        Put("tilted", "<B", head=b"\x05\x00"),
    ),
    "milesight-em300-th": (_BATTERY, *_climate(b"\x03\x67", b"\x04\x68")),
    "milesight-am307": (
        _BATTERY,
        *_climate(b"\x03\x67", b"\x04\x68"),
        Put("occupied", "<B", head=b"\x05\x00"),
        Put("co2_ppm", "<H", head=b"\x07\x7d"),
        Put("pressure_hpa", "<H", 0.1, head=b"\x09\x73"),
    ),
    "milesight-gs301": (
        _BATTERY,
        *_climate(b"\x02\x67", b"\x03\x68"),
        Put("nh3_ppm", "<H", 0.01, head=b"\x04\x7d"),
        Put("h2s_ppm", "<H", 0.01, head=b"\x05\x7d"),
    ),
    "milesight-ws301": (_BATTERY, Put("open", "<B", head=b"\x03\x00")),
}

_DRAGINO_PORT = 2
_DRAGINO_BATTERY = Put("battery_v", ">H", 0.001, otherwise=0)
# 20 mm: nearer than the probe can measure; 0: no probe is connected. A DS18B20 that is missing says 327.6.
_DRAGINO_DISTANCE = Put("distance_mm", ">H", absent={Quality.SATURATED: 20}, otherwise=0)
_DRAGINO_PROBE = Put("temperature_c", ">h", 0.1, otherwise=3276)
_NO_INTERRUPT, _SENSOR_FOUND = b"\x00", b"\x01"
_DRAGINO_BIN = (_DRAGINO_BATTERY, _DRAGINO_DISTANCE, _NO_INTERRUPT, _DRAGINO_PROBE, _SENSOR_FOUND)
_DRAGINO = {
    "dragino-ldds75": _DRAGINO_BIN,
    "dragino-dds75-lb": _DRAGINO_BIN,
    "dragino-lht65": (
        # The two upper bits: the battery is good.
        Put("battery_v", ">H", 0.001, otherwise=0, bits=0xC000),
        Put("temperature_c", ">h", 0.01, otherwise=0x7FFF),
        Put("humidity_pct", ">H", 0.1, otherwise=0),
        # External sensor 1: a temperature probe that is not connected.
        b"\x01\x7f\xff\x7f\xff",
    ),
}

_ELSYS_PORT = 5
_ELSYS = {
    "elsys-elt-2-ultrasonic": (
        Put("temperature_c", ">h", 0.1, head=b"\x01"),
        Put("humidity_pct", ">B", head=b"\x02"),
        Put("battery_v", ">H", 0.001, head=b"\x07"),
        Put("distance_mm", ">H", head=b"\x0e"),
    ),
}

_DINGTEK_PORT = 3
# 80 00, the type of device, 01: a reading in its turn, the length of the frame.
_DINGTEK_LID = (
    # 9999 mm: no echo.
    Put("distance_mm", ">H", otherwise=9999),
    b"\x00",
    Put("temperature_c", ">b", otherwise=0),
    b"\x00\x00",
    Nibbles("alarm_full", "alarm_fire"),
    Nibbles("tilted", "alarm_battery"),
)
_DINGTEK_LORA = Layout(_DINGTEK_PORT, (b"\x80\x00\x01\x01\x11", *_DINGTEK_LID, b"\x00\x00\x00\x81"))
# 850.0: tenths of dBm as a little-endian float, its sign lost as in the vendor's sample.
_DINGTEK_POWER = b"\x00\x80\x54\x44"

LAYOUTS: Mapping[str, Layout] = {
    **{name: Layout(_MILESIGHT_PORT, parts) for name, parts in _MILESIGHT.items()},
    **{name: Layout(_DRAGINO_PORT, parts) for name, parts in _DRAGINO.items()},
    **{name: Layout(_ELSYS_PORT, parts) for name, parts in _ELSYS.items()},
    "dingtek-df702": _DINGTEK_LORA,
}


def dingtek_tcp(imei: str) -> Layout:
    """The frame of a DF702 with a SIM card, which ends with its IMEI of 15 digits."""
    tail = (Put("battery_v", ">H", 0.01, otherwise=0), _DINGTEK_POWER, b"\x00\x00")
    return Layout(None, (b"\x80\x00\x01\x01\x1e", *_DINGTEK_LID, *tail, bytes.fromhex(f"1{imei}"), b"\x81"))


def profile_of(model: str) -> str:
    """The name of a product's profile, out of its model as people write it, such as "Milesight EM310-UDL"."""
    return model.lower().replace(" ", "-")
