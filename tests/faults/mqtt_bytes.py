"""MQTT 5 as bytes on a wire, as far as a witness of one connection must read it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publish:
    """A publication; `mid` 0 at QoS 0."""

    topic: str
    payload: bytes
    mid: int


@dataclass(frozen=True, slots=True)
class Puback:
    """An acknowledgement of a publication."""

    mid: int


class Stream:
    """One direction of one connection."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, piece: bytes) -> Iterator[Publish | Puback]:
        """Read on; packets of other kinds are passed over."""
        self._left += piece
        while (end := _packet_end(self._left)) is not None:
            kind, body_at = self._left[0], _varint(self._left, 1)[1]
            body, self._left = self._left[body_at:end], self._left[end:]
            match kind >> 4:
                case 3:
                    yield _publish(body, kind)
                case 4:
                    yield Puback(int.from_bytes(body[:2]))


def _packet_end(data: bytes) -> int | None:
    if len(data) < 2 or (len(data) < 5 and all(byte & 0x80 for byte in data[1:])):
        return None
    length, body_at = _varint(data, 1)
    return body_at + length if len(data) >= body_at + length else None


def _publish(body: bytes, kind: int) -> Publish:
    at = 2 + int.from_bytes(body[:2])
    topic = body[2:at].decode()
    mid = 0
    if kind & 0x06:
        mid, at = int.from_bytes(body[at : at + 2]), at + 2
    properties, at = _varint(body, at)
    return Publish(topic, body[at + properties :], mid)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at
