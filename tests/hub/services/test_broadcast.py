from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Announce, Cancel, Priority
from devices.contract.receipts import Proof, Stage
from hub.domain.announcements import Announcement, Delivery, DeliveryState, Draft, Target, TargetScope
from hub.domain.quiet_hours import Policy
from hub.ports import SpeechFailed
from hub.services.broadcast import Broadcast, NotAllowed, Rules
from tests.builders import NOON, SITE, a_catalog, a_record, a_speaker, an_ack, at
from tests.hub.services.conftest import Hub

EVERYBODY = Target(TargetScope.TOWNSHIP)


def a_draft(**changes) -> Draft:
    draft = Draft("请及时清运垃圾。", Priority.NOTICE, 70, 1, NOON, at(600), EVERYBODY)
    return replace(draft, **changes)


def announced(hub: Hub, **changes) -> Announcement:
    return hub.broadcast.announce(hub.registry.catalog, a_draft(**changes), "wang")


def delivery(hub: Hub, announcement: Announcement, device: str = "horn-1") -> Delivery:
    with hub.ledger.read() as tx:
        return next(d for d in tx.announcements.deliveries(announcement.id) if d.device == device)


def test_an_announcement_becomes_one_command_per_speaker(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    made = announced(hub)
    assert delivery(hub, made).state is DeliveryState.ACCEPTED
    hub.broadcast.push()
    assert [message.address.target for message in hub.bus.sent] == ["horn-1", "horn-2"]
    command = hub.bus.sent[0].body
    assert isinstance(command, Announce)
    assert (command.audio.sha256, command.audio.path) == (made.sha256, f"/media/{made.sha256}")
    assert command.id == delivery(hub, made).id
    assert delivery(hub, made).state is DeliveryState.SENT
    hub.broadcast.push()
    assert len(hub.bus.sent) == 2


def test_while_the_broker_is_away_it_waits_and_is_sent_when_it_is_back(hub: Hub) -> None:
    hub.bus.is_down = True
    made = announced(hub)
    hub.broadcast.push()
    assert delivery(hub, made).state is DeliveryState.QUEUED
    hub.bus.is_down = False
    hub.clock.move(5)
    hub.broadcast.push()
    assert delivery(hub, made).state is DeliveryState.SENT


def test_what_could_not_be_sent_in_time_expires_and_is_never_sent(hub: Hub) -> None:
    hub.bus.is_down = True
    made = announced(hub)
    hub.broadcast.push()
    hub.bus.is_down = False
    hub.clock.move(601)
    hub.broadcast.push()
    assert (delivery(hub, made).state, hub.bus.sent) == (DeliveryState.EXPIRED, [])


def test_played_needs_the_speakers_proof(hub: Hub) -> None:
    made = announced(hub)
    hub.broadcast.push()
    command = delivery(hub, made).id
    proof = Proof(method="player", sha256=made.sha256, played_ms=made.duration_ms)
    hub.hear(
        a_record(1, an_ack(command, Stage.RECEIVED, seq=1)),
        a_record(2, an_ack(command, Stage.PLAYING, seq=2)),
    )
    assert delivery(hub, made).state is DeliveryState.PLAYING
    hub.hear(a_record(3, an_ack(command, Stage.PLAYED, seq=3, proof=proof)))
    assert (delivery(hub, made).state, delivery(hub, made).played_ms) == (
        DeliveryState.PLAYED,
        made.duration_ms,
    )
    assert [point.fields["state"] for point in hub.points("delivery")] == ["received", "playing", "played"]


def test_the_answer_of_another_speaker_changes_nothing(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    made = announced(hub, target=Target(TargetScope.DEVICES, ("horn-1",)))
    hub.broadcast.push()
    command = delivery(hub, made).id
    hub.hear(a_record(1, an_ack(command, Stage.PLAYING, device="horn-2")))
    hub.hear(a_record(2, an_ack("nobody", Stage.PLAYING, seq=2)))
    assert delivery(hub, made).state is DeliveryState.SENT


def test_a_silent_speaker_is_unreached_after_the_wait(hub: Hub) -> None:
    made = announced(hub)
    hub.broadcast.push()
    hub.clock.move(31)
    hub.broadcast.push()
    assert (delivery(hub, made).state, delivery(hub, made).reason) == (DeliveryState.UNREACHED, "no_receipt")


def test_a_receipt_that_comes_while_we_settle_is_not_overwritten(hub: Hub) -> None:
    made = announced(hub)
    command = delivery(hub, made).id
    send = hub.bus.send

    def answered_at_once(message, **how) -> None:
        send(message, **how)
        hub.hear(a_record(1, an_ack(command, Stage.RECEIVED)))

    hub.bus.send = answered_at_once  # type: ignore[method-assign]
    hub.broadcast.push()
    assert delivery(hub, made).state is DeliveryState.RECEIVED


def test_cancelling_stops_what_was_sent_and_forgets_what_was_not(hub: Hub) -> None:
    made = announced(hub)
    assert hub.broadcast.cancel(made.id, "wang")
    assert delivery(hub, made).state is DeliveryState.CANCELLED
    hub.broadcast.push()
    assert not any(isinstance(message.body, Announce) for message in hub.bus.sent)
    second = announced(hub)
    hub.broadcast.push()
    assert hub.broadcast.cancel(second.id, "wang")
    stop = hub.bus.sent[-1].body
    assert isinstance(stop, Cancel)
    assert (stop.announcement, stop.audience) == (second.id, "horn-1")
    assert delivery(hub, second).state is DeliveryState.SENT
    assert not hub.broadcast.cancel("unknown", "wang")


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"text": "  "}, "empty_text"),
        ({"text": "长" * 1001}, "text_too_long"),
        ({"expires_at": at(-1)}, "expires_in_past"),
        ({"volume_pct": 101}, "volume_out_of_range"),
        ({"target": Target(TargetScope.DEVICES, ("nobody",))}, "nobody_meant"),
        ({"target": Target(TargetScope.VILLAGES, ("liushu", "atlantis"))}, "nobody_meant"),
    ],
)
def test_an_impossible_announcement_is_refused_with_the_reason(hub: Hub, changes, flaw: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        announced(hub, **changes)
    assert flaw in refused.value.flaws
    with hub.ledger.read() as tx:
        assert tx.announcements.newest(5) == []


def test_quiet_hours_hold_back_routine_and_name_the_next_slot(hub: Hub) -> None:
    quiet = Broadcast(SITE, Rules(Policy(ZoneInfo("Asia/Shanghai"))), hub.broadcast._outside)
    routine = a_draft(priority=Priority.ROUTINE, expires_at=at(8 * 3600))
    with pytest.raises(NotAllowed) as refused:
        quiet.announce(hub.registry.catalog, routine, "wang")
    assert refused.value.flaws == ("quiet_hours",)
    assert refused.value.next_slot == NOON + timedelta(hours=2)
    emergency = a_draft(priority=Priority.EMERGENCY, volume_pct=100)
    assert quiet.announce(hub.registry.catalog, emergency, "wang").volume_pct == 100
    assert quiet.announce(hub.registry.catalog, a_draft(volume_pct=100), "wang").volume_pct == 50


def test_without_a_voice_nothing_is_accepted(hub: Hub) -> None:
    hub.speech.fails_with = "espeak-ng is missing"
    with pytest.raises(SpeechFailed):
        announced(hub)
    with hub.ledger.read() as tx:
        assert tx.announcements.unfinished() == []
