"""Bosch parking lot sensors (TPS110): one bit says whether a car stands there, the port why.

Layout from the vendor's communication interface document, as published converters read it.
"""

from collections.abc import Mapping

from devices.codecs.fields import Flag, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter

_CHANGE, _HEARTBEAT, _START = 1, 2, 3
# Behind the bytes about the start (debug, firmware, why it was reset) stands the state.
_STATE: Items = (Flag("occupied"),)
_WARM_HEARTBEAT: Items = (Flag("occupied"), Number("temperature_c", "b"))
_LENGTHS: Mapping[int | None, tuple[int, ...]] = {
    None: (1,),
    _CHANGE: (1,),
    _HEARTBEAT: (1, 2),
    _START: (17,),
}


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None is read as a change of state.

    Raises:
        CodecError: another port or length.
    """
    if len(payload) not in _LENGTHS.get(fport, ()):
        known = "1 on 1, 1 or 2 on 2, 17 on 3"
        raise CodecError(f"{len(payload)} bytes on fPort {fport}: expected {known}")
    reading = Reading()
    is_warm = fport == _HEARTBEAT and len(payload) == width(_WARM_HEARTBEAT)
    reading.take(_WARM_HEARTBEAT if is_warm else _STATE, ">", payload if is_warm else payload[-1:])
    return reading.decoded()
