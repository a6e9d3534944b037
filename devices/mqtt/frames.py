"""Packets of MQTT 3.1.1, written and read by hand for thousands of clients in one process. Pure.

A client library costs more for each message than the hub that is to be measured, and a thread a client.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

PUBACK_BYTES = CONNACK_BYTES = 4
SUBACK_BYTES = 5
DISCONNECT = b"\xe0\x00"
_CONNACK = 0x20
_PUBLISH_QOS_1 = 0x32
_NAME_AND_PASSWORD = 0xC0
_CLEAN = 0x02
# The Will is published with QoS 1 and retained, as the contract has it for a device's status.
_WILL = 0x04 | 0x08 | 0x20
_DUP = 0x08
PING = b"\xc0\x00"
PUBACK, SUBACK, PONG = 0x40, 0x90, 0xD0
_LENGTH_BYTES = 4
_MORE, _SEVEN_BITS = 0x80, 0x7F


class Will(NamedTuple):
    """What the broker says for a client whose connection breaks."""

    topic: str
    payload: bytes


def connect(
    client_id: str,
    user: str,
    password: str,
    keepalive_s: int = 600,
    *,
    is_clean: bool = True,
    will: Will | None = None,
) -> bytes:
    """Ask to be let in, with a new session or the one that the broker kept."""
    flags = _NAME_AND_PASSWORD | (_CLEAN if is_clean else 0) | (0 if will is None else _WILL)
    content = _text(b"MQTT") + bytes([4, flags]) + struct.pack("!H", keepalive_s) + _text(client_id.encode())
    if will is not None:
        content += _text(will.topic.encode()) + _text(will.payload)
    return _packet(0x10, content + _text(user.encode()) + _text(password.encode()))


def publish(
    topic: bytes, payload: bytes, number: int, *, retain: bool = False, is_dup: bool = False
) -> bytes:
    """Publish with QoS 1; `number` is that of the message among all, from 0."""
    head = 0x32 | retain | (_DUP if is_dup else 0)
    return _packet(head, _text(topic) + struct.pack("!H", number % 65535 + 1) + payload)


def subscribe(*topic_filters: bytes, number: int = 0) -> bytes:
    """Ask for what is published on the filters, with QoS 1; `number` as for `publish`."""
    asked = b"".join(_text(topic_filter) + b"\x01" for topic_filter in topic_filters)
    return _packet(0x82, struct.pack("!H", number % 65535 + 1) + asked)


def acknowledge(number: bytes) -> bytes:
    """Say that a message with QoS 1 was taken; `number` as it came."""
    return b"\x40\x02" + number


@dataclass(frozen=True, slots=True)
class Published:
    """A message that came with QoS 1; `number` is what its acknowledgement repeats."""

    topic: str
    payload: bytes
    number: bytes
    is_retained: bool = False


def published(head: int, content: bytes) -> Published | None:
    """Read a message out of a packet; None for what is none, or none of QoS 1."""
    if head & 0xF6 != _PUBLISH_QOS_1:
        return None
    end = 2 + struct.unpack_from("!H", content)[0]
    is_retained = bool(head & 1)
    return Published(content[2:end].decode(), content[end + 2 :], content[end : end + 2], is_retained)


def split(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take every whole packet out of a buffer, as its first byte and its content; what is begun stays.

    Raises:
        ValueError: the length of a packet has more than four digits: this is no MQTT.
    """
    while True:
        size = shift = 0
        at = 1
        for at in range(1, _LENGTH_BYTES + 2):
            if at >= len(buffer):
                return
            if at > _LENGTH_BYTES:
                raise ValueError(f"the length of packet {buffer[:5].hex()} does not end")
            size |= (buffer[at] & _SEVEN_BITS) << shift
            shift += 7
            if not buffer[at] & _MORE:
                break
        end = at + 1 + size
        if len(buffer) < end:
            return
        head, content = buffer[0], bytes(buffer[at + 1 : end])
        del buffer[:end]
        yield head, content


def is_welcome(connack: bytes) -> bool:
    """Tell whether a CONNACK lets us in."""
    return len(connack) == CONNACK_BYTES and connack[0] == _CONNACK and connack[3] == 0


def _text(content: bytes) -> bytes:
    return struct.pack("!H", len(content)) + content


def _packet(command: int, content: bytes) -> bytes:
    length, size = bytearray(), len(content)
    while True:
        size, digit = size >> 7, size & 0x7F
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes([command]) + bytes(length) + content
