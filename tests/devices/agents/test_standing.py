"""A speaker plays its programme and keeps its rules and keys by itself, through power cuts."""

import pytest

from devices.agents.performer import Fetch, Play, Store
from devices.agents.programme import Programme
from devices.contract.commands import (
    Audio,
    DaySpan,
    HouseRules,
    Priority,
    Schedule,
    SelfTest,
    Slot,
    TrustedKeys,
    Update,
    occurrence_id,
)
from devices.keys import new_key
from devices.spool import Spool
from tests.devices.agents.builders import (
    HORN,
    HUB_KEY,
    NOW_MS,
    a_cancel,
    a_command_message,
    a_packet,
    an_announce,
)
from tests.devices.agents.stage import Stage

NEWS = Audio(path="/media/news", sha256="ab" * 32, duration_ms=4_000)
DAY_MS = 86_400_000
NEXT_KEY = new_key()


def order(**changes: object) -> dict[str, object]:
    return {
        "id": "o-1", "issued_ms": NOW_MS, "not_before_ms": NOW_MS, "expires_ms": NOW_MS + 30 * DAY_MS,
        "audience": HORN,
    } | changes  # fmt: skip


def a_slot(*starts_ms: int, **changes: object) -> Slot:
    fields: dict[str, object] = {
        "id": "news", "priority": Priority.ROUTINE, "text": "早间新闻", "audio": NEWS, "volume_pct": 50,
        "starts_ms": starts_ms,
    }  # fmt: skip
    return Slot(**fields | changes)


def a_schedule(*slots: Slot, **changes: object) -> Schedule:
    return Schedule(**order(slots=slots, **changes))


def rules(**changes: object) -> HouseRules:
    return HouseRules(**order(id="r-1", zone="Asia/Shanghai", **changes))


def stored(stage: Stage) -> None:
    assert isinstance(stage.job, Store)
    stage.fetched()


def test_a_schedule_is_adopted_and_its_sounds_are_fetched_at_once(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 60_000)))

    assert stage.channel.acks() == [("o-1", "adopted")]
    assert isinstance(stage.job, Store)
    assert stage.job.audio == NEWS


def test_it_plays_on_time_with_the_hub_down(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 60_000, NOW_MS + DAY_MS)))
    stored(stage)
    stage.channel.is_up = False

    assert stage.pass_time(59_500) == pytest.approx(0.5)
    stage.pass_time(500)
    assert isinstance(stage.job, Fetch)
    stage.fetched()
    stage.played(4_000)
    stage.pass_time(DAY_MS - 60_000)
    stage.fetched()
    stage.played(4_000)
    stage.channel.is_up = True
    stage.reporter.resend()

    names = [occurrence_id("news", NOW_MS + 60_000), occurrence_id("news", NOW_MS + DAY_MS)]
    assert stage.plays() == names
    assert [ack for ack in stage.channel.acks() if ack[1] == "played"] == [(n, "played") for n in names]


def test_after_a_power_cut_it_goes_on_with_its_programme_and_repeats_nothing(
    stage: Stage, spool: Spool
) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 1_000, NOW_MS + 50_000)))
    stored(stage)
    stage.pass_time(1_000)
    stage.fetched()
    stage.played(4_000)

    reborn = Stage(spool)
    reborn.now_ms = NOW_MS + 2_000
    reborn.desk.turn()
    stored(reborn)
    reborn.pass_time(48_000)
    reborn.fetched()

    assert reborn.plays() == [occurrence_id("news", NOW_MS + 50_000)]
    reborn.diary.stop()


def test_what_is_too_late_after_a_power_cut_is_left_out(stage: Stage, spool: Spool) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 1_000, late_s=60)))

    reborn = Stage(spool)
    reborn.now_ms = NOW_MS + 61_000
    reborn.desk.turn()

    assert not any(isinstance(job, Fetch) for job in reborn.performer.jobs)
    reborn.diary.stop()


def test_the_newest_schedule_replaces_the_one_before(stage: Stage) -> None:
    stage.hear(rules(quiet=(DaySpan(start_min=0, end_min=1440),)))
    stage.hear(a_schedule(a_slot(NOW_MS, late_s=3_600)))
    assert stage.desk._sounding.waiting() != []
    stage.hear(a_schedule(id="o-2"))

    assert stage.channel.acks()[-2:] == [(occurrence_id("news", NOW_MS), "cancelled"), ("o-2", "adopted")]


def test_one_playing_can_be_cancelled_beforehand(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 1_000)))
    stored(stage)
    stage.hear(a_cancel(occurrence_id("news", NOW_MS + 1_000)))
    stage.pass_time(1_000)

    assert stage.plays() == []
    assert stage.channel.acks()[-1][1] == "cancelled"


def test_a_schedule_that_is_over_plays_nothing_more(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 5_000), expires_ms=NOW_MS + 5_000))
    stage.pass_time(5_000)

    assert stage.performer.jobs == []


def test_a_sound_that_is_not_there_yet_is_fetched_again_later(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 600_000)))
    stage.fetched(error="audio_away: refused", may_retry=True)
    assert len(stage.performer.jobs) == 1
    stage.pass_time(60_000)

    assert [type(job) for job in stage.performer.jobs] == [Store, Store]


def test_fetching_ahead_gives_way_to_whatever_shall_sound_now(stage: Stage) -> None:
    stage.hear(a_schedule(a_slot(NOW_MS + 600_000)))
    stage.hear(an_announce(priority=Priority.TEST))

    assert stage.job.halt.is_set()
    stage.fetched(error="audio_away: halted", may_retry=True)
    assert isinstance(stage.job, Fetch)


def test_the_next_start_is_waited_for_and_none_when_none_is_to_come() -> None:
    programme = Programme.of(a_schedule(a_slot(NOW_MS + 5, NOW_MS + 1)))

    assert programme.next_ms(NOW_MS) == NOW_MS + 1
    assert programme.next_ms(NOW_MS + 5) is None
    assert [playing.not_before_ms for playing in programme.due(NOW_MS + 3)] == [NOW_MS + 1]
    assert programme.sounds(NOW_MS) == (NEWS,)


def test_in_quiet_hours_routine_waits_and_what_expires_meanwhile_says_why(stage: Stage) -> None:
    stage.hear(rules(quiet=(DaySpan(start_min=0, end_min=1440),)))
    stage.hear(an_announce())
    stage.pass_time(60_000)

    assert (stage.stages(), stage.plays()) == (["received", "expired"], [])
    assert stage.channel.last_ack().error == "quiet_hours"


def test_when_the_quiet_hours_are_over_it_is_played(stage: Stage) -> None:
    local_min = (NOW_MS // 60_000 + 8 * 60) % 1440
    stage.hear(rules(quiet=(DaySpan(start_min=local_min, end_min=local_min + 1),)))
    stage.hear(an_announce(expires_ms=NOW_MS + 600_000))
    assert stage.performer.jobs == []
    stage.pass_time(60_000)

    assert isinstance(stage.job, Fetch)


def test_the_ceiling_of_the_house_bounds_the_volume(stage: Stage) -> None:
    stage.hear(rules(day_ceiling_pct=20))
    stage.begin(an_announce())

    assert isinstance(stage.job, Play)
    assert stage.job.sound.volume_pct == 20


def test_what_is_too_long_is_not_played(stage: Stage) -> None:
    stage.hear(rules(longest_s=9))
    stage.hear(an_announce())

    assert stage.stages() == ["failed"]
    assert stage.channel.last_ack().error == "too_long: 10000 ms, at most 9 s"


def test_an_emergency_of_one_person_is_silent_and_told(stage: Stage) -> None:
    stage.hear(rules(two_person=True))
    stage.hear(an_announce(priority=Priority.EMERGENCY, author="wang", approver="wang"))
    stage.hear(an_announce("b", priority=Priority.EMERGENCY, author="wang", approver="li"))

    assert stage.refusals() == ["one_person"]
    assert stage.channel.acks()[1:] == [("dl-an-1", "failed"), ("dl-b", "received")]


def test_rules_hold_after_a_power_cut(stage: Stage, spool: Spool) -> None:
    stage.hear(rules(longest_s=9))

    reborn = Stage(spool)
    reborn.hear(an_announce())
    assert reborn.stages() == ["failed"]
    reborn.diary.stop()


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../etc/passwd", ""])
def test_rules_of_a_zone_that_nobody_knows_cannot_hold(stage: Stage, zone: str) -> None:
    stage.hear(rules().model_copy(update={"zone": zone}))

    assert stage.channel.acks() == [("r-1", "failed")]
    assert stage.channel.last_ack().error.startswith("rules: ")


def keys(*texts: str) -> TrustedKeys:
    return TrustedKeys(**order(id="k-1", trusted=texts))


def test_a_key_named_by_a_believed_one_is_believed_also_after_a_power_cut(stage: Stage, spool: Spool) -> None:
    stage.hear(keys(NEXT_KEY.public.text))
    reborn = Stage(spool)
    for key in (NEXT_KEY, HUB_KEY):
        reborn.give(a_packet(a_command_message(an_announce(key.public.name), key=key)))

    assert reborn.channel.acks()[1:] == [(f"dl-{NEXT_KEY.public.name}", "received")]
    assert reborn.refusals() == ["unknown_key"]
    reborn.diary.stop()


def test_who_is_set_up_anew_with_another_key_forgets_what_was_named_before(
    stage: Stage, spool: Spool
) -> None:
    stage.hear(keys(NEXT_KEY.public.text))
    third = new_key()
    reborn = Stage(spool, hub_keys=(third.public.text,))
    reborn.give(a_packet(a_command_message(an_announce(), key=third)))

    assert reborn.stages() == ["received"]
    reborn.diary.stop()


def test_what_is_no_key_is_not_believed(stage: Stage) -> None:
    stage.hear(keys("ed25519:x"))
    stage.hear(an_announce())

    assert stage.channel.acks() == [("k-1", "failed"), ("dl-an-1", "received")]


def test_a_damaged_standing_order_does_not_keep_the_speaker_from_starting(
    stage: Stage, spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    stage.hear(rules())
    adopted = stage.diary._opened
    assert adopted is not None
    with adopted:
        adopted.execute("UPDATE adopted SET payload = x'7b'")
    reborn = Stage(spool)
    reborn.hear(an_announce())

    assert reborn.stages() == ["received"]
    assert "cannot hold" in caplog.text
    reborn.diary.stop()


def an_update(name: str = "an-2", replaces: str = "an-1", **changes: object) -> Update:
    return Update(**dict(an_announce(name, **changes)) | {"replaces": replaces})


def test_an_update_stops_what_sounds_and_is_played_in_its_place(stage: Stage) -> None:
    stage.begin(an_announce())
    stage.hear(an_update())
    assert stage.job.halt.is_set()
    stage.played(2_000, is_complete=False)
    stage.fetched()
    stage.played()

    assert stage.stages() == ["received", "playing", "superseded"]
    assert stage.stages("an-2") == ["received", "playing", "played"]


def test_an_update_wins_over_what_it_replaces_though_that_comes_later(stage: Stage) -> None:
    stage.hear(an_update())
    stage.hear(an_announce())

    assert stage.stages() == ["superseded"]


def test_a_self_test_is_played_quietly_and_proven(stage: Stage) -> None:
    test = SelfTest(**dict(an_announce("t", priority=Priority.TEST, volume_pct=5)))
    stage.begin(test)
    stage.played()

    assert stage.stages("t") == ["received", "playing", "played"]
    assert stage.channel.last_ack().proof.volume_pct == 5
