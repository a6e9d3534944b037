"""Milesight LoRaWAN sensors: [channel][type][little-endian content], repeated, on fPort 85.

Layouts from the vendor's product descriptions (Milesight-IoT/SensorDecoders, README of each product).
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality, Value

FPORT = 85
_HEAD_BYTES = 2


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: raw integer times `scale`; a raw integer among `sentinels` means that there is no figure."""

    quantity: str
    layout: str
    scale: float = 1.0
    sentinels: Mapping[int, Quality] = field(default_factory=dict)
    quality: Quality = Quality.GOOD


@dataclass(frozen=True, slots=True)
class Flag:
    """One byte, 0 for no and 1 for yes; anything else is no answer."""

    quantity: str
    layout: str = "B"


@dataclass(frozen=True, slots=True)
class Detail:
    """What is no quantity of ours: kept under its own name, numbers as they are, bytes in hexadecimal."""

    name: str
    layout: str = "B"


Item: TypeAlias = Number | Flag | Detail
# (channel, type) -> what follows these two bytes, in order.
Channels: TypeAlias = dict[tuple[int, int], tuple[Item, ...]]

# 0xFFFF: measuring failed; 0xFFFD: nothing within range (vendor's note for EM410 and EM500).
_DISTANCE = Number("distance_mm", "H", sentinels={0xFFFF: Quality.BAD, 0xFFFD: Quality.SATURATED})
_TEMPERATURE = Number("temperature_c", "h", 0.1, {0x7FFF: Quality.BAD, -0x8000: Quality.BAD})
_TILTED = Flag("tilted")
# The vendor describes longitude first for some products and latitude first for others, so neither is sure.
_LON = Number("lon", "i", 1e-6, quality=Quality.SUSPECT)
_LAT = Number("lat", "i", 1e-6, quality=Quality.SUSPECT)

_COMMON: Channels = {
    (0x01, 0x75): (Number("battery_pct", "B", sentinels={0xFF: Quality.BAD}),),
    (0xFF, 0x01): (Detail("protocol_version"),),
    (0xFF, 0x09): (Detail("hardware_version", "2s"),),
    (0xFF, 0x0A): (Detail("firmware_version", "2s"),),
    (0xFF, 0x0B): (Detail("power_on"),),
    (0xFF, 0x0F): (Detail("lorawan_class"),),
    (0xFF, 0x16): (Detail("serial", "8s"),),
    (0xFF, 0xFE): (Detail("reset"),),
}
_EM400: Channels = {
    (0x03, 0x67): (_TEMPERATURE,),
    (0x04, 0x82): (_DISTANCE,),
    (0x05, 0x00): (_TILTED,),
    (0x83, 0x67): (_TEMPERATURE, Detail("temperature_alarm")),
    (0x84, 0x82): (_DISTANCE, Detail("distance_alarm")),
}
_LON_FIRST: Channels = {(0x06, 0x88): (_LON, _LAT, Detail("motion"))}
_LAT_FIRST: Channels = {(0x06, 0x88): (_LAT, _LON, Detail("motion"))}
_DISTANCE_THIRD: Channels = {(0x03, 0x82): (_DISTANCE,)}
_TILTED_FOURTH: Channels = {(0x04, 0x00): (_TILTED,)}
_REMAINING: Channels = {(0x04, 0xD6): (Number("remaining_pct", "B"),)}
_HISTORY: Channels = {(0x20, 0xCE): (Detail("history_at_s", "I"), Detail("history_distance_mm", "H"))}

MODELS: Mapping[str, Channels] = {
    "em310-udl": _COMMON | _DISTANCE_THIRD | _TILTED_FOURTH,
    "em400-mud": _COMMON | _EM400 | _LON_FIRST,
    "em400-udl": _COMMON | _EM400 | _LON_FIRST,
    "em400-tld": _COMMON | _EM400 | _LAT_FIRST,
    "em500-udl": _COMMON | _DISTANCE_THIRD | _HISTORY,
    "ws201": _COMMON | _DISTANCE_THIRD | _REMAINING,
}


def decode(payload: bytes, fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off channel is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.
        parameters: `model`, one of MODELS.

    Raises:
        CodecError: another port, an unknown model, or not a single readable channel.
    """
    channels = MODELS.get(str(parameters.get("model")))
    if channels is None:
        raise CodecError(f"model {parameters.get('model')!r}: expected one of {', '.join(MODELS)}")
    if fport not in {FPORT, None}:
        raise CodecError(f"fPort {fport}: expected {FPORT}")
    reading = _Reading()
    position = 0
    while position < len(payload) and not reading.warnings:
        position = _read_channel(payload, position, channels, reading)
    if not position:
        raise CodecError(reading.warnings[0] if reading.warnings else "the frame is empty")
    doubts = {name: quality for name, quality in reading.quality.items() if quality is not Quality.GOOD}
    return Decoded(reading.values, doubts, reading.raw, tuple(reading.warnings))


@dataclass(slots=True)
class _Reading:
    values: dict[str, Value] = field(default_factory=dict)
    quality: dict[str, Quality] = field(default_factory=dict)
    raw: dict[str, Parameter] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def _read_channel(payload: bytes, position: int, channels: Channels, reading: _Reading) -> int:
    head = payload[position : position + _HEAD_BYTES]
    items = channels.get((head[0], head[1])) if len(head) == _HEAD_BYTES else None
    if items is None:
        reading.warnings.append(f"byte {position}: unknown channel {head.hex()}, the rest is not read")
        return position
    layout = struct.Struct("<" + "".join(item.layout for item in items))
    start = position + _HEAD_BYTES
    if len(payload) - start < layout.size:
        there = len(payload) - start
        reading.warnings.append(
            f"byte {position}: channel {head.hex()} is cut off ({there} of {layout.size} bytes)"
        )
        return position
    for item, content in zip(items, layout.unpack_from(payload, start), strict=True):
        _keep(item, content, reading)
    return start + layout.size


def _keep(item: Item, content: int | bytes, reading: _Reading) -> None:
    if isinstance(item, Detail):
        reading.raw[item.name] = content.hex() if isinstance(content, bytes) else content
    elif isinstance(item, Flag):
        _keep_flag(item, content, reading)
    else:
        _keep_number(item, int(content), reading)


def _keep_flag(flag: Flag, content: int | bytes, reading: _Reading) -> None:
    reading.quality.pop(flag.quantity, None)
    if content in {0, 1}:
        reading.values[flag.quantity] = content == 1
    else:
        _leave_out(flag.quantity, Quality.BAD, reading)


def _keep_number(number: Number, content: int, reading: _Reading) -> None:
    reading.quality[number.quantity] = number.quality
    if content in number.sentinels:
        _leave_out(number.quantity, number.sentinels[content], reading)
    else:
        # Rounded to what the integer can say: 257 * 0.1 is 25.7, not 25.700000000000003.
        reading.values[number.quantity] = round(content * number.scale, 6)


def _leave_out(quantity: str, quality: Quality, reading: _Reading) -> None:
    reading.values.pop(quantity, None)
    reading.quality[quantity] = quality
