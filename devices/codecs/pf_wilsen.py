"""Pepperl+Fuchs WILSEN.sonic.level: [length][id, 2 bytes][big-endian content], repeated.

`length` counts id and content. Layout from the vendor's manual of the product.
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number, Reading, width
from devices.codecs.frame import Decoded, Parameter
from devices.contract.quantities import Quality

_ID_BYTES = 2
_SERIAL = 0x2A25
_FIELDS: Mapping[int, Items] = {
    0x0201: (Number("temperature_c", "f", digits=1),),
    0x0B01: (Number("distance_mm", "H", 10, {0xFFFF: Quality.BAD}),),
    0x0B02: (Number("distance_mm", "H", sentinels={0xFFFF: Quality.BAD}),),
    0x0B06: (Number("fill_pct", "B"),),
    0x0B07: (Detail("amplitude"),),
    0x5101: (Number("battery_v", "B", 0.1),),
    0x5001: (Number("lat", "i", 1e-6),),
    0x5002: (Number("lon", "i", 1e-6),),
    0x3101: (Detail("lora_count", "H"),),
    0x3102: (Detail("position_count", "H"),),
    0x3103: (Detail("sensor_count", "I"),),
}


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; an unknown field is passed over with a warning, for its length is known.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: not a single readable field.
    """
    reading = Reading()
    position = 0
    while position < len(payload):
        end = position + 1 + payload[position]
        if payload[position] < _ID_BYTES or end > len(payload):
            reading.warnings.append(f"byte {position}: the field is cut off, the rest is not read")
            break
        field_id = int.from_bytes(payload[position + 1 : position + 1 + _ID_BYTES], "big")
        _read_field(field_id, payload[position + 1 + _ID_BYTES : end], reading)
        position = end
    return reading.decoded()


def _read_field(field_id: int, content: bytes, reading: Reading) -> None:
    items = _FIELDS.get(field_id)
    if field_id == _SERIAL:
        reading.raw["serial"] = content.decode("ascii", "replace")
    elif items is None or len(content) != width(items):
        reading.warnings.append(
            f"field {field_id:04x} of {len(content)} bytes is not known, it is passed over"
        )
    else:
        reading.take(items, ">", content)
