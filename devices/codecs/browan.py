"""Browan Tabs: state, battery, temperature of the board, then what the product adds; told by the port.

Layout from the vendor's reference manuals (TBDW100, TBMS100, TBWL100).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter

_DOOR, _MOTION, _LEAK = 100, 102, 106
_LOWEST_TENTHS, _NIBBLE = 25, 0x0F
_SEVEN_BITS, _ZERO_C = 0x7F, 32
_COUNTED: Items = (Detail("since_min", "H"), Detail("count", "H"))
# fPort -> what the lowest bit of the state means, what follows the temperature. Little-endian.
_PRODUCTS: Mapping[int | None, tuple[str, Items]] = {
    _DOOR: ("open", _COUNTED),
    _MOTION: ("occupied", _COUNTED),
    _LEAK: ("leak", (Number("humidity_pct", "B"),)),
}
_HEAD_BYTES = 3


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port, by which the products are told apart.

    Raises:
        CodecError: another port, or a frame that is too short.
    """
    product = _PRODUCTS.get(fport)
    if product is None:
        raise CodecError(f"fPort {fport}: expected one of {', '.join(map(str, _PRODUCTS))}")
    state, items = product
    if len(payload) < _HEAD_BYTES + width(items):
        raise CodecError(f"{len(payload)} bytes: expected at least {_HEAD_BYTES + width(items)}")
    reading = Reading()
    reading.take((Flag(state),), "<", bytes([payload[0] & 1]))
    reading.put("battery_v", (_LOWEST_TENTHS + (payload[1] & _NIBBLE)) / 10)
    reading.put("temperature_c", (payload[2] & _SEVEN_BITS) - _ZERO_C)
    reading.take(items, "<", payload[_HEAD_BYTES:])
    return reading.decoded()
