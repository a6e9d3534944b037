import threading
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from devices.contract.commands import Announce, Cancel, Priority
from devices.contract.receipts import Proof, Stage
from devices.keys import new_key
from hub.adapters.ledger.database import SqlTransaction
from hub.domain.announcements import Announcement, Delivery, DeliveryState, Draft, Target, TargetScope
from hub.domain.announcements.approval import Plea
from hub.domain.people import Role
from hub.ports import SpeechFailed, StoreDown
from hub.services.broadcast import Asking
from hub.services.examine import NotAllowed
from tests.builders import NOON, SITE, a_birth, a_catalog, a_record, a_speaker, a_status, an_ack, at
from tests.hub.services.conftest import Hub
from tests.wait import until

KEY = new_key()
EVERYBODY = Target(TargetScope.TOWNSHIP)


def a_draft(**changes) -> Draft:
    draft = Draft("请及时清运垃圾。", Priority.NOTICE, 70, 1, NOON, at(600), EVERYBODY)
    return replace(draft, **changes)


def asking(author: str = "wang", role: Role = Role.OPERATOR, **changes) -> Asking:
    return Asking(Plea(author, role), **changes)


def announced(hub: Hub, **changes) -> Announcement:
    return hub.broadcast.announce(hub.registry.catalog, a_draft(**changes), asking())


def delivery(hub: Hub, announcement: Announcement, device: str = "horn-1") -> Delivery:
    with hub.ledger.read() as tx:
        return next(d for d in tx.announcements.deliveries(announcement.id) if d.device == device)


def test_an_announcement_becomes_one_command_per_speaker(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    made = announced(hub)
    assert delivery(hub, made).state is DeliveryState.ACCEPTED
    hub.sending.push()
    assert [message.address.target for message in hub.bus.sent] == ["horn-1", "horn-2"]
    command = hub.bus.sent[0].body
    assert isinstance(command, Announce)
    assert (command.audio.sha256, command.audio.path) == (made.sha256, f"/media/{made.sha256}")
    assert command.id == delivery(hub, made).id
    assert delivery(hub, made).state is DeliveryState.SENT
    hub.sending.push()
    assert len(hub.bus.sent) == 2


def test_while_the_broker_is_away_it_waits_and_is_sent_when_it_is_back(hub: Hub) -> None:
    hub.bus.is_down = True
    made = announced(hub)
    hub.sending.push()
    assert delivery(hub, made).state is DeliveryState.QUEUED
    hub.bus.is_down = False
    hub.clock.move(5)
    hub.sending.push()
    assert delivery(hub, made).state is DeliveryState.SENT


def test_what_could_not_be_sent_in_time_expires_and_is_never_sent(hub: Hub) -> None:
    hub.bus.is_down = True
    made = announced(hub)
    hub.sending.push()
    hub.bus.is_down = False
    hub.clock.move(601)
    hub.sending.push()
    assert (delivery(hub, made).state, hub.bus.sent) == (DeliveryState.EXPIRED, [])


def test_played_needs_the_speakers_signed_proof(hub: Hub) -> None:
    hub.hear(a_record(1, a_birth(KEY)))
    made = announced(hub)
    hub.sending.push()
    command = delivery(hub, made).id
    proof = Proof(method="player", sha256=made.sha256, played_ms=made.duration_ms)
    hub.hear(
        a_record(2, KEY.sign(an_ack(command, Stage.RECEIVED, seq=1))),
        a_record(3, KEY.sign(an_ack(command, Stage.PLAYING, seq=2))),
    )
    assert delivery(hub, made).state is DeliveryState.PLAYING
    hub.hear(a_record(4, KEY.sign(an_ack(command, Stage.PLAYED, seq=3, proof=proof))))
    assert (delivery(hub, made).state, delivery(hub, made).played_ms) == (
        DeliveryState.PLAYED,
        made.duration_ms,
    )
    assert [point.fields["state"] for point in hub.points("delivery")] == ["received", "playing", "played"]


def test_a_speaker_without_a_key_proves_nothing(hub: Hub) -> None:
    made = announced(hub)
    hub.sending.push()
    proof = Proof(method="player", sha256=made.sha256, played_ms=made.duration_ms)
    hub.hear(a_record(1, an_ack(delivery(hub, made).id, Stage.PLAYED, proof=proof)))
    assert (delivery(hub, made).state, delivery(hub, made).reason) == (DeliveryState.UNKNOWN, "unsigned")


def test_the_answer_of_another_speaker_changes_nothing(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    made = announced(hub, target=Target(TargetScope.DEVICES, ("horn-1",)))
    hub.sending.push()
    command = delivery(hub, made).id
    hub.hear(a_record(1, an_ack(command, Stage.PLAYING, device="horn-2")))
    hub.hear(a_record(2, an_ack("nobody", Stage.PLAYING, seq=2)))
    assert delivery(hub, made).state is DeliveryState.SENT


def test_a_silent_speaker_is_unreached_after_the_wait(hub: Hub) -> None:
    made = announced(hub)
    hub.sending.push()
    hub.clock.move(31)
    hub.sending.push()
    assert (delivery(hub, made).state, delivery(hub, made).reason) == (DeliveryState.UNREACHED, "no_receipt")


@pytest.mark.parametrize(
    ("gone_at_s", "back_at_s", "state"),
    [
        (-60, None, DeliveryState.EXPIRED),
        (-60, 605, DeliveryState.EXPIRED),
        (-60, 300, DeliveryState.UNKNOWN),
        (60, None, DeliveryState.UNKNOWN),
        (None, None, DeliveryState.UNKNOWN),
    ],
)
def test_only_of_a_speaker_that_was_away_all_the_time_is_it_known_that_it_did_not_sound(
    hub: Hub, gone_at_s: int | None, back_at_s: int | None, state: DeliveryState
) -> None:
    words = [(-90, True), (gone_at_s, False), (back_at_s, True)]
    for number, (said_at_s, online) in enumerate(words, start=1):
        if said_at_s is not None:
            said_at = at(said_at_s)
            hub.hear(a_record(number, a_status(online=online, sent_at=said_at), received_at=said_at))
    made = announced(hub)
    for waited_s in (0, 31, 700):
        hub.clock.move(waited_s)
        hub.sending.push()
    assert (delivery(hub, made).state, delivery(hub, made).reason) == (state, "not_reached_in_time")


def test_a_receipt_that_comes_while_we_settle_is_not_overwritten(hub: Hub) -> None:
    made = announced(hub)
    command = delivery(hub, made).id
    send = hub.bus.send

    def answered_at_once(message, **how) -> None:
        send(message, **how)
        hub.hear(a_record(1, an_ack(command, Stage.RECEIVED)))

    hub.bus.send = answered_at_once  # type: ignore[method-assign]
    hub.sending.push()
    assert delivery(hub, made).state is DeliveryState.RECEIVED


def test_what_was_never_sent_is_cancelled_at_once(hub: Hub) -> None:
    made = announced(hub)
    assert hub.broadcast.cancel(made.id, "wang") is not None
    assert delivery(hub, made).state is DeliveryState.CANCELLED
    hub.sending.push()
    assert [message.address.target for message in hub.bus.sent] == ["everybody"]


def test_a_speaker_that_was_told_is_told_to_stop_and_says_so_itself(hub: Hub) -> None:
    made = announced(hub)
    hub.sending.push()
    hub.broadcast.cancel(made.id, "wang", "写错了")
    hub.sending.push()
    assert hub.bus.sent[-1].address.target == "everybody"
    hub.clock.move(3)
    hub.sending.push()
    stop = hub.bus.sent[-1].body
    assert isinstance(stop, Cancel)
    assert (stop.announcement, stop.audience, stop.id) == (made.id, "horn-1", delivery(hub, made).halt)
    assert delivery(hub, made).state is DeliveryState.SENT
    hub.sending.push()
    assert [message.address.target for message in hub.bus.sent] == ["horn-1", "everybody", "horn-1"]
    hub.hear(a_record(1, an_ack(delivery(hub, made).id, Stage.CANCELLED)))
    assert delivery(hub, made).state is DeliveryState.CANCELLED


def test_the_word_to_stop_waits_for_no_other_writer_of_the_ledger(hub: Hub) -> None:
    made = announced(hub)
    hub.sending.push()
    write = hub.ledger.write

    def after_the_stop_is_out() -> AbstractContextManager[SqlTransaction]:
        assert isinstance(hub.bus.sent[-1].body, Cancel)
        return write()

    hub.ledger.write = after_the_stop_is_out  # type: ignore[method-assign]
    hub.broadcast.cancel(made.id, "wang")
    assert delivery(hub, made).owes_halt


def test_one_order_silences_all_speakers_whatever_their_number(hub: Hub) -> None:
    hub.register(a_catalog(*(a_speaker(f"horn-{number}") for number in range(50))))
    made = announced(hub)
    hub.sending.push()
    hub.broadcast.cancel(made.id, "wang")
    (stop,) = hub.bus.sent[50:]
    assert stop.address.topic() == f"vh1/{SITE}/g/everybody/cmd/cancel"
    assert isinstance(stop.body, Cancel)
    assert (stop.body.announcement, stop.body.audience) == (made.id, "everybody")


def test_while_keys_are_changed_each_speaker_is_told_by_itself(hub: Hub) -> None:
    hub.sending._may_address_all = lambda: False
    made = announced(hub)
    hub.sending.push()
    hub.broadcast.cancel(made.id, "wang")
    hub.sending.push()
    assert [message.address.target for message in hub.bus.sent] == ["horn-1", "horn-1"]


def test_what_nobody_may_hear_yet_is_withdrawn_without_a_word_to_speakers(hub: Hub) -> None:
    made = announced(hub, priority=Priority.URGENT)
    hub.broadcast.cancel(made.id, "wang")
    assert hub.bus.sent == []


def test_the_word_to_stop_waits_while_the_broker_is_away(hub: Hub) -> None:
    made = announced(hub)
    hub.sending.push()
    hub.bus.is_down = True
    hub.broadcast.cancel(made.id, "wang")
    hub.sending.push()
    hub.clock.move(60)
    hub.sending.push()
    hub.bus.is_down = False
    hub.sending.push()
    assert isinstance(hub.bus.sent[-1].body, Cancel)


def test_what_is_unknown_or_over_cannot_be_cancelled(hub: Hub) -> None:
    assert hub.broadcast.cancel("unknown", "wang") is None
    made = announced(hub)
    hub.broadcast.cancel(made.id, "wang")
    with pytest.raises(NotAllowed) as refused:
        hub.broadcast.cancel(made.id, "wang")
    assert refused.value.hindrance.flaws == ("over",)


def test_an_update_takes_the_place_of_what_was_announced(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    old = announced(hub)
    hub.sending.push()
    only_one = a_draft(text="改为明天停水", target=Target(TargetScope.DEVICES, ("horn-1",)))
    new = hub.broadcast.update(hub.registry.catalog, old.id, only_one, asking())
    assert new is not None
    assert new.supersedes == old.id
    hub.sending.push()
    assert [(type(each.body).__name__, each.address.target) for each in hub.bus.sent[2:]] == [
        ("Cancel", "horn-2"),
        ("Update", "horn-1"),
    ]


def test_an_update_before_anything_was_sent_leaves_only_the_new_one(hub: Hub) -> None:
    old = announced(hub)
    new = hub.broadcast.update(hub.registry.catalog, old.id, a_draft(text="改为明天"), asking())
    hub.sending.push()
    assert new is not None
    assert delivery(hub, old).state is DeliveryState.SUPERSEDED
    assert [message.body.announcement for message in hub.bus.sent] == [new.id]  # type: ignore[union-attr]


def test_what_is_unknown_or_over_cannot_be_updated(hub: Hub) -> None:
    assert hub.broadcast.update(hub.registry.catalog, "unknown", a_draft(), asking()) is None
    made = announced(hub)
    hub.broadcast.cancel(made.id, "wang")
    with pytest.raises(NotAllowed):
        hub.broadcast.update(hub.registry.catalog, made.id, a_draft(), asking())


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
    assert flaw in refused.value.hindrance.flaws
    with hub.ledger.read() as tx:
        assert tx.announcements.newest(5) == []


def test_without_a_voice_nothing_is_accepted(hub: Hub) -> None:
    hub.speech.fails_with = "espeak-ng is missing"
    with pytest.raises(SpeechFailed):
        announced(hub)
    with hub.ledger.read() as tx:
        assert tx.announcements.unfinished() == []


def test_of_a_hundred_that_never_answered_nothing_is_claimed_and_nothing_is_sent_again(hub: Hub) -> None:
    hub.register(a_catalog(*(a_speaker(f"horn-{number}") for number in range(100))))
    made = announced(hub)
    hub.sending.push()
    for seconds in (31, 600, 31):
        hub.clock.move(seconds)
        hub.sending.push()
    assert len(hub.bus.sent) == 100
    with hub.ledger.read() as tx:
        states = {item.state for item in tx.announcements.deliveries(made.id)}
        assert states == {DeliveryState.UNKNOWN}
        assert tx.announcements.unfinished() == []


def test_the_outbox_is_sent_when_it_is_woken_and_again_when_the_ledger_is_back(
    hub: Hub, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, read = threading.Event(), hub.ledger.read
    is_down = [True]

    def sometimes() -> AbstractContextManager[SqlTransaction]:
        if is_down:
            raise StoreDown("by the test")
        return read()

    announced(hub)
    monkeypatch.setattr(hub.ledger, "read", sometimes)
    thread = threading.Thread(target=hub.sending.run, args=(stop,))
    thread.start()
    try:
        until(lambda: "announcements wait" in caplog.text or hub.sending.wake(), what="the complaint")
        is_down.clear()
        hub.sending.wake()
        until(lambda: len(hub.bus.sent) == 1, what="the order")
    finally:
        stop.set()
        hub.sending.wake()
        thread.join()
    assert caplog.text.count("announcements wait") == 1
    assert "announcements are sent again" in caplog.text
