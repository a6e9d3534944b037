"""Dragino LoRaWAN sensors: a battery word, then fields at fixed places, by port and length. Big-endian.

Layouts from the vendor's manuals (wiki.dragino.com, page of each product).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from devices.codecs.fields import Detail, Items, Number, Reading, figure, one_of
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

# (fPort, bytes) -> what follows the battery word.
Layouts: TypeAlias = dict[tuple[int, int], Items]

_BATTERY_BYTES = 2
_BATTERY_MV = 0x3FFF
_SEVERAL_SAMPLES = 0x1000
_LOG_PORT, _INFO_PORT = 3, 5
# What the word of the battery also says on LWL02 and LDS02, and what their mode means.
_OPEN_BIT, _LEAK_BIT = 0x8000, 0x4000
_DOOR, _WATER = 1, 2

# 0: no probe is connected; 20 mm: nearer than 280 mm, which this probe cannot measure (LDDS75 manual).
_NO_PROBE = {0: Quality.BAD}
_ULTRASOUND = Number("distance_mm", "H", sentinels=_NO_PROBE)
_ULTRASOUND_75 = Number("distance_mm", "H", sentinels=_NO_PROBE | {20: Quality.SATURATED})
# 327.6 and 3276.7 degrees are what a missing DS18B20 says.
_THERMOMETER = Number("temperature_c", "h", 0.1, {3276: Quality.BAD, 0x7FFF: Quality.BAD})
_INTERRUPT = Detail("interrupt")
_INFO: Layouts = {
    # The battery stands last here, so it is a field like the others.
    (_INFO_PORT, 7): (
        Detail("sensor_model"),
        Detail("firmware", "2s"),
        Detail("frequency_band"),
        Detail("sub_band"),
        Number("battery_v", "H", 0.001),
    ),
}


def _one_probe(distance: Number) -> Layouts:
    return _INFO | {
        (2, 8): (distance, _INTERRUPT, _THERMOMETER, Detail("sensor_flag")),
        (2, 5): (distance, _INTERRUPT),
        # The oldest firmware: the second word is no distance, whatever it looks like.
        (2, 4): (Detail("no_sensor_word", "H"),),
    }


_FOUR_PROBES: Layouts = _INFO | {
    (2, 11): (*(Detail(f"distance_{probe}_mm", "H") for probe in range(1, 5)), Detail("message_type")),
}
_LIDAR: Layouts = _INFO | {
    (2, 11): (
        _THERMOMETER,
        Number("distance_mm", "H", sentinels=_NO_PROBE),
        Detail("signal_strength", "H"),
        _INTERRUPT,
        Detail("lidar_temperature_c", "b"),
        Detail("message_type"),
    ),
}
_CLIMATE: Layouts = _INFO | {
    (2, 11): (
        Number("temperature_c", "h", 0.01, {0x7FFF: Quality.BAD}),
        Number("humidity_pct", "H", 0.1),
        Detail("external_sensor"),
        Detail("external", "4s"),
    ),
}
_CONTACT: Layouts = _INFO | {
    (10, 10): (Detail("mode"), Detail("times", "3s"), Detail("last_duration_min", "3s"), Detail("alarm")),
}

_SOIL: Layouts = _INFO | {
    (2, 11): (
        _THERMOMETER,
        Detail("soil_moisture_pct", "H", 0.01),
        Detail("soil_temperature_c", "h", 0.01),
        Detail("soil_conductivity_uscm", "H"),
        Detail("interrupt"),
    ),
}
_CLIMATE_TIMED: Layouts = _INFO | {
    (2, 11): (
        Detail("measured_at_s", "I"),
        Detail("alarm"),
        Number("temperature_c", "h", 0.1, {0x7FFF: Quality.BAD}),
        Number("humidity_pct", "H", 0.1),
    ),
}

MODELS: Mapping[str, Layouts] = {
    "dds04-lb": _FOUR_PROBES,
    "dds20-lb": _one_probe(_ULTRASOUND),
    "dds45-lb": _one_probe(_ULTRASOUND),
    "dds75-lb": _one_probe(_ULTRASOUND_75),
    "lds02": _CONTACT,
    "lds12-lb": _LIDAR,
    "ldds04": _FOUR_PROBES,
    "ldds20": _one_probe(_ULTRASOUND),
    "ldds45": _one_probe(_ULTRASOUND),
    "ldds75": _one_probe(_ULTRASOUND_75),
    "lht65": _CLIMATE,
    "lht65n": _CLIMATE,
    "llds12": _LIDAR,
    "lse01": _SOIL,
    "lwl02": _CONTACT,
    "s31-lb": _CLIMATE_TIMED,
}


_SEND_SEVERAL = frozenset({"dds20-lb", "dds45-lb", "dds75-lb"})


def decode(payload: bytes, fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; any but those of product information and recorded readings carries readings.
        parameters: `model`, one of MODELS; `has_probe` true where a DS18B20 is connected, else 0 degrees are
            doubted; `temperature_scale` of that probe, degrees a step; `probe` 1..4, the one of four whose
            distance is the container's.

    Raises:
        CodecError: unknown model or length, or a frame of several samples.
    """
    model = one_of(parameters, "model", MODELS)
    layouts = MODELS[model]
    if fport == _LOG_PORT:
        return Decoded({}, raw={"recorded": payload.hex()})
    # Which port carries readings can be changed on the device; the others cannot.
    port = fport if fport == _INFO_PORT else next(known for known, _ in layouts if known != _INFO_PORT)
    items = layouts.get((port, len(payload)))
    if items is None:
        known = ", ".join(f"{length} bytes on {known_port}" for known_port, length in layouts)
        raise CodecError(f"{len(payload)} bytes on fPort {port}: expected one of {known}")
    reading = Reading()
    if port == _INFO_PORT:
        reading.take(items, ">", payload)
        return reading.decoded()
    battery = int.from_bytes(payload[:_BATTERY_BYTES], "big")
    if model in _SEND_SEVERAL and battery & _SEVERAL_SAMPLES:
        raise CodecError("a frame of several samples cannot be read; let the device send one in a frame")
    reading.put("battery_v", (battery & _BATTERY_MV) / 1000)
    reading.take(_scaled(items, parameters), ">", payload[_BATTERY_BYTES:])
    _interpret(model, battery, parameters, reading)
    return reading.decoded()


def _scaled(items: Items, parameters: Mapping[str, Parameter]) -> Items:
    scale = figure(parameters, "temperature_scale", _THERMOMETER.scale)
    return tuple(replace(item, scale=scale) if item is _THERMOMETER else item for item in items)


def _interpret(model: str, battery: int, parameters: Mapping[str, Parameter], reading: Reading) -> None:
    layouts = MODELS[model]
    if layouts is _CONTACT:
        _say_contact(battery, reading)
    elif layouts is _FOUR_PROBES:
        chosen = reading.raw.get(f"distance_{parameters.get('probe')}_mm")
        if chosen == 0:
            reading.leave_out("distance_mm", Quality.BAD)
        elif isinstance(chosen, int):
            reading.put("distance_mm", chosen)
    elif (
        layouts not in (_CLIMATE, _CLIMATE_TIMED)
        and not parameters.get("has_probe")
        and reading.values.get("temperature_c") == 0
    ):
        # A missing probe and 0 degrees look the same on these products.
        reading.quality["temperature_c"] = Quality.SUSPECT
    if "no_sensor_word" in reading.raw:
        reading.leave_out("distance_mm", Quality.BAD)


def _say_contact(battery: int, reading: Reading) -> None:
    mode = reading.raw["mode"]
    if mode == _DOOR:
        reading.put("open", bool(battery & _OPEN_BIT))
    elif mode == _WATER:
        reading.put("leak", bool(battery & _LEAK_BIT))
    else:
        reading.warnings.append(f"mode {mode}: expected {_DOOR} (door) or {_WATER} (water)")
