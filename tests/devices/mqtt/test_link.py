"""What a link says when the broker is away, refuses it, or refuses a subscription."""

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from devices.mqtt import Link, LinkDown, LinkOptions
from devices.mqtt.buffered_socket import BufferedSocket
from devices.mqtt.publication import Packet
from tests.servers import mosquitto
from tests.wait import until

# Nobody listens on port 1 of loopback.
NOWHERE = LinkOptions("127.0.0.1", 1, "horn-1", "horn-1", "secret")
REFUSED = ReasonCode(PacketTypes.CONNACK, "Bad user name or password")
WELCOME = ReasonCode(PacketTypes.CONNACK, "Success")
GRANTED = ReasonCode(PacketTypes.SUBACK, "Granted QoS 1")
DENIED = ReasonCode(PacketTypes.SUBACK, "Not authorized")


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def answer(link: Link, reason: ReasonCode) -> None:
    link._connected(link._client, None, None, reason, None)


def test_a_link_that_never_found_its_broker_stops_at_once(caplog: pytest.LogCaptureFixture) -> None:
    link = Link(NOWHERE)
    link.start()
    until(lambda: errors(caplog))
    began_s = monotonic()
    link.stop()

    assert monotonic() - began_s < 1
    assert link._has_ended.is_set()
    assert errors(caplog) == ["broker 127.0.0.1:1, horn-1: cannot be reached"]


def test_a_link_that_is_stopped_before_it_runs_does_not_run() -> None:
    link = Link(NOWHERE)
    link.stop()
    began_s = monotonic()
    link.run()

    assert monotonic() - began_s < 1


def test_a_refusal_is_logged_once_until_it_was_let_in(caplog: pytest.LogCaptureFixture) -> None:
    link = Link(NOWHERE)
    for reason in (REFUSED, REFUSED, WELCOME, REFUSED):
        answer(link, reason)

    assert errors(caplog) == ["broker 127.0.0.1:1, horn-1: refused: Bad user name or password"] * 2
    assert "secret" not in caplog.text


def test_a_refused_subscription_is_named(caplog: pytest.LogCaptureFixture) -> None:
    link = Link(NOWHERE, filters=("a/+", "b/+"))
    link._asked[1] = ("a/+", "b/+")
    link._subscribed(link._client, None, 1, [GRANTED, DENIED], None)

    assert errors(caplog) == ["horn-1 may not hear b/+: Not authorized"]


def test_a_connection_made_while_leaving_is_not_used() -> None:
    link = Link(NOWHERE)
    link.stop()
    answer(link, WELCOME)

    with pytest.raises(LinkDown, match="not connected"):
        link.publish("a", b"")


def test_a_packet_that_cannot_be_taken_does_not_end_the_link(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    def stumble_once(packet: object) -> None:
        heard.append(str(packet))
        if len(heard) == 1:
            raise ValueError("a bug")

    link = Link(NOWHERE, on_packet=stumble_once)
    for mid in (1, 2):
        link._received(0x32, bytearray(b"\x00\x03a/b" + bytes([0, mid, 0])))

    assert len(heard) == 2
    assert errors(caplog) == ["horn-1 failed at a packet on a/b"]


def test_a_link_is_waited_for_until_the_broker_confirmed_what_it_listens_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = Link(replace(NOWHERE, port=server.getsockname()[1]), filters=["a/+"])
        link.start()
        connection, _ = server.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b"\x20\x03\x00\x00\x00")
            mid = connection.recv(1024)[2:4]
            until(link.is_up)
            assert not link.wait_up(0.02)
            connection.sendall(b"\x90\x04" + mid + b"\x00\x01")
            assert link.wait_up(5)
            link.stop()
            assert not link.wait_up(0)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LinkOptions]:
    with mosquitto(tmp_path) as port:
        yield LinkOptions("127.0.0.1", port, "hub", "", "", session_s=60)


def publisher(broker: LinkOptions) -> Link:
    link = Link(replace(broker, client_id="bin-1"))
    link.start()
    assert link.wait_up(5)
    return link


@pytest.mark.server
def test_the_broker_is_read_through_the_buffer_and_past_pahos_messages(broker: LinkOptions) -> None:
    heard: list[Packet] = []
    link = Link(broker, filters=["a/#"], on_packet=heard.append)
    link.start()
    assert link.wait_up(5)
    sender = publisher(broker)
    try:
        sender.publish("a/b", "满溢".encode(), expiry_s=60)
        until(lambda: heard)
        assert (heard[0].topic, heard[0].payload.decode(), heard[0].qos) == ("a/b", "满溢", 1)
        assert isinstance(link._client.connection, BufferedSocket)
        assert link._client.on_message is None
    finally:
        sender.stop()
        link.stop()


@pytest.mark.server
def test_a_full_link_is_not_read_but_still_speaks_and_loses_nothing(broker: LinkOptions) -> None:
    heard: list[Packet] = []
    is_full = threading.Event()
    link = Link(broker, filters=["a/#", "said"], on_packet=heard.append, is_full=is_full.is_set)
    link.start()
    assert link.wait_up(5)
    sender = publisher(broker)
    listener_heard: list[Packet] = []
    listener = Link(replace(broker, client_id="horn-1"), filters=["down"], on_packet=listener_heard.append)
    listener.start()
    try:
        until(lambda: listener.is_up() and link.is_up())
        is_full.set()
        for number in range(50):
            sender.publish("a/b", str(number).encode())
        until(lambda: _spoke(link, listener_heard), what="a word of the link that does not read")
        assert heard == []
        is_full.clear()
        until(lambda: len(heard) == 50)
        assert [packet.payload for packet in heard] == [str(number).encode() for number in range(50)]
    finally:
        for each in (listener, sender, link):
            each.stop()


def _spoke(link: Link, listener_heard: list[Packet]) -> bool:
    link.publish("down", b"")
    return bool(listener_heard)


@pytest.mark.server
def test_two_clients_of_one_name_do_not_fight_for_it(
    broker: LinkOptions, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Link(broker), Link(broker)
    first.start()
    assert first.wait_up(5)
    second.start()
    try:
        until(lambda: "as if another client used this name" in caplog.text, timeout_s=15)
        until(lambda: first.is_up() != second.is_up())
        assert first.contested_s() is not None or second.contested_s() is not None
        assert errors(caplog)[0].startswith("broker 127.0.0.1")
    finally:
        first.stop()
        second.stop()


@pytest.mark.server
def test_what_was_received_over_an_older_connection_is_not_acknowledged(broker: LinkOptions) -> None:
    heard: list[Packet] = []
    link = Link(broker, filters=["a/#"], on_packet=heard.append)
    link.start()
    assert link.wait_up(5)
    sender = publisher(broker)
    try:
        sender.publish("a/b", b"1")
        until(lambda: len(heard) == 1)
        link.stop()
        link.start()
        assert link.wait_up(5)
        link.ack(heard[0])
        until(lambda: len(heard) == 2)
        assert (heard[1].payload, heard[1].is_dup, heard[1].epoch) == (b"1", True, heard[0].epoch + 1)
    finally:
        sender.stop()
        link.stop()


def is_live(sender: Link, link: Link, heard: list[Packet]) -> bool:
    sender.publish("a/c", b"live")
    return any(packet.payload == b"live" and packet.epoch == link._epoch for packet in heard)


@pytest.mark.server
def test_what_is_retained_is_heard_once_in_the_life_of_a_process(broker: LinkOptions) -> None:
    sender = publisher(broker)
    sender.publish("a/b", b"kept", retain=True)
    heard: list[Packet] = []

    def hear(packet: Packet) -> None:
        heard.append(packet)
        link.ack(packet)

    link = Link(broker, filters=["a/#"], on_packet=hear)
    try:
        for _ in range(3):
            link.start()
            assert link.wait_up(5)
            until(lambda: is_live(sender, link, heard))
            link.stop()
        assert [packet.payload for packet in heard].count(b"kept") == 1
    finally:
        sender.stop()
        link.stop()


@pytest.mark.server
def test_what_is_listened_to_can_change_while_the_link_is_up(broker: LinkOptions) -> None:
    heard: list[Packet] = []
    link = Link(broker, filters=["old/+", "kept/+"], on_packet=heard.append)
    link.start()
    assert link.wait_up(5)
    sender = publisher(broker)
    try:
        sender.publish("new/1", b"before", retain=True)
        link.listen(["kept/+", "new/+"])
        until(lambda: heard)
        sender.publish("old/1", b"over")
        sender.publish("kept/1", b"as before")
        sender.publish("new/1", b"since")
        until(lambda: len(heard) >= 3)
        assert [packet.payload for packet in heard] == [b"before", b"as before", b"since"]
    finally:
        link.stop()
        sender.stop()


def test_what_is_listened_to_before_the_link_is_up_is_asked_for_then() -> None:
    link = Link(NOWHERE, filters=["old/+"])
    link.listen(["new/+"])
    assert (link._filters, link._asked) == (("new/+",), {})


@pytest.mark.journey
def test_on_overheard_topics_it_hears_others_and_what_they_let_the_broker_retain(broker: LinkOptions) -> None:
    heard: list[Packet] = []
    hub = Link(replace(broker, client_id="hub", overheard=("orders/+",)), on_packet=heard.append)
    hub.start()
    assert hub.wait_up(5)
    hub.publish("orders/own", b"ours")
    stranger = Link(replace(broker, client_id="stranger"))
    stranger.start()
    assert stranger.wait_up(5)
    stranger.publish("orders/a", b"live")
    stranger.publish("orders/b", b"planted", retain=True)
    until(lambda: len(heard) == 2)
    assert [(packet.topic, packet.is_retained) for packet in heard] == [
        ("orders/a", False),
        ("orders/b", True),
    ]
    hub.forget("orders/b")
    found: list[Packet] = []
    late = Link(replace(broker, client_id="late"), filters=("orders/+",), on_packet=found.append)
    late.start()
    assert late.wait_up(5)
    stranger.publish("orders/c", b"last")
    until(lambda: found)
    assert [packet.topic for packet in found] == ["orders/c"]
    for link in (hub, stranger, late):
        link.stop()
