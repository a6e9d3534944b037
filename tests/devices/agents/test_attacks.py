"""Whoever is not the hub, or says again what the hub said once, makes no sound and one security event."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from devices.agents.performer import Fetch
from devices.contract.commands import Audio, Priority
from devices.contract.topics import Kind, Scope, device_address
from devices.contract.wire import Message
from devices.keys import new_key
from devices.mqtt.publication import Packet
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    HUB_KEY,
    NOW_MS,
    SITE,
    a_cancel,
    a_command_message,
    a_packet,
    an_announce,
)
from tests.devices.agents.stage import Stage

STRANGER = new_key()
OTHER_TOPIC = f"vh1/{SITE}/d/horn-2/cmd/announce"


def altered(**changes: object) -> Packet:
    signed = a_command_message(an_announce())
    return a_packet(replace(signed, body=signed.body.model_copy(update=changes)))


def on_topic(topic: str) -> Packet:
    return a_packet(a_command_message(an_announce()))._replace(topic=topic)


def unsigned() -> Packet:
    return a_packet(Message(device_address(SITE, HORN, Kind.CMD, "announce"), an_announce()))


def by_a_stranger(*, is_pretending: bool) -> Packet:
    packet = a_packet(a_command_message(an_announce(), key=STRANGER))
    if not is_pretending:
        return packet
    payload = packet.payload.replace(STRANGER.public.name.encode(), HUB_KEY.public.name.encode())
    return packet._replace(payload=payload)


ATTACKS: dict[str, tuple[Callable[[], Packet], str]] = {
    "no signature": (unsigned, "unsigned"),
    "a wrong signature": (lambda: altered(signature="A" * 86 + "=="), "forged"),
    "another text": (lambda: altered(text="全体撤离"), "forged"),
    "another sound": (
        lambda: altered(audio=Audio(path="/media/x", sha256="0" * 64, duration_ms=1)),
        "forged",
    ),
    "more urgent": (lambda: altered(priority=Priority.EMERGENCY), "forged"),
    "louder": (lambda: altered(volume_pct=100), "forged"),
    "valid for longer": (lambda: altered(expires_ms=NOW_MS + 10**9), "forged"),
    "another number": (lambda: altered(counter=10**6), "forged"),
    "alg none": (lambda: altered(algorithm="none"), "downgraded"),
    "alg of no length": (lambda: altered(algorithm=""), "downgraded"),
    "another key": (lambda: by_a_stranger(is_pretending=False), "unknown_key"),
    "another key under our name": (lambda: by_a_stranger(is_pretending=True), "forged"),
    "for another speaker": (
        lambda: a_packet(a_command_message(an_announce(audience="horn-2"))),
        "wrong_target",
    ),
    "of another speaker's topic": (
        lambda: a_packet(a_command_message(an_announce(audience="horn-2"), target="horn-2"))._replace(
            topic=OTHER_TOPIC.replace("horn-2", HORN)
        ),
        "wrong_target",
    ),
    "for a group it is not in": (
        lambda: a_packet(a_command_message(an_announce(audience="east"), scope=Scope.GROUP, target="east")),
        "wrong_target",
    ),
    "another site": (lambda: on_topic(f"vh1/xz/d/{HORN}/cmd/announce"), "forged"),
    "retained": (lambda: a_packet(a_command_message(an_announce()), is_retained=True), "retained"),
    "future-dated": (
        lambda: a_packet(a_command_message(an_announce(issued_ms=NOW_MS + 5 * 60_000 + 1))),
        "future_dated",
    ),
    "no order at all": (
        lambda: Packet(f"vh1/{SITE}/d/{HORN}/cmd/announce", b"{", 1, False, False, 1, 1),  # noqa: FBT003
        "unreadable",
    ),
    "an order nobody knows": (lambda: on_topic(f"vh1/{SITE}/d/{HORN}/cmd/sing"), "unreadable"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_silent_and_told_once(stage: Stage, attack: str) -> None:
    packet_of, refusal = ATTACKS[attack]
    stage.give(packet_of())

    assert stage.performer.jobs == []
    assert stage.refusals() == [refusal]
    assert "received" not in stage.stages()


@pytest.mark.parametrize("key", [STRANGER, None])
def test_a_forged_cancellation_stops_nothing(stage: Stage, key: object) -> None:
    stage.begin(an_announce())
    cancel = a_command_message(a_cancel(), key=STRANGER)
    stage.give(a_packet(cancel if key else replace(cancel, body=a_cancel())))

    assert not stage.job.halt.is_set()
    assert stage.refusals() == ["unknown_key" if key else "unsigned"]


def captured() -> Packet:
    """A genuine order, as anybody may write it down who reads the topic."""
    return a_packet(a_command_message(an_announce()))


def test_the_same_order_at_once_is_a_replay(stage: Stage) -> None:
    packet = captured()
    stage.give(packet)
    stage.give(packet)

    assert stage.refusals() == ["replayed"]
    assert [type(job) for job in stage.performer.jobs] == [Fetch]


def test_the_same_order_an_hour_later_is_a_replay(stage: Stage) -> None:
    packet = captured()
    stage.give(packet)
    stage.fetched()
    stage.played()
    stage.pass_time(3_600_000)
    stage.give(packet)

    assert (stage.refusals(), stage.plays()) == (["replayed"], ["an-1"])


@pytest.mark.parametrize("clock_ms", [NOW_MS, 0])
def test_after_a_restart_and_with_any_clock_it_is_a_replay(stage: Stage, spool: Spool, clock_ms: int) -> None:
    packet = captured()
    stage.give(packet)
    stage.fetched()
    stage.played()

    reborn = Stage(spool)
    reborn.now_ms = clock_ms
    reborn.give(packet)

    assert (reborn.refusals(), reborn.plays()) == (["replayed"], [])
    reborn.diary.stop()


def test_with_a_clock_at_1970_a_new_order_is_future_dated_and_answered(stage: Stage) -> None:
    stage.now_ms = 0
    stage.hear(an_announce())

    assert (stage.refusals(), stage.stages(), stage.plays()) == (["future_dated"], ["failed"], [])
    assert stage.channel.last_ack().error.startswith("future_dated")


def test_what_was_future_dated_is_not_played_when_its_time_has_come(stage: Stage) -> None:
    order = a_command_message(an_announce(issued_ms=NOW_MS + 600_000, expires_ms=NOW_MS + 9_000_000))
    stage.give(a_packet(order))
    stage.pass_time(600_000)
    stage.give(a_packet(order))

    assert (stage.refusals(), stage.plays()) == (["future_dated", "replayed"], [])


def test_a_captured_order_of_long_ago_is_a_replay_after_many_others(stage: Stage) -> None:
    packet = captured()
    stage.give(packet)
    for _ in range(70):
        stage.hear(a_cancel("other"))
    stage.give(packet)

    assert stage.refusals() == ["replayed"]


def test_what_the_broker_hands_over_again_is_no_replay(stage: Stage) -> None:
    packet = captured()
    stage.give(packet)
    stage.give(packet._replace(is_dup=True))

    assert (stage.refusals(), stage.stages()) == ([], ["received", "received"])


def test_an_order_that_a_crash_swallowed_is_obeyed_when_it_comes_again(stage: Stage, spool: Spool) -> None:
    packet = captured()

    def fail(*_: object) -> None:
        raise OSError("power cut")

    stage.diary.add = fail  # type: ignore[method-assign]
    with pytest.raises(OSError, match="power cut"):
        stage.desk.take(packet)
    reborn = Stage(spool)
    reborn.give(packet._replace(is_dup=True))

    assert reborn.stages() == ["received"]
    reborn.diary.stop()


def test_a_hub_that_was_replaced_is_no_longer_obeyed(stage: Stage) -> None:
    def order(name: str, epoch: int) -> Message:
        return a_command_message(an_announce(name), epoch=epoch)

    stage.give(a_packet(order("old", 10)))
    stage.give(a_packet(order("new", 11)))
    stage.give(a_packet(order("frozen-and-back", 10)))

    assert stage.refusals() == ["stale_epoch"]
    assert [name for name, _ in stage.channel.acks()] == ["dl-old", "dl-new"]


def test_a_speaker_that_was_set_up_with_no_key_obeys_nobody(spool: Spool) -> None:
    stage = Stage(spool, hub_keys=())
    stage.hear(an_announce())

    assert (stage.refusals(), stage.performer.jobs) == (["unknown_key"], [])
    stage.diary.stop()


def test_a_flood_of_forgeries_is_counted_and_does_not_fill_the_spool(stage: Stage, spool: Spool) -> None:
    for _ in range(500):
        stage.give(unsigned())
    assert len(stage.refusals()) == 20
    stage.pass_time(60_000)
    stage.give(unsigned())

    assert spool.held(HORN) == 21
    assert stage.channel.bodies(Kind.EVENT)[-1].more == 480


def test_a_receipt_is_signed_with_the_speakers_own_key(stage: Stage) -> None:
    stage.hear(an_announce())
    topic, payload = next(said for said in stage.channel.sent if "/ack/" in said[0])

    stage.own_key.check(topic, payload, stage.channel.last_ack())
