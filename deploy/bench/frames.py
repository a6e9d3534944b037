"""Packets of MQTT 3.1.1 as a publisher writes them. Pure.

A client library costs more for each message than the hub that is to be measured.
"""

import struct
from dataclasses import dataclass

PUBACK_BYTES = CONNACK_BYTES = 4
SUBACK_BYTES = 5
DISCONNECT = b"\xe0\x00"
_CONNACK = 0x20
_PUBLISH_QOS_1 = 0x32
_NAME_AND_PASSWORD = 0xC0
_CLEAN = 0x02


def connect(
    client_id: str, user: str, password: str, keepalive_s: int = 600, *, is_clean: bool = True
) -> bytes:
    """Ask to be let in, with a new session or the one that the broker kept."""
    flags = _NAME_AND_PASSWORD | (_CLEAN if is_clean else 0)
    head = _text(b"MQTT") + bytes([4, flags]) + struct.pack("!H", keepalive_s)
    return _packet(0x10, head + b"".join(_text(name.encode()) for name in (client_id, user, password)))


def publish(topic: bytes, payload: bytes, number: int, *, retain: bool = False) -> bytes:
    """Publish with QoS 1; `number` is that of the message among all, from 0."""
    return _packet(0x32 | retain, _text(topic) + struct.pack("!H", number % 65535 + 1) + payload)


def subscribe(topic_filter: bytes) -> bytes:
    """Ask for what is published on a filter, with QoS 1."""
    return _packet(0x82, struct.pack("!H", 1) + _text(topic_filter) + b"\x01")


def acknowledge(number: bytes) -> bytes:
    """Say that a message with QoS 1 was taken; `number` as it came."""
    return b"\x40\x02" + number


@dataclass(frozen=True, slots=True)
class Published:
    """A message that came with QoS 1; `number` is what its acknowledgement repeats."""

    topic: str
    payload: bytes
    number: bytes


def published(head: int, content: bytes) -> Published | None:
    """Read a message out of a packet; None for what is none, or none of QoS 1."""
    if head & 0xF6 != _PUBLISH_QOS_1:
        return None
    end = 2 + struct.unpack_from("!H", content)[0]
    return Published(content[2:end].decode(), content[end + 2 :], content[end : end + 2])


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
