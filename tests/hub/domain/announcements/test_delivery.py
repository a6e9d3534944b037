"""What each answer of a speaker, and each silence, makes of a delivery."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.commands import Priority
from devices.contract.receipts import Ack, Proof, Stage
from hub.domain.announcements.announcement import Announcement
from hub.domain.announcements.delivery import (
    FINAL,
    Delivery,
    DeliveryState,
    advance,
    halt_sent,
    overdue,
    queued,
    sent,
    superseded,
    withdrawn,
)
from hub.domain.announcements.targets import Target, TargetScope

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
WAIT = timedelta(seconds=30)
SHA = "a" * 64


def an_announcement() -> Announcement:
    return Announcement(
        id="an-1",
        text="今天下午停水",
        priority=Priority.ROUTINE,
        volume_pct=60,
        repeat=2,
        created_at=NOW,
        created_by="li",
        not_before=NOW,
        expires_at=NOW + timedelta(hours=1),
        sha256=SHA,
        duration_ms=5_000,
        target=Target(TargetScope.TOWNSHIP),
    )


def a_delivery(state: DeliveryState = DeliveryState.SENT) -> Delivery:
    return Delivery("dl-1", "an-1", "horn-1", state, NOW)


def an_ack(stage: Stage, *, error: str = "", played_ms: int | None = 10_000, sha256: str = SHA) -> Ack:
    has_proof = stage is Stage.PLAYED and played_ms is not None
    proof = Proof(method="player", sha256=sha256, played_ms=played_ms or 0) if has_proof else None
    return Ack(stage=stage, at_ms=0, boot=1, seq=1, error=error, proof=proof)


def after(delivery: Delivery, *acks: Ack) -> Delivery:
    for ack in acks:
        delivery = advance(delivery, an_announcement(), ack, NOW + timedelta(seconds=1), is_signed=True)
    return delivery


def test_a_receipt_with_proof_makes_it_played() -> None:
    delivery = after(a_delivery(), an_ack(Stage.RECEIVED), an_ack(Stage.PLAYING), an_ack(Stage.PLAYED))

    assert (delivery.state, delivery.played_ms, delivery.proof_method, delivery.reason) == (
        DeliveryState.PLAYED, 10_000, "player", "",
    )  # fmt: skip
    assert delivery.is_final


@pytest.mark.parametrize("played_ms", [9_500, 10_500])
def test_a_length_within_five_percent_is_believed(played_ms: int) -> None:
    assert after(a_delivery(), an_ack(Stage.PLAYED, played_ms=played_ms)).state is DeliveryState.PLAYED


@pytest.mark.parametrize(
    ("ack", "reason"),
    [
        (an_ack(Stage.PLAYED, played_ms=None), "no_proof"),
        (an_ack(Stage.PLAYED, sha256="b" * 64), "wrong_audio: bbbbbbbbbbbb instead of aaaaaaaaaaaa"),
        (an_ack(Stage.PLAYED, played_ms=9_499), "wrong_length: 9499 ms instead of 10000 ms"),
        (an_ack(Stage.PLAYED, played_ms=10_501), "wrong_length: 10501 ms instead of 10000 ms"),
        (an_ack(Stage.FAILED, error="preempted"), "preempted"),
    ],
)
def test_what_is_not_proven_failed_with_its_reason(ack: Ack, reason: str) -> None:
    delivery = after(a_delivery(), ack)

    assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, reason)


def test_a_short_clip_is_not_refused_for_one_audio_buffer() -> None:
    short = replace(an_announcement(), duration_ms=1_000, repeat=1)

    delivery = advance(a_delivery(), short, an_ack(Stage.PLAYED, played_ms=1_240), NOW, is_signed=True)

    assert delivery.state is DeliveryState.PLAYED


@pytest.mark.parametrize("state", sorted(FINAL))
@pytest.mark.parametrize("stage", list(Stage))
def test_nothing_changes_a_final_state(state: DeliveryState, stage: Stage) -> None:
    delivery = a_delivery(state)

    assert after(delivery, an_ack(stage)) is delivery
    assert sent(delivery, NOW) is delivery
    assert overdue(delivery, an_announcement(), NOW + timedelta(days=9), WAIT) is delivery


def test_the_order_of_answers_does_not_matter() -> None:
    acks = [an_ack(stage) for stage in (Stage.RECEIVED, Stage.PLAYING, Stage.PLAYED)]

    assert {after(a_delivery(), *order).state for order in permutations(acks)} == {DeliveryState.PLAYED}


@given(st.lists(st.sampled_from(list(Stage)), max_size=6))
def test_the_same_answer_twice_is_once(stages: list[Stage]) -> None:
    acks = [an_ack(stage) for stage in stages]

    assert after(a_delivery(), *acks, *acks) == after(a_delivery(), *acks)


@pytest.mark.parametrize("state", [DeliveryState.UNREACHED, DeliveryState.UNKNOWN])
def test_a_late_receipt_corrects_what_the_hub_did_not_know(state: DeliveryState) -> None:
    assert after(a_delivery(state), an_ack(Stage.PLAYED)).state is DeliveryState.PLAYED


def test_sending_moves_on_from_queued_and_never_back() -> None:
    waiting = queued(a_delivery(DeliveryState.ACCEPTED), NOW)

    assert waiting.state is DeliveryState.QUEUED
    assert sent(waiting, NOW).state is DeliveryState.SENT
    assert sent(a_delivery(DeliveryState.PLAYING), NOW).state is DeliveryState.PLAYING


@pytest.mark.parametrize("state", [DeliveryState.ACCEPTED, DeliveryState.QUEUED])
@pytest.mark.parametrize(
    ("halt", "expected"), [(withdrawn, DeliveryState.CANCELLED), (superseded, DeliveryState.SUPERSEDED)]
)
def test_what_never_left_the_hub_is_halted_at_once(
    state: DeliveryState, halt: Callable[[Delivery, str, datetime], Delivery], expected: DeliveryState
) -> None:
    halted = halt(a_delivery(state), "stop-1", NOW)

    assert (halted.state, halted.owes_halt) == (expected, False)


@pytest.mark.parametrize(
    "state",
    [DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.PLAYING, DeliveryState.UNREACHED,
     DeliveryState.UNKNOWN],
)  # fmt: skip
def test_only_the_speaker_can_say_that_a_sent_one_stopped(state: DeliveryState) -> None:
    halted = withdrawn(a_delivery(state), "stop-1", NOW)

    assert (halted.state, halted.halt, halted.owes_halt, halted.is_settled) == (state, "stop-1", True, False)
    told = halt_sent(halted)
    assert not told.owes_halt
    assert halt_sent(told) is told
    stopped = after(told, an_ack(Stage.CANCELLED, error="stopped: after 900 ms"))
    assert (stopped.state, stopped.reason) == (DeliveryState.CANCELLED, "stopped: after 900 ms")


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_over_is_not_halted(state: DeliveryState) -> None:
    delivery = a_delivery(state)

    assert withdrawn(delivery, "stop-1", NOW) is delivery
    assert superseded(delivery, "stop-1", NOW) is delivery


@pytest.mark.parametrize(
    ("state", "after_s", "expected"),
    [
        (DeliveryState.QUEUED, 3_599, DeliveryState.QUEUED),
        (DeliveryState.QUEUED, 3_600, DeliveryState.EXPIRED),
        (DeliveryState.ACCEPTED, 3_600, DeliveryState.EXPIRED),
        (DeliveryState.SENT, 29, DeliveryState.SENT),
        (DeliveryState.SENT, 30, DeliveryState.UNREACHED),
        (DeliveryState.UNREACHED, 3_639, DeliveryState.UNREACHED),
        (DeliveryState.UNREACHED, 3_640, DeliveryState.UNKNOWN),
        (DeliveryState.RECEIVED, 3_639, DeliveryState.RECEIVED),
        (DeliveryState.RECEIVED, 3_640, DeliveryState.UNKNOWN),
        (DeliveryState.PLAYING, 39, DeliveryState.PLAYING),
        (DeliveryState.PLAYING, 40, DeliveryState.UNKNOWN),
    ],
)
def test_silence_is_named(state: DeliveryState, after_s: int, expected: DeliveryState) -> None:
    now = NOW + timedelta(seconds=after_s)

    assert overdue(a_delivery(state), an_announcement(), now, WAIT).state is expected


def test_what_was_interrupted_still_plays_and_goes_on_until_it_expires() -> None:
    interrupted = after(a_delivery(DeliveryState.PLAYING), an_ack(Stage.PREEMPTED))

    assert (interrupted.state, interrupted.reason) == (DeliveryState.PLAYING, "preempted")
    later = NOW + timedelta(minutes=30)
    assert overdue(interrupted, an_announcement(), later, WAIT) is interrupted
    assert after(interrupted, an_ack(Stage.PREEMPTED)) is interrupted
    resumed = after(interrupted, an_ack(Stage.PLAYING))
    assert (resumed.state, resumed.reason) == (DeliveryState.PLAYING, "")
    assert (
        overdue(interrupted, an_announcement(), NOW + timedelta(hours=2), WAIT).state is DeliveryState.UNKNOWN
    )


@pytest.mark.parametrize(
    ("error", "reason"), [("", "unproven"), ("multicast: no answer", "multicast: no answer")]
)
def test_what_a_dumb_horn_was_given_stays_unknown(error: str, reason: str) -> None:
    delivery = after(a_delivery(), an_ack(Stage.UNPROVEN, error=error))

    assert (delivery.state, delivery.reason) == (DeliveryState.UNKNOWN, reason)


def test_a_word_without_the_speakers_signature_proves_nothing() -> None:
    unsigned = advance(a_delivery(), an_announcement(), an_ack(Stage.PLAYED), NOW, is_signed=False)

    assert (unsigned.state, unsigned.reason, unsigned.played_ms) == (DeliveryState.UNKNOWN, "unsigned", None)
    assert after(unsigned, an_ack(Stage.PLAYED)).state is DeliveryState.PLAYED


def test_what_lapsed_at_a_speaker_that_was_never_there_has_expired() -> None:
    delivery, late = a_delivery(DeliveryState.UNREACHED), NOW + timedelta(hours=2)

    lapsed = overdue(delivery, an_announcement(), late, WAIT, was_away=True)

    assert (lapsed.state, lapsed.reason) == (DeliveryState.EXPIRED, "not_reached_in_time")
    assert overdue(delivery, an_announcement(), NOW, WAIT, was_away=True) is delivery


def test_what_lapsed_is_settled_until_its_speaker_knows_better() -> None:
    lapsed = overdue(a_delivery(DeliveryState.UNREACHED), an_announcement(), NOW + timedelta(hours=2), WAIT)

    assert (lapsed.state, lapsed.reason, lapsed.is_settled) == (
        DeliveryState.UNKNOWN, "not_reached_in_time", True,
    )  # fmt: skip
    assert after(lapsed, an_ack(Stage.PLAYED)).state is DeliveryState.PLAYED
    said_so = after(lapsed, an_ack(Stage.EXPIRED))
    assert (said_so.state, said_so.reason, said_so.is_final) == (DeliveryState.EXPIRED, "", True)
    assert not a_delivery(DeliveryState.UNREACHED).is_settled
