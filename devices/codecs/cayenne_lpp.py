"""Cayenne LPP, a format many makers share: [channel][kind][big-endian content], repeated.

Layout from the format's own description (myDevices, "Cayenne Low Power Payload").
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number
from devices.codecs.frame import Decoded, Parameter
from devices.codecs.tlv import walk

_DETAILS: Mapping[int, tuple[Detail, ...]] = {
    0x00: (Detail("digital_in"),),
    0x01: (Detail("digital_out"),),
    0x02: (Detail("analog_in", "h", 0.01),),
    0x03: (Detail("analog_out", "h", 0.01),),
    0x65: (Detail("light_lx", "H"),),
    0x66: (Detail("presence"),),
    0x67: (Detail("temperature_c", "h", 0.1),),
    0x68: (Detail("humidity_pct", "B", 0.5),),
    0x71: (Detail("x_g", "h", 0.001), Detail("y_g", "h", 0.001), Detail("z_g", "h", 0.001)),
    0x73: (Detail("pressure_hpa", "H", 0.1),),
    0x86: (Detail("x_dps", "h", 0.01), Detail("y_dps", "h", 0.01), Detail("z_dps", "h", 0.01)),
}
_POSITION = 0x88
_QUANTITIES: Mapping[int, Number | Flag] = {
    0x66: Flag("occupied"),
    0x67: Number("temperature_c", "h", 0.1),
    0x68: Number("humidity_pct", "B", 0.5),
    0x73: Number("pressure_hpa", "H", 0.1),
}


def decode(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off kind is kept, with a warning.

    The format says what a figure is but not of what: a device may send the temperatures of the air and of
    its own case on two channels. So only the channels that the profile names become values, besides the
    position; all others are kept as details, named with their channel.

    Args:
        payload: the frame without LoRaWAN headers.
        parameters: `temperature_c`, `humidity_pct`, `pressure_hpa`, `occupied`: the channel of each.

    Raises:
        CodecError: not a single readable kind.
    """
    return walk(payload, ">", 2, lambda head: _items(head[0], head[1], parameters)).decoded()


def _items(channel: int, kind: int, parameters: Mapping[str, Parameter]) -> Items | None:
    if kind == _POSITION:
        return (
            Number("lat", "3s", 1e-4),
            Number("lon", "3s", 1e-4),
            Detail(f"altitude_cm_{channel}", "3s"),
        )
    item = _QUANTITIES.get(kind)
    if item is not None and parameters.get(item.quantity) == channel:
        return (item,)
    details = _DETAILS.get(kind)
    if details is None:
        return None
    return tuple(Detail(f"{detail.name}_{channel}", detail.layout, detail.scale) for detail in details)
