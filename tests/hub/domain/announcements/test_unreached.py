"""Whom an announcement did not reach, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.domain.announcements.delivery import LAPSED, Delivery, DeliveryState
from hub.domain.announcements.unreached import Condition, Missed, Why, is_complete, missed
from hub.domain.health import Presence

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
S = DeliveryState


def why(state: DeliveryState, condition: Condition | None = None, reason: str = "") -> Why | None:
    delivery = Delivery("dl-1", "an-1", "horn-1", state, NOW, reason)
    conditions = {} if condition is None else {"horn-1": condition}
    found = missed([delivery], conditions, NOW, NOW)
    return found[0].why if found else None


@pytest.mark.parametrize(
    ("state", "condition", "expected"),
    [
        (S.ACCEPTED, Condition(Presence.ONLINE), Why.BROKER_AWAY),
        (S.QUEUED, Condition(Presence.ONLINE), Why.BROKER_AWAY),
        (S.SENT, Condition(Presence.ONLINE), None),
        (S.SENT, Condition(Presence.LATE), None),
        (S.SENT, Condition(Presence.OFFLINE), Why.OFFLINE),
        (S.SENT, Condition(Presence.UNKNOWN), Why.GATEWAY_LOST),
        (S.SENT, Condition(Presence.UNKNOWN, is_awaited=True), None),
        (S.UNREACHED, Condition(Presence.UNKNOWN, is_awaited=True), Why.NO_RECEIPT),
        (S.SENT, None, Why.NEVER_SEEN),
        (S.UNREACHED, Condition(Presence.ONLINE), Why.NO_RECEIPT),
        (S.UNREACHED, Condition(Presence.NEVER), Why.NEVER_SEEN),
        (S.RECEIVED, Condition(Presence.ONLINE), None),
        (S.PLAYING, Condition(Presence.ONLINE), None),
        (S.PLAYED, Condition(Presence.ONLINE), None),
        (S.PLAYED, None, None),
        (S.PLAYED, Condition(Presence.ONLINE, is_muted=True), Why.MUTED),
        (S.FAILED, Condition(Presence.ONLINE), Why.FAILED),
        (S.EXPIRED, Condition(Presence.ONLINE), Why.EXPIRED),
        (S.UNKNOWN, Condition(Presence.ONLINE), Why.NO_END_REPORTED),
        (S.CANCELLED, Condition(Presence.OFFLINE), None),
        (S.SUPERSEDED, Condition(Presence.OFFLINE), None),
    ],
)
def test_every_state_has_its_reason(
    state: DeliveryState, condition: Condition | None, expected: Why | None
) -> None:
    assert why(state, condition) is expected


@pytest.mark.parametrize(
    ("presence", "expected"), [(Presence.OFFLINE, Why.OFFLINE), (Presence.ONLINE, Why.NO_RECEIPT)]
)
def test_what_lapsed_keeps_the_reason_why_nobody_heard_it(presence: Presence, expected: Why) -> None:
    assert why(S.UNKNOWN, Condition(presence), LAPSED) is expected


def test_what_waits_for_its_time_is_not_missed() -> None:
    waiting = [Delivery("dl-1", "an-1", "horn-1", S.ACCEPTED, NOW)]

    assert missed(waiting, {}, NOW + timedelta(seconds=1), NOW) == ()


def test_the_list_is_by_device_and_keeps_the_speakers_own_reason() -> None:
    deliveries = [
        Delivery("dl-2", "an-1", "horn-2", S.FAILED, NOW, "player_failed: no card"),
        Delivery("dl-1", "an-1", "horn-1", S.UNREACHED, NOW),
    ]

    assert missed(deliveries, {}, NOW, NOW) == (
        Missed("horn-1", Why.NEVER_SEEN, NOW),
        Missed("horn-2", Why.FAILED, NOW, "player_failed: no card"),
    )


@pytest.mark.parametrize(
    ("state", "after_s", "expected"),
    [(S.SENT, 24, False), (S.SENT, 25, True), (S.RECEIVED, 1, True), (S.UNREACHED, 1, True)],
)
def test_the_list_is_complete_when_all_answered_or_had_their_time(
    state: DeliveryState, after_s: float, *, expected: bool
) -> None:
    deliveries = [Delivery("dl-1", "an-1", "horn-1", state, NOW)]

    assert is_complete(deliveries, NOW, NOW + timedelta(seconds=after_s), 25.0) is expected
