"""Dingtek frames over LoRaWAN (fPort 3) and raw TCP: 80 00, type, kind, length, fields at fixed places, 81.

Layouts from the vendor's published decoders (cndingtek/Chirpstack_codec, cndingtek/NB-IoT_Gateway). Fields
stand elsewhere in each model although the frames look alike, so the profile names the model.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from devices.codecs.fields import Detail, Flag, Item, Number, Reading, expect_fport, one_of
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

FPORT = 3
_START, _END = b"\x80\x00", 0x81
_KIND_AT, _LENGTH_AT, _SHORTEST = 3, 4, 8
_SETTINGS = 3


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand in a frame of `length` bytes. `high` and `low`: flags in half a byte each."""

    length: int
    fields: Mapping[int, Item]
    high: Mapping[int, str] = field(default_factory=dict)
    low: Mapping[int, str] = field(default_factory=dict)


# 9999 mm: no echo (vendor's sample of DF701).
_DISTANCE = Number("distance_mm", "H", sentinels={9999: Quality.SATURATED})
_TEMPERATURE = Number("temperature_c", "b")
_VOLTS = Number("battery_v", "H", 0.01)
_COUNT = Detail("frame_count", "H")


def _lid(length: int, shift: int, more: Mapping[int, Item]) -> _Layout:
    """Bins; everything after the position moves by `shift` bytes when there is one."""
    return _Layout(
        length,
        {5: _DISTANCE, 8 + shift: _TEMPERATURE, 9 + shift: Detail("angle_deg", "2s"), **more},
        {11 + shift: "alarm_full", 12 + shift: "tilted"},
        {11 + shift: "alarm_fire", 12 + shift: "alarm_battery"},
    )


def _cell(shift: int) -> Mapping[int, Item]:
    return {
        13 + shift: _VOLTS,
        15 + shift: Detail("rsrp_dbm", "4s"),
        19 + shift: _COUNT,
        21 + shift: Detail("imei", "8s"),
    }


_POSITION_BYTES = 8
_LIDS_LORA = (_lid(17, 0, {13: _COUNT}), _lid(25, _POSITION_BYTES, {21: _COUNT}))
_LIDS_TCP = (_lid(30, 0, _cell(0)), _lid(38, _POSITION_BYTES, _cell(_POSITION_BYTES)))
_WITH_POSITION = frozenset({25, 38})

_MAGNETS: Mapping[int, Item] = {
    7: Detail("alarms", "2s"),
    9: _VOLTS,
    11: Detail("magnet_x", "h"),
    13: Detail("magnet_y", "h"),
    15: Detail("magnet_z", "h"),
}
_PEOPLE = Detail("people", "H")
_HUMIDITY = Number("humidity_pct", "B")

LORA: Mapping[str, tuple[_Layout, ...]] = {
    "dc413": (replace(_LIDS_LORA[0], low={12: "alarm_battery"}),),
    "dc500": (_Layout(21, {5: _PEOPLE, 9: _VOLTS, 17: _COUNT}, low={7: "alarm_battery"}),),
    "dc510": (_Layout(18, {5: _PEOPLE, 8: _TEMPERATURE, 13: _VOLTS, 15: _COUNT}, low={12: "alarm_battery"}),),
    "dc520": (
        _Layout(
            19,
            {
                5: Detail("balance", "h"),
                7: Number("count_in", "H"),
                9: Number("count_out", "H"),
                # Whole volts in the vendor's sample, hundredths in every other model.
                13: Number("battery_v", "H", quality=Quality.SUSPECT),
                15: Detail("error"),
                16: _COUNT,
            },
            low={12: "alarm_battery"},
        ),
    ),
    # Paper dispensers: what they call full is that the paper is low, and their profiles say so.
    "df200": (
        _Layout(
            15,
            {5: _VOLTS, 8: _TEMPERATURE, 9: Detail("level_mm"), 11: _COUNT},
            low={7: "alarm_battery", 10: "alarm_full"},
        ),
    ),
    "df400": (
        _Layout(
            17,
            {5: _VOLTS, 8: _TEMPERATURE, 9: _DISTANCE, 11: Detail("level_pct"), 13: _COUNT},
            low={7: "alarm_battery", 12: "alarm_full"},
        ),
    ),
    "df570": (
        _Layout(
            20,
            {5: _DISTANCE, 10: _TEMPERATURE, 11: _HUMIDITY, 12: Detail("alarms"), 14: _VOLTS, 16: _COUNT},
            {12: "alarm_full"},
            {13: "alarm_battery"},
        ),
    ),
    "df572": (
        _Layout(
            22,
            {
                5: Number("level_mm", "H"),
                7: Number("distance_mm", "H"),
                12: _TEMPERATURE,
                13: _HUMIDITY,
                16: _VOLTS,
                18: _COUNT,
            },
            low={15: "alarm_battery"},
        ),
    ),
    "df701": (
        _Layout(18, {5: _DISTANCE, 13: _VOLTS, 15: _COUNT}, {11: "alarm_full"}, {12: "alarm_battery"}),
    ),
    "df702": _LIDS_LORA,
    "df703": _LIDS_LORA,
    "do200": (
        _Layout(21, {5: _DISTANCE, **_MAGNETS, 18: _COUNT}, low={7: "alarm_full", 8: "alarm_battery"}),
    ),
    "do202": (
        _Layout(
            23,
            {**_MAGNETS, 17: _TEMPERATURE, 18: _HUMIDITY, 19: _COUNT},
            low={7: "alarm_full", 8: "alarm_battery"},
        ),
    ),
}
TCP: Mapping[str, tuple[_Layout, ...]] = {"df702": _LIDS_TCP, "df703": _LIDS_TCP}


def decode_lora(payload: bytes, fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one LoRaWAN frame.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.
        parameters: `model`, one of LORA.

    Raises:
        CodecError: another port, an unknown model, a damaged frame, or a length the model does not send.
    """
    layouts = LORA[one_of(parameters, "model", LORA)]
    expect_fport(fport, FPORT)
    return _read(payload, layouts)


def decode_tcp(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame that a device with a SIM card sent over TCP.

    Args:
        payload: from 80 00 to 81; the listener cuts the stream by the length byte.
        parameters: `model`, one of TCP.

    Raises:
        CodecError: an unknown model, a damaged frame, or a length the model does not send.
    """
    return _read(payload, TCP[one_of(parameters, "model", TCP)])


def _read(payload: bytes, layouts: tuple[_Layout, ...]) -> Decoded:
    if len(payload) < _SHORTEST or not payload.startswith(_START) or payload[-1] != _END:
        raise CodecError(f"{payload[:4].hex()!r}: expected a frame from 8000 to 81")
    if payload[_LENGTH_AT] != len(payload):
        raise CodecError(f"{len(payload)} bytes: the frame says {payload[_LENGTH_AT]}")
    reading = Reading()
    if payload[_KIND_AT] == _SETTINGS:
        reading.raw["settings"] = payload[_LENGTH_AT + 1 : -1].hex()
        return reading.decoded()
    layout = next((known for known in layouts if known.length == len(payload)), None)
    if layout is None:
        known = " or ".join(str(layout.length) for layout in layouts)
        raise CodecError(f"{len(payload)} bytes: this model sends {known}")
    _take(payload, layout, reading)
    _interpret(payload, reading)
    return reading.decoded()


def _take(payload: bytes, layout: _Layout, reading: Reading) -> None:
    for place, item in layout.fields.items():
        reading.take((item,), ">", payload[place:])
    for place, quantity in layout.high.items():
        reading.take((Flag(quantity),), ">", bytes([payload[place] >> 4]))
    for place, quantity in layout.low.items():
        reading.take((Flag(quantity),), ">", bytes([payload[place] & 0x0F]))


def _interpret(payload: bytes, reading: Reading) -> None:
    if len(payload) in _WITH_POSITION:
        reading.take((Number("lon", "f"), Number("lat", "f")), "<", payload[8:])
    if reading.values.get("temperature_c", 0) < 0:
        # The vendor's own decoder knows no degrees below zero.
        reading.quality["temperature_c"] = Quality.SUSPECT
    if "angle_deg" in reading.raw:
        sign, degrees = bytes.fromhex(str(reading.raw["angle_deg"]))
        reading.raw["angle_deg"] = -degrees if sign else degrees
    if "imei" in reading.raw:
        # Sixteen digits, the first of them a filler.
        reading.raw["imei"] = str(reading.raw["imei"])[1:]
        _say_power(reading)


def _say_power(reading: Reading) -> None:
    (tenths,) = struct.unpack("<f", bytes.fromhex(str(reading.raw.pop("rsrp_dbm"))))
    # A received power above 0 dBm has lost its sign on the way.
    if math.isfinite(tenths) and tenths <= 0:
        reading.raw["rsrp_dbm"] = round(tenths / 10, 1)
