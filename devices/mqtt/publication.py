"""One publication as MQTT 5 carries it. Pure: bytes in, values out."""

from typing import NamedTuple

_RETAIN, _QOS_SHIFT, _QOS_MASK, _DUP = 0x01, 1, 0x03, 0x08
_MORE, _SEVEN_BITS = 0x80, 0x7F


class Packet(NamedTuple):
    """One publication as it came in; only the connection numbered `epoch` can acknowledge it."""

    topic: str
    payload: bytes
    qos: int
    is_retained: bool
    is_dup: bool
    mid: int
    epoch: int


class NoPublication(ValueError):
    """Bytes that are no PUBLISH packet; the connection that carries them cannot be followed any further."""


def read(command: int, content: bytes | bytearray, epoch: int) -> Packet:
    r"""Read a PUBLISH packet (MQTT 5, section 3.3), passing over its properties.

    Of a topic that is not UTF-8 the wrong bytes are written out (`\xff`): it can be journalled, shown and set
    aside like any other. Lone surrogates could not be written to the ledger.

    Args:
        command: the first byte of the fixed header.
        content: everything behind the fixed header.
        epoch: the number of the connection.

    Raises:
        NoPublication: the packet ends too soon.
    """
    qos = command >> _QOS_SHIFT & _QOS_MASK
    topic_end = 2 + int.from_bytes(content[:2], "big")
    at = topic_end + 2 * (qos > 0)
    mid = int.from_bytes(content[topic_end:at], "big")
    properties_bytes = shift = 0
    while at < len(content):
        byte = content[at]
        at += 1
        properties_bytes |= (byte & _SEVEN_BITS) << shift
        shift += 7
        if not byte & _MORE:
            break
    else:
        raise NoPublication(f"a publication of {len(content)} bytes ends before its payload")
    at += properties_bytes
    if at > len(content):
        raise NoPublication(f"a publication of {len(content)} bytes ends within its properties")
    return Packet(
        content[2:topic_end].decode("utf-8", "backslashreplace"),
        bytes(content[at:]),
        qos,
        bool(command & _RETAIN),
        bool(command & _DUP),
        mid,
        epoch,
    )
