"""What a link says when the broker is away, refuses it, or refuses a subscription."""

import logging
from time import monotonic

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from devices.mqtt import Link, LinkDown, LinkOptions
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

    assert monotonic() - began_s < 0.2
    assert errors(caplog) == ["broker 127.0.0.1:1, horn-1: cannot be reached"]


def test_a_refusal_is_logged_once_until_it_was_let_in(caplog: pytest.LogCaptureFixture) -> None:
    link = Link(NOWHERE)
    for reason in (REFUSED, REFUSED, WELCOME, REFUSED):
        answer(link, reason)

    assert errors(caplog) == ["broker 127.0.0.1:1, horn-1: refused: Bad user name or password"] * 2
    assert "secret" not in caplog.text


def test_a_refused_subscription_is_named(caplog: pytest.LogCaptureFixture) -> None:
    link = Link(NOWHERE, filters=("a/+", "b/+"))
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
        link._received(link._client, None, paho.MQTTMessage(mid, b"a/b"))

    assert len(heard) == 2
    assert errors(caplog) == ["horn-1 failed at a packet on a/b"]
