"""Milesight NB-IoT sensors over TCP, UDP or MQTT: a head that says who speaks, then Milesight channels.

Layout from the vendor's product description (Milesight-IoT/SensorDecoders, em-series/em400-mud).
"""

import struct
from collections.abc import Mapping

from devices.codecs.fields import one_of
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.codecs.milesight_channels import MODELS
from devices.codecs.tlv import walk

_START = 2
# What stands before the bytes that the length counts: start, id, length.
_UNCOUNTED_BYTES = 5
_HEAD = struct.Struct(">BHHBHB4s4s16s15s15s20sBH")


def decode(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one message; its IMEI, serial and signal are details.

    Args:
        payload: the whole message.
        parameters: `model`, one of the models of devices.codecs.milesight_channels.

    Raises:
        CodecError: an unknown model, a damaged message, or not a single readable channel.
    """
    channels = MODELS[one_of(parameters, "model", MODELS)]
    if len(payload) < _HEAD.size or payload[0] != _START:
        raise CodecError(
            f"{payload[:4].hex()!r}, {len(payload)} bytes: expected 02 and a head of {_HEAD.size}"
        )
    _, _, length, _, frame_count, _, _, _, serial, imei, _, _, csq, content_bytes = _HEAD.unpack_from(payload)
    if length + _UNCOUNTED_BYTES != len(payload) or _HEAD.size + content_bytes != len(payload):
        raise CodecError(f"{len(payload)} bytes: the head says {length + _UNCOUNTED_BYTES}")
    reading = walk(payload[_HEAD.size :], "<", 2, lambda head: channels.get((head[0], head[1])))
    reading.raw |= {
        "imei": imei.decode("ascii", "replace"),
        "serial": serial.decode("ascii", "replace"),
        "csq": csq,
        "frame_count": frame_count,
    }
    return reading.decoded()
