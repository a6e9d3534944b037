"""Tektelic room sensors: [channel][kind][big-endian content], repeated, on fPort 10.

Layout from the vendor's technical reference manual (Comfort, Smart Room Sensor).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number
from devices.codecs.frame import Decoded, Parameter
from devices.codecs.tlv import walk

_KINDS: Mapping[tuple[int, int], Items] = {
    (0x00, 0xBA): (Number("battery_v", "H", 0.001),),
    (0x00, 0xD3): (Number("battery_pct", "B"),),
    (0x00, 0xFF): (Number("battery_v", "h", 0.01),),
    (0x01, 0x00): (Flag("open", meanings={0: False, 0xFF: True}),),
    (0x03, 0x67): (Number("temperature_c", "h", 0.1),),
    (0x04, 0x68): (Number("humidity_pct", "B", 0.5),),
    (0x08, 0x04): (Detail("reed_count", "H"),),
    (0x0A, 0x00): (Flag("occupied", meanings={0: False, 0xFF: True}),),
}


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off kind is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: not a single readable kind.
    """
    return walk(payload, ">", 2, lambda head: _KINDS.get((head[0], head[1]))).decoded()
