"""Packets as the benchmark writes them, held against the product's own reader and a real broker."""

import socket
from pathlib import Path

import pytest

from devices.mqtt import frames
from devices.mqtt.publication import read
from tests.servers import mosquitto


def test_a_publication_is_what_the_hub_reads() -> None:
    packet = frames.publish(b"a/b", b"x" * 300, 70_000, retain=True)
    # A publication of MQTT 3.1.1 has no properties; MQTT 5 says so with one more byte.
    content = bytearray(packet[3:])
    content[7:7] = b"\0"

    found = read(packet[0], content, 1)

    assert (found.topic, found.payload, found.mid, found.qos, found.is_retained) == (
        "a/b", b"x" * 300, 70_000 % 65535 + 1, 1, True,
    )  # fmt: skip


@pytest.mark.server
def test_a_real_broker_lets_it_in_and_acknowledges(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(frames.connect("bin-1", "user", "secret"))
        assert frames.is_welcome(connection.recv(frames.CONNACK_BYTES))
        connection.sendall(frames.publish(b"a/b", b"x", 6))

        assert connection.recv(frames.PUBACK_BYTES) == b"\x40\x02\x00\x07"
        connection.sendall(frames.DISCONNECT)


def test_a_refusal_is_no_welcome() -> None:
    assert not frames.is_welcome(b"\x20\x02\x00\x05")


def test_packets_come_out_of_a_stream_in_pieces_as_they_went_in() -> None:
    stream = frames.publish(b"a/b", b"x" * 200, 6) + frames.PING + frames.publish(b"c", b"", 7)
    buffer, found = bytearray(), []
    for byte in stream:
        buffer.append(byte)
        found += [(head, len(content)) for head, content in frames.split(buffer)]

    assert found == [(0x32, 2 + 3 + 2 + 200), (0xC0, 0), (0x32, 2 + 1 + 2)]
    assert not buffer


def test_a_length_without_end_is_no_packet() -> None:
    with pytest.raises(ValueError, match="does not end"):
        list(frames.split(bytearray(b"\x32\xff\xff\xff\xff\xff")))
