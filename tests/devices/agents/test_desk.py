"""What a speaker decides, step by step, with a pretend performer that does what the test says."""

import pytest

from devices.agents.performer import Fetch, Outcome, Play
from devices.agents.playlist import Entry
from devices.contract.bodies import HubStatus, SpeakerState, Upto
from devices.contract.commands import Priority
from devices.contract.receipts import Proof
from devices.contract.topics import Address, Kind, Scope, device_address
from devices.contract.wire import Message
from devices.mqtt.publication import Packet
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    NOW_MS,
    SITE,
    a_cancel,
    a_command_message,
    a_packet,
    an_announce,
)
from tests.devices.agents.stage import Stage


def test_an_announcement_is_received_played_and_proven(stage: Stage) -> None:
    command = an_announce()
    stage.begin(command)
    stage.played()

    assert stage.stages() == ["received", "playing", "played"]
    assert stage.channel.last_ack().proof == Proof(
        method="player", sha256=command.audio.sha256, played_ms=10_000, volume_pct=60
    )


def test_the_diary_says_playing_before_the_sound_begins(stage: Stage) -> None:
    stage.begin(an_announce())

    assert isinstance(stage.job, Play)
    assert [entry.stage.value for entry in stage.diary.unfinished()] == ["playing"]


def test_a_repeated_command_is_answered_again_and_not_played_again(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.played()
    stage.hear(an_announce())

    assert stage.plays() == ["an-1"]
    assert stage.stages() == ["received", "playing", "played", "played"]


def test_the_same_announcement_by_another_command_is_not_played_again(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.hear(an_announce(id="other"))

    assert stage.channel.acks()[-1] == ("other", "failed")
    assert stage.channel.last_ack().error.startswith("already_handled")
    assert stage.plays() == ["an-1"]


def test_after_a_crash_in_mid_sound_it_says_interrupted_and_never_plays_it_again(
    stage: Stage, spool: Spool
) -> None:
    stage.begin(an_announce())

    reborn = Stage(spool)
    reborn.hear(an_announce())

    assert reborn.stages() == ["received", "playing", "failed", "failed"]
    assert reborn.channel.last_ack().error == "interrupted"
    assert reborn.performer.jobs == []
    reborn.diary.stop()


def test_after_a_crash_what_waited_is_played_once(stage: Stage, spool: Spool) -> None:
    stage.hear(an_announce())

    reborn = Stage(spool)
    reborn.desk.turn()
    reborn.fetched()
    reborn.played()

    assert reborn.stages() == ["received", "playing", "played"]
    reborn.diary.stop()


def test_what_was_finished_long_ago_is_forgotten(stage: Stage) -> None:
    stage.hear(an_announce(expires_ms=NOW_MS))
    stage.diary.prune(NOW_MS + 1)

    assert stage.diary.entry("an-1") is None


def test_an_expired_command_is_not_played(stage: Stage) -> None:
    stage.hear(an_announce(expires_ms=NOW_MS))

    assert (stage.stages(), stage.performer.jobs) == (["expired"], [])


def test_what_expires_while_it_waits_is_not_played(stage: Stage) -> None:
    stage.hear(an_announce(not_before_ms=NOW_MS + 50_000))
    stage.pass_time(60_000)

    assert (stage.stages(), stage.performer.jobs) == (["received", "expired"], [])


def test_what_expires_while_it_is_fetched_is_not_played(stage: Stage) -> None:
    stage.hear(an_announce())
    stage.now_ms += 60_000
    stage.fetched()

    assert (stage.stages(), stage.plays()) == (["received", "expired"], [])


def test_it_waits_for_its_time(stage: Stage) -> None:
    stage.hear(an_announce(not_before_ms=NOW_MS + 500))

    assert stage.performer.jobs == []
    assert stage.pass_time(100) == pytest.approx(0.4)
    stage.pass_time(400)
    assert isinstance(stage.job, Fetch)


def test_a_command_to_its_group_is_obeyed(stage: Stage) -> None:
    stage.give(a_packet(a_command_message(an_announce(audience="west"), scope=Scope.GROUP, target="west")))

    assert stage.stages() == ["received"]


def test_bytes_that_are_no_message_change_nothing(stage: Stage) -> None:
    stage.give(Packet(f"vh1/{SITE}/d/{HORN}/cmd/announce", b"{", 1, False, False, 1, 1))  # noqa: FBT003

    assert stage.channel.acks() == []


def test_a_confirmation_of_the_hub_empties_the_spool(stage: Stage, spool: Spool) -> None:
    stage.hear(an_announce())
    upto = Upto(boot=stage.reporter.boot, seq=1)
    stage.give(a_packet(Message(device_address(SITE, HORN, Kind.UPTO), upto)))

    assert spool.held(HORN) == 0


def test_other_messages_are_ignored(stage: Stage) -> None:
    state = SpeakerState(at_ms=NOW_MS, boot=1, volume_pct=1)
    stage.give(a_packet(Message(device_address(SITE, HORN, Kind.STATE), state)))

    assert stage.channel.acks() == []


def test_cancelling_stops_what_plays(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.hear(a_cancel())

    assert stage.job.halt.is_set()
    stage.played(1_200, is_complete=False)
    assert stage.stages() == ["received", "playing", "cancelled"]
    assert stage.channel.last_ack().error == "stopped: after 1200 ms"


def test_cancelling_what_waits_drops_it(stage: Stage) -> None:
    stage.hear(an_announce(not_before_ms=NOW_MS + 1_000))
    stage.hear(a_cancel())
    stage.pass_time(2_000)

    assert (stage.stages(), stage.performer.jobs) == (["received", "cancelled"], [])


def test_cancelling_while_it_is_fetched_plays_nothing(stage: Stage) -> None:
    stage.hear(an_announce())
    stage.hear(a_cancel())
    stage.fetched()

    assert (stage.stages(), stage.plays()) == (["received", "cancelled"], [])


def test_a_cancellation_that_comes_first_is_remembered_over_a_restart(stage: Stage, spool: Spool) -> None:
    stage.hear(a_cancel())

    reborn = Stage(spool)
    reborn.hear(an_announce())

    assert (reborn.stages(), reborn.performer.jobs) == (["cancelled"], [])
    reborn.diary.stop()


def test_a_cancellation_that_comes_too_late_is_answered_with_the_truth(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.played()
    stage.hear(a_cancel())

    assert stage.stages() == ["received", "playing", "played", "played"]


def test_what_ended_before_it_could_be_stopped_was_played(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.hear(a_cancel())
    stage.played()

    assert stage.stages()[-1] == "played"


def test_equals_are_played_in_the_order_they_came(stage: Stage) -> None:
    for name in ("a", "b", "c"):
        stage.hear(an_announce(name))
    for _ in range(3):
        stage.fetched()
        stage.played()

    assert stage.plays() == ["a", "b", "c"]


@pytest.mark.parametrize("newcomer", Priority)
@pytest.mark.parametrize("playing", Priority)
def test_what_is_more_urgent_interrupts_and_nothing_else_does(
    stage: Stage, playing: Priority, newcomer: Priority
) -> None:
    ranks = list(Priority)
    stage.begin(an_announce("a", priority=playing))
    stage.hear(an_announce("b", priority=newcomer))

    assert stage.job.halt.is_set() is (ranks.index(newcomer) > ranks.index(playing))


def test_what_was_interrupted_says_so_and_goes_on_where_it_was(stage: Stage) -> None:
    stage.begin(an_announce("a", priority=Priority.NOTICE))
    stage.hear(an_announce("b", priority=Priority.EMERGENCY))
    stage.played(5_000, is_complete=False)
    stage.fetched()
    stage.played()
    stage.fetched()

    assert isinstance(stage.job, Play)
    assert stage.job.sound.start_ms == 3_000
    stage.played()
    assert stage.plays() == ["a", "b", "a"]
    assert stage.stages("a") == ["received", "playing", "preempted", "playing", "played"]


def test_what_was_interrupted_and_is_too_late_to_go_on_has_failed(stage: Stage) -> None:
    stage.begin(an_announce("a"))
    stage.hear(an_announce("b", priority=Priority.URGENT))
    stage.played(5_000, is_complete=False)
    stage.pass_time(60_000)

    assert stage.stages("a") == ["received", "playing", "preempted", "failed"]
    assert stage.channel.last_ack().error == "preempted: after 5000 ms"


def test_after_a_power_cut_what_was_interrupted_still_goes_on_where_it_was(
    stage: Stage, spool: Spool
) -> None:
    stage.begin(an_announce("a"))
    stage.hear(an_announce("b", priority=Priority.URGENT))
    stage.played(5_000, is_complete=False)
    stage.hear(a_cancel("b"))

    reborn = Stage(spool)
    reborn.desk.turn()
    reborn.fetched()

    assert isinstance(reborn.job, Play)
    assert reborn.job.sound.start_ms == 3_000
    reborn.diary.stop()


def test_what_was_pushed_aside_before_it_sounded_waits_and_is_played(stage: Stage) -> None:
    stage.begin(an_announce("a"))
    stage.hear(an_announce("b", priority=Priority.URGENT))
    stage.played(0, is_complete=False)
    stage.fetched()
    stage.played()
    stage.fetched()
    stage.played()

    assert stage.plays() == ["a", "b", "a"]
    assert stage.stages("a") == ["received", "playing", "received", "playing", "played"]


def test_what_expires_while_the_diary_is_written_never_sounds(stage: Stage) -> None:
    stage.hear(an_announce())
    put = stage.diary.put

    def put_slowly(entry: Entry) -> None:
        put(entry)
        stage.now_ms = an_announce().expires_ms

    stage.diary.put = put_slowly  # type: ignore[method-assign]
    stage.fetched()

    assert stage.plays() == []
    assert stage.stages() == ["received", "expired"]


def test_what_is_pushed_aside_while_it_is_fetched_comes_later(stage: Stage) -> None:
    stage.hear(an_announce("a", priority=Priority.NOTICE))
    stage.hear(an_announce("b", priority=Priority.EMERGENCY))
    stage.fetched(error="audio_away: halted", may_retry=True)
    stage.fetched()
    stage.played()
    stage.fetched()

    assert stage.plays() == ["b", "a"]


def test_a_sound_that_cannot_be_had_fails_with_its_reason(stage: Stage) -> None:
    stage.hear(an_announce())
    stage.fetched(error="audio_refused: HTTP 404")

    assert stage.stages()[-1] == "failed"
    assert stage.channel.last_ack().error == "audio_refused: HTTP 404"


def test_a_hub_that_is_away_is_asked_again_until_the_announcement_expires(stage: Stage) -> None:
    stage.hear(an_announce())
    stage.fetched(error="audio_away: refused", may_retry=True)
    assert len(stage.performer.jobs) == 1
    stage.pass_time(3_000)
    assert len(stage.performer.jobs) == 2
    stage.fetched(error="audio_away: refused", may_retry=True)
    stage.pass_time(60_000)

    assert stage.stages() == ["received", "expired"]
    assert stage.channel.last_ack().error == "audio_away: refused"


def test_a_player_that_fails_is_reported(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.desk.finished(Outcome(stage.job, error="player_failed: no sound card"))

    assert stage.channel.last_ack().error == "player_failed: no sound card"


def test_stopping_the_speaker_interrupts_what_plays(stage: Stage) -> None:
    stage.begin(an_announce())

    assert stage.desk.close()
    stage.played(500, is_complete=False)
    assert stage.channel.last_ack().error.startswith("interrupted: after ")


def test_stopping_a_silent_speaker_waits_for_nothing(stage: Stage) -> None:
    assert not stage.desk.close()


@pytest.mark.parametrize(("priority", "expected"), [(Priority.URGENT, 50), (Priority.EMERGENCY, 60)])
def test_the_cap_bounds_the_volume_of_all_but_emergencies(
    spool: Spool, priority: Priority, expected: int
) -> None:
    stage = Stage(spool, cap=50)
    stage.begin(an_announce(priority=priority))

    assert isinstance(stage.job, Play)
    assert stage.job.sound.volume_pct == expected
    stage.diary.stop()


def test_the_state_says_what_plays_and_how_many_wait(stage: Stage) -> None:
    stage.begin(an_announce("a"))
    stage.hear(an_announce("b"))

    state = stage.channel.bodies(Kind.STATE)[-1]
    assert isinstance(state, SpeakerState)
    assert (state.playing, state.queue, state.volume_pct) == ("a", 1, 60)


@pytest.mark.parametrize(
    ("is_online", "is_retained", "again"), [(True, False, 1), (True, True, 0), (False, False, 0)]
)
def test_what_is_not_confirmed_is_said_again_when_the_hub_is_back(
    stage: Stage, *, is_online: bool, is_retained: bool, again: int
) -> None:
    stage.begin(an_announce())
    said = stage.channel.acks()
    message = Message(
        Address(SITE, Scope.HUB, "hub", Kind.STATUS), HubStatus(online=is_online, at_ms=NOW_MS, version="1")
    )
    stage.give(a_packet(message, is_retained=is_retained))
    assert stage.channel.acks() == said + said * again


def test_an_empty_message_that_makes_the_broker_forget_is_no_order(stage: Stage) -> None:
    packet = a_packet(a_command_message(an_announce()))
    stage.give(packet._replace(payload=b""))
    assert (stage.refusals(), stage.performer.jobs) == ([], [])


def test_an_order_to_everybody_silences_this_speaker_too(stage: Stage) -> None:
    stage.begin(an_announce())
    order = a_command_message(a_cancel(audience="everybody"), scope=Scope.GROUP, target="everybody")
    stage.give(a_packet(order))
    stage.played(1_000, is_complete=False)
    assert stage.stages()[-1] == "cancelled"
