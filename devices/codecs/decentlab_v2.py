"""Decentlab sensors: version, device id, a bit for each group that follows, then words of the groups.

Layout and formulas from the vendor's published decoders (decentlab/decentlab-decoders, page of each model).
"""

import struct
from collections.abc import Mapping
from typing import TypeAlias

from devices.codecs.fields import Detail, Item, Items, Number, Reading, figure, one_of, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

# In the order of their bits, the first group is bit 0.
Groups: TypeAlias = tuple[Items, ...]

_HEAD = struct.Struct(">BHH")
_VERSION = 2
# Words that count from the middle, so that they can be negative.
_MIDDLE = 32_768
_BATTERY: Items = (Number("battery_v", "H", 0.001),)
_DISTANCES = ("average", "lowest", "highest", "median", "p10", "p25", "p75", "p90", "mode")


def _signed(quantity: str, scale: float) -> Item:
    return Number(quantity, "H", scale, offset=-_MIDDLE * scale)


def _noted(*names: str) -> Items:
    return tuple(Detail(name, "H") for name in names)


_WIND: Items = (_signed("wind_ms", 0.01), *_noted("wind_direction", "wind_highest"))
_ATM22: Items = (
    *_WIND, _signed("temperature_c", 0.1), *_noted("tilt_x", "tilt_y", "wind_north", "wind_east"),
)  # fmt: skip
_ATM41: Items = (
    *_noted("solar", "precipitation", "lightning_strikes", "lightning_distance"),
    *_WIND,
    _signed("temperature_c", 0.1),
    *_noted("vapour_pressure"),
    _signed("pressure_hpa", 0.1),
    _signed("humidity_pct", 0.1),
    *_noted("internal_temperature", "tilt_x", "tilt_y", "heading", "wind_north", "wind_east"),
)
# Pressure in 1/32768 of the span that the profile names, from 16384 on; temperature in 1/320 of a degree.
_PIPE: Items = (Detail("pressure_word", "H"), Number("temperature_c", "H", 0.003125, offset=-51.2))
_PRESSURE_36 = Detail("pressure_word", "H")

MODELS: Mapping[str, Groups] = {
    "atm22": (_ATM22, _BATTERY),
    "atm41": (_ATM41, _BATTERY),
    "ctd10": (
        (
            _signed("level_mm", 1),
            _signed("temperature_c", 0.1),
            Number("conductivity_uscm", "H"),
            Detail("is_freezing", "H"),
        ),
        _BATTERY,
    ),
    "lid": (
        tuple(
            Number("distance_mm", "H") if name == "median" else Detail(f"distance_{name}_mm", "H")
            for name in _DISTANCES
        )
        + _noted("valid_samples", "time"),
        _BATTERY,
    ),
    "mbx": ((Number("distance_mm", "H"), Detail("valid_samples", "H")), _BATTERY),
    "ntu": (
        (
            Detail("status", "H"),
            _signed("temperature_c", 0.01),
            Number("turbidity_ntu", "H", 0.1),
            *_noted("turbidity_fnu", "turbidity_mg_l"),
        ),
        _BATTERY,
    ),
    "pr21": (_PIPE, _BATTERY),
    "pr26": (_PIPE, _BATTERY),
    "pr36": ((_PRESSURE_36, _signed("temperature_c", 1 / 256)), _BATTERY),
    "pr36ctd": (
        (
            _PRESSURE_36,
            Detail("electronics_temperature", "H"),
            _signed("temperature_c", 1 / 256),
            _signed("conductivity_uscm", 1000 / 1024),
        ),
        _BATTERY,
    ),
}


def decode(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; groups before one that is cut off or unknown are kept, with a warning.

    Details are raw words: they are kept for the curious, not scaled.

    Args:
        payload: the frame without LoRaWAN headers.
        parameters: `model`, one of MODELS; for a pressure probe `lowest_bar` and `highest_bar` (its range, as
            ordered) and `level_mm_per_bar` where it hangs in a liquid (water: 10197).

    Raises:
        CodecError: an unknown model, another version, a range missing, or no readable group.
    """
    groups = MODELS[one_of(parameters, "model", MODELS)]
    if len(payload) < _HEAD.size or payload[0] != _VERSION:
        raise CodecError(f"{payload[: _HEAD.size].hex()!r}: expected version {_VERSION}, device and groups")
    _, device, present = _HEAD.unpack_from(payload)
    reading = Reading()
    _read_groups(groups, present, payload[_HEAD.size :], reading)
    if reading.values or reading.quality:
        reading.raw["device"] = device
    _interpret(parameters, reading)
    return reading.decoded()


def _read_groups(groups: Groups, present: int, content: bytes, reading: Reading) -> None:
    for bit, items in enumerate(groups):
        if not present & 1 << bit:
            continue
        if len(content) < width(items):
            reading.warnings.append(f"group {bit} is cut off ({len(content)} of {width(items)} bytes)")
            return
        reading.take(items, ">", content)
        content = content[width(items) :]
    if present >> len(groups) or content:
        reading.warnings.append(f"{len(content)} bytes after the last known group are not read")


def _interpret(parameters: Mapping[str, Parameter], reading: Reading) -> None:
    if reading.raw.get("valid_samples") == 0:
        reading.leave_out("distance_mm", Quality.BAD)
    word = reading.raw.get("pressure_word")
    if not isinstance(word, int):
        return
    bar = _pressure_bar(word, parameters)
    reading.raw["pressure_bar"] = round(bar, 6)
    if "level_mm_per_bar" in parameters:
        reading.put("level_mm", round(bar * figure(parameters, "level_mm_per_bar", 0), 3))


def _pressure_bar(word: int, parameters: Mapping[str, Parameter]) -> float:
    if str(parameters["model"]).startswith("pr36"):
        return (word - _MIDDLE) / 8192
    if not {"lowest_bar", "highest_bar"} <= parameters.keys():
        raise CodecError(
            "a pressure probe's range is unknown: its profile must say lowest_bar and highest_bar"
        )
    lowest, highest = (figure(parameters, name, 0) for name in ("lowest_bar", "highest_bar"))
    return (word - _MIDDLE / 2) / _MIDDLE * (highest - lowest) + lowest
