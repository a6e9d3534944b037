"""Milesight GS524N smoke detectors: six bytes whose sum is zero, no channels.

Layout from the vendor's product description (Milesight-IoT/SensorDecoders, GS524N).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Flag, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter

_SMOKE = 1
# Kinds of message: 1 is the alarm; 7 normal, 11 installed, 14 and 15 someone presses the test button.
_ALARM = {1: True} | dict.fromkeys((2, 4, 5, 7, 10, 11, 14, 15), False)
_LOW_BATTERY = {4: True, 15: True} | dict.fromkeys((1, 2, 5, 7, 10, 11, 14), False)
_ITEMS: Items = (
    Detail("versions"),
    Detail("message"),
    Number("battery_pct", "B"),
    Detail("concentration_pct"),
    Number("temperature_c", "b"),
    Detail("checksum"),
)


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; a test of the alarm is no fire.

    Args:
        payload: the whole frame.

    Raises:
        CodecError: not six bytes that add up to zero, or no smoke detector.
    """
    if len(payload) != width(_ITEMS) or sum(payload) & 0xFF:
        raise CodecError(f"{len(payload)} bytes: expected {width(_ITEMS)} that add up to 0")
    sensor, message = divmod(payload[1], 16)
    if sensor != _SMOKE:
        raise CodecError(f"sensor {sensor}: expected {_SMOKE} (smoke)")
    reading = Reading()
    reading.take(_ITEMS, ">", payload)
    reading.take((Flag("alarm_fire", meanings=_ALARM),), ">", bytes([message]))
    reading.take((Flag("alarm_battery", meanings=_LOW_BATTERY),), ">", bytes([message]))
    return reading.decoded()
