"""Dingtek DF702 of the first years: four bytes, alarms in half bytes, then the distance in decimal digits.

Layout from thethingsnetwork.org, forum topic 23291. Every newer model counts in binary, so the profile says
which one it is; the bytes cannot.
"""

from collections.abc import Mapping

from devices.codecs.fields import Flag, Reading
from devices.codecs.frame import CodecError, Decoded, Parameter

_BYTES = 4
_ALARMS = ("alarm_full", "alarm_fire", "tilted", "alarm_battery")


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame.

    Args:
        payload: the frame without LoRaWAN headers.

    Raises:
        CodecError: not four bytes, or a distance that is no decimal number.
    """
    digits = payload.hex()[len(_ALARMS) :]
    if len(payload) != _BYTES or not digits.isdecimal():
        raise CodecError(
            f"{payload[: _BYTES + 1].hex()!r}: expected 4 half bytes of alarms and 4 decimal digits"
        )
    reading = Reading()
    for alarm, half in zip(_ALARMS, payload.hex(), strict=False):
        reading.take((Flag(alarm),), ">", bytes([int(half, 16)]))
    reading.put("distance_mm", int(digits))
    return reading.decoded()
