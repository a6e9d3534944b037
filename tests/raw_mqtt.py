"""MQTT by hand, 3.1 to 5 and beyond: a client that can say what no library lets one say."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

V31, V311, V5 = 3, 4, 5
CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK = 1, 2, 3, 4, 5, 6, 7, 8, 9
RETAIN, DUP = 1, 8
_TIMEOUT_S = 5.0


def number(value: int) -> bytes:
    return value.to_bytes(2, "big")


def text(content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return number(len(raw)) + raw


def length(value: int) -> bytes:
    """A variable byte integer (MQTT 5, 1.5.5)."""
    rest, digit = divmod(value, 128)
    return bytes([digit | 0x80]) + length(rest) if rest else bytes([digit])


def packet(first: int, body: bytes) -> bytes:
    return bytes([first]) + length(len(body)) + body


def connect(
    client: str = "",
    *,
    version: int = V5,
    clean: bool = True,
    keepalive_s: int = 30,
    will: tuple[str, bytes] | None = None,
) -> bytes:
    name = "MQIsdp" if version == V31 else "MQTT"
    flags = clean << 1 | (will is not None) << 2
    properties = length(0) if version >= V5 else b""
    body = text(name) + bytes([version, flags]) + number(keepalive_s) + properties + text(client)
    if will is not None:
        body += properties + text(will[0]) + text(will[1])
    return packet(CONNECT << 4, body)


def publish(
    topic: bytes | str,
    payload: bytes,
    *,
    qos: int = 1,
    mid: int = 1,
    flags: int = 0,
    properties: bytes | None = b"",
) -> bytes:
    """`flags`: RETAIN, DUP or both; `properties` are None before MQTT 5."""
    body = text(topic) + (number(mid) if qos else b"")
    if properties is not None:
        body += length(len(properties)) + properties
    return packet(PUBLISH << 4 | qos << 1 | flags, body + payload)


def subscribe(filters: list[str], mid: int = 1) -> bytes:
    wanted = b"".join(text(topic) + b"\x01" for topic in filters)
    return packet(SUBSCRIBE << 4 | 2, number(mid) + length(0) + wanted)


@dataclass
class RawClient:
    """One TCP connection to a broker."""

    sock: socket.socket

    def say(self, *packets: bytes) -> None:
        """Send bytes as they are; a broker that has closed already is no error."""
        with suppress(ConnectionError):
            self.sock.sendall(b"".join(packets))

    def hear(self) -> tuple[int, bytes] | None:
        """The next packet as (type, body); None when the broker has closed."""
        first = self._exactly(1)
        if not first:
            return None
        size = shift = 0
        while digit := self._exactly(1):
            size |= (digit[0] & 0x7F) << shift
            shift += 7
            if digit[0] < 0x80:
                break
        return first[0] >> 4, self._exactly(size)

    def hear_kind(self, kind: int) -> bytes:
        """Skip packets until one of this type."""
        while heard := self.hear():
            if heard[0] == kind:
                return heard[1]
        raise AssertionError(f"the broker closed before a packet of type {kind}")

    def is_refused(self) -> bool:
        """Wait until the broker closes the connection, whatever it says before."""
        while self.hear() is not None:
            pass
        return True

    def _exactly(self, size: int) -> bytes:
        content = b""
        with suppress(ConnectionError):
            while len(content) < size and (more := self.sock.recv(size - len(content))):
                content += more
        return content


@contextmanager
def raw_client(port: int) -> Iterator[RawClient]:
    """A connection on which nothing has been said."""
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S) as sock:
        yield RawClient(sock)


@contextmanager
def connected(port: int, hello: bytes = b"") -> Iterator[RawClient]:
    """A client that the broker has let in."""
    with raw_client(port) as client:
        client.say(hello or connect())
        assert client.hear_kind(CONNACK)[1] == 0
        yield client
