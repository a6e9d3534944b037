from dataclasses import replace
from datetime import timedelta

import pytest

from devices.contract.commands import Priority
from devices.contract.receipts import Proof, Stage
from devices.contract.talk import BYTES_PER_MS
from hub.domain.announcements import (
    Delivery,
    DeliveryState,
    Target,
    TargetScope,
    advance,
    flaws,
    overdue,
    unable,
)
from hub.domain.announcements.talks import OnAir, TalkEnd, archived, missing_ms, talk_draft
from tests.builders import NOON, an_ack, at
from tests.hub.domain.announcements.test_delivery import an_announcement

SOUND = "ab" * 32
TALK = replace(an_announcement(), sound_key="ed25519:x", sha256="", duration_ms=180_000, repeat=1)
OVER = archived(TALK, SOUND, 10_000, at(20))
ON_AIR = OnAir("an-1", "wang", 1_000, at(60))
SENT = Delivery("dl-1", TALK.id, "horn-1", DeliveryState.PLAYING, NOON)


def answered(talk, stage: Stage, played_ms: int, *, is_signed: bool = True) -> Delivery:
    proof = Proof(method="player", sha256=SOUND, played_ms=played_ms)
    return advance(SENT, talk, an_ack("dl-1", stage, proof=proof).body, at(21), is_signed=is_signed)


@pytest.mark.parametrize(("priority", "minutes"), [(Priority.NOTICE, 1), (Priority.URGENT, 10)])
def test_speakers_may_join_as_long_as_somebody_may_agree(priority: Priority, minutes: int) -> None:
    draft = talk_draft("", priority, 70, Target(TargetScope.TOWNSHIP), timedelta(seconds=90), NOON)
    assert draft.expires_at == NOON + timedelta(minutes=minutes)
    assert flaws(draft, NOON) == ()


@pytest.mark.parametrize(
    ("on_air", "at_s", "seconds", "why"),
    [
        (ON_AIR, 0.0, 59, None),
        (ON_AIR, 0.0, 60, TalkEnd.NOTHING_SAID),
        (ON_AIR.taken(100, 5.0), 7.9, 61, None),
        (ON_AIR.taken(100, 5.0), 8.0, 61, TalkEnd.LINK_LOST),
        (ON_AIR.taken(1_000 * BYTES_PER_MS, 5.0), 5.0, 0, TalkEnd.LIMIT),
    ],
)
def test_a_talk_ends_by_itself(on_air: OnAir, at_s: float, seconds: float, why: TalkEnd | None) -> None:
    assert on_air.has_ended(at_s, at(seconds)) is why


def test_a_talk_is_on_the_air_until_it_is_archived() -> None:
    assert (TALK.is_on_air, OVER.is_on_air, OVER.is_live) == (True, False, True)
    assert (OVER.sha256, OVER.expected_ms) == (SOUND, 10_000)


def test_heard_to_its_end_it_counts_as_played() -> None:
    assert answered(OVER, Stage.PLAYED, 10_000).state is DeliveryState.PLAYED


def test_another_sound_than_the_archived_one_does_not() -> None:
    found = answered(replace(OVER, sha256="cd" * 32), Stage.PLAYED, 10_000)
    assert (found.state, found.reason.partition(":")[0]) == (DeliveryState.FAILED, "wrong_audio")


def test_before_it_is_archived_nobody_knows() -> None:
    fresh = replace(SENT, state=DeliveryState.RECEIVED)
    proof = Proof(method="player", sha256=SOUND, played_ms=10_000)
    found = advance(fresh, TALK, an_ack("dl-1", Stage.PLAYED, proof=proof).body, at(21), is_signed=True)
    assert (found.state, found.reason) == (DeliveryState.UNKNOWN, "not_archived")


@pytest.mark.parametrize(
    ("stage", "state"),
    [(Stage.FAILED, DeliveryState.FAILED), (Stage.CANCELLED, DeliveryState.CANCELLED)],
)
def test_what_was_heard_of_it_and_what_is_missing_is_known(stage: Stage, state: DeliveryState) -> None:
    found = answered(OVER, stage, 7_500)
    assert (found.state, found.played_ms, missing_ms(OVER, found)) == (state, 7_500, 2_500)


def test_of_an_unsigned_word_nothing_is_known() -> None:
    found = answered(OVER, Stage.FAILED, 7_500, is_signed=False)
    assert missing_ms(OVER, found) is None


def test_nothing_is_missing_of_what_is_not_live_or_not_over() -> None:
    heard = replace(SENT, played_ms=5_000)
    assert missing_ms(an_announcement(), heard) is None
    assert missing_ms(TALK, heard) is None


def test_whom_it_could_not_be_told_in_time_is_not_told_any_more() -> None:
    waiting = replace(SENT, state=DeliveryState.QUEUED)
    found = overdue(waiting, OVER, at(21), timedelta(seconds=25))
    assert (found.state, found.reason) == (DeliveryState.EXPIRED, "talk_over")


def test_a_horn_that_plays_recordings_only_has_failed() -> None:
    found = unable(replace(SENT, state=DeliveryState.ACCEPTED), NOON)
    assert (found.state, found.reason) == (DeliveryState.FAILED, "no_live")
