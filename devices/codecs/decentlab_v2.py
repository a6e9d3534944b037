"""Decentlab sensors: version, device id, a bit for each group that follows, then words of the groups.

The groups of each model are in devices.codecs.decentlab_models.
"""

import struct
from collections.abc import Mapping

from devices.codecs.decentlab_models import MIDDLE, MODELS, Groups
from devices.codecs.fields import Reading, figure, one_of, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_HEAD = struct.Struct(">BHH")
_VERSION = 2
# The gauge counts tips of its bucket (mm_per_tip as ordered), the weather station micrometres.
_UM_PER_MM = 1000


def decode(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; groups before one that is cut off or unknown are kept, with a warning.

    Details are raw words: they are kept for the curious, not scaled.

    Args:
        payload: the frame without LoRaWAN headers.
        parameters: `model`, one of MODELS; `mm_per_tip` of a rain gauge; for a pressure probe `lowest_bar`
            and `highest_bar` (its range, as ordered) and `level_mm_per_bar` where it hangs in a liquid
            (water: 10197).

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
    _say_rain(parameters, reading)
    word = reading.raw.get("pressure_word")
    if not isinstance(word, int):
        return
    bar = _pressure_bar(word, parameters)
    reading.raw["pressure_bar"] = round(bar, 6)
    if "level_mm_per_bar" in parameters:
        reading.put("level_mm", round(bar * figure(parameters, "level_mm_per_bar", 0), 3), Quality.DERIVED)


def _say_rain(parameters: Mapping[str, Parameter], reading: Reading) -> None:
    low, high = reading.raw.get("rain_low"), reading.raw.get("rain_high")
    if isinstance(low, int) and isinstance(high, int):
        mm_per_step = figure(parameters, "mm_per_tip", 1 / _UM_PER_MM)
        reading.put("rain_mm", round((low + high * 2**16) * mm_per_step, 6))


def _pressure_bar(word: int, parameters: Mapping[str, Parameter]) -> float:
    if str(parameters["model"]).startswith("pr36"):
        return (word - MIDDLE) / 8192
    if not {"lowest_bar", "highest_bar"} <= parameters.keys():
        raise CodecError(
            "a pressure probe's range is unknown: its profile must say lowest_bar and highest_bar"
        )
    lowest, highest = (figure(parameters, name, 0) for name in ("lowest_bar", "highest_bar"))
    return (word - MIDDLE / 2) / MIDDLE * (highest - lowest) + lowest
