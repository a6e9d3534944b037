"""SenseCAP sensors: [channel][kind, 2 bytes][value, 4 bytes], little-endian, repeated; a checksum last.

Layout from the vendor's protocol description (Seeed, "SenseCAP Decoder").
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.codecs.tlv import walk

_CRC_BYTES = 2
_HEAD_BYTES = 3
_THOUSANDTHS = 0.001
_KINDS: Mapping[int, Items] = {
    # Battery in per cent, then how often it speaks.
    0x0007: (Number("battery_pct", "H"), Detail("interval_min", "H")),
    0x1001: (Number("temperature_c", "i", _THOUSANDTHS),),
    0x1002: (Number("humidity_pct", "i", _THOUSANDTHS),),
    0x1003: (Number("light_lx", "i", _THOUSANDTHS),),
    0x1004: (Number("co2_ppm", "i", _THOUSANDTHS),),
    0x1005: (Number("pressure_hpa", "i", _THOUSANDTHS / 100),),
    0x1006: (Detail("soil_temperature_c", "i", _THOUSANDTHS),),
    0x1007: (Detail("soil_moisture_pct", "i", _THOUSANDTHS),),
    0x1008: (Number("wind_direction_deg", "i", _THOUSANDTHS),),
    0x1009: (Number("wind_ms", "i", _THOUSANDTHS),),
    0x100A: (Number("ph", "i", _THOUSANDTHS),),
}


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off kind is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: not a single readable kind.
    """
    if len(payload) <= _CRC_BYTES:
        raise CodecError(f"{len(payload)} bytes: expected more than its checksum")

    def items_of(head: bytes) -> Items | None:
        return _KINDS.get(int.from_bytes(head[1:], "little"))

    return walk(payload[:-_CRC_BYTES], "<", _HEAD_BYTES, items_of).decoded()
