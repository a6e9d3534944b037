"""Reading PUBLISH packets, compared with paho's own reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.mqtt.publication import NoPublication, read


def a_publication(topic: bytes, payload: bytes, *, mid: int | None = 7, properties: bytes = b"\x00") -> bytes:
    number = b"" if mid is None else mid.to_bytes(2, "big")
    return len(topic).to_bytes(2, "big") + topic + number + properties + payload


@given(topic=st.text(min_size=1, max_size=40), payload=st.binary(max_size=300), mid=st.integers(1, 65535))
def test_topic_payload_and_number_come_back(topic: str, payload: bytes, mid: int) -> None:
    packet = read(0x32, a_publication(topic.encode(), payload, mid=mid), 3)

    assert (packet.payload, packet.qos, packet.mid, packet.epoch) == (payload, 1, mid, 3)
    assert packet.topic == topic


@pytest.mark.parametrize(
    ("command", "qos", "is_retained", "is_dup"),
    [(0x32, 1, False, False), (0x33, 1, True, False), (0x3A, 1, False, True), (0x34, 2, False, False)],
)
def test_flags_are_read(command: int, qos: int, is_retained: bool, is_dup: bool) -> None:  # noqa: FBT001
    packet = read(command, a_publication(b"a", b""), 1)

    assert (packet.qos, packet.is_retained, packet.is_dup) == (qos, is_retained, is_dup)


def test_a_publication_of_qos_0_has_no_number() -> None:
    assert read(0x30, a_publication(b"a/b", b"x", mid=None), 1)[:6] == ("a/b", b"x", 0, False, False, 0)


def test_properties_of_any_length_are_passed_over() -> None:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it unannotated
    properties.UserProperty = [("name", "x" * 500)]
    properties.MessageExpiryInterval = 60

    packet = read(0x32, a_publication(b"a", b"body", properties=properties.pack()), 1)

    assert packet.payload == b"body"


@pytest.mark.parametrize(("topic", "shown"), [(b"a/\xff", r"a/\xff"), (b"\xed\xa0\x80", r"\xed\xa0\x80")])
def test_of_a_topic_that_is_not_utf8_the_wrong_bytes_are_written_out(topic: bytes, shown: str) -> None:
    assert read(0x32, a_publication(topic, b""), 1).topic == shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\x00\x03a/b",
        b"\x00\x03a/b\x00\x07",
        b"\x00\x01a\x00\x07\x80\x80",
        b"\x00\x01a\x00\x07\x05abc",
    ],
)
def test_a_packet_that_ends_too_soon_is_none(content: bytes) -> None:
    with pytest.raises(NoPublication, match=f"{len(content)} bytes"):
        read(0x32, content, 1)
