"""ELSYS sensors: [type][big-endian content], repeated, on fPort 5 as delivered.

Layout from the vendor's payload format document (elsys.se, "Payload protocol").
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number
from devices.codecs.frame import Decoded, Parameter
from devices.codecs.tlv import walk

# The port of readings is 5, but it can be changed; on this one a sensor answers how it is set up.
_SETTINGS_FPORT = 6
_TYPES: Mapping[int, Items] = {
    0x01: (Number("temperature_c", "h", 0.1),),
    0x02: (Number("humidity_pct", "B"),),
    0x03: (Detail("acceleration_x", "b"), Detail("acceleration_y", "b"), Detail("acceleration_z", "b")),
    0x04: (Number("light_lx", "H"),),
    0x05: (Detail("motion"),),
    0x06: (Number("co2_ppm", "H"),),
    0x07: (Number("battery_v", "H", 0.001),),
    0x08: (Detail("analog_1_mv", "H"),),
    0x09: (Detail("position", "6s"),),
    0x0A: (Detail("pulse_1", "H"),),
    0x0B: (Detail("pulse_1_total", "I"),),
    0x0C: (Detail("external_temperature_c", "h", 0.1),),
    0x0D: (Detail("digital_1"),),
    0x0E: (Number("distance_mm", "H"),),
    0x0F: (Detail("acceleration_motion"),),
    0x10: (Detail("ir_internal_c", "h", 0.1), Detail("ir_external_c", "h", 0.1)),
    # 1: someone is coming or going, which is neither.
    0x11: (Flag("occupied", meanings={0: False, 2: True}),),
    0x12: (Flag("leak"),),
    0x13: (Detail("heat_map", "65s"),),
    0x14: (Number("pressure_hpa", "i", 0.001),),
    0x15: (Detail("noise_peak_db"), Number("noise_db", "B")),
    0x16: (Detail("pulse_2", "H"),),
    0x17: (Detail("pulse_2_total", "I"),),
    0x18: (Detail("analog_2_mv", "H"),),
    0x19: (Detail("external_temperature_2_c", "h", 0.1),),
    0x1A: (Detail("digital_2"),),
    0x1B: (Detail("analog_uv", "i"),),
}


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off type is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.

    Raises:
        CodecError: not a single readable type.
    """
    if fport == _SETTINGS_FPORT:
        return Decoded({}, raw={"settings": payload.hex()})
    return walk(payload, ">", 1, lambda head: _TYPES.get(head[0])).decoded()
