"""What was heard of announcements against what the hub says."""

import pytest

from deploy.score.answered import AnnouncementSaid, DeliverySaid
from deploy.score.figure import Measured
from deploy.score.plays import plays
from deploy.score.sent import Sounded
from deploy.score.truth import Deed, Ear, TrueLine
from devices.contract.bodies import DeviceClass
from hub.domain.announcements import DeliveryState
from tests.deploy.score.builders import a_device, a_run, at

PLAYED = DeliveryState.PLAYED


def a_sound(hours: float = 8.1, *, is_complete: bool = True) -> Sounded:
    moments = {"at_ms": at(hours), "began_ms": at(hours), "ended_ms": at(hours + 0.01)}
    return Sounded(device="horn-1", announcement="a1", is_complete=is_complete, **moments)


def score(
    state: DeliveryState,
    *sounds: Sounded,
    unreached: tuple[str, ...] = (),
    priority: str = "notice",
    truth: tuple[TrueLine, ...] = (),
) -> dict[str, Measured]:
    """One announcement, made at eight and valid for an hour."""
    said = AnnouncementSaid(
        at_ms=at(8), announcement="a1", priority=priority, by="op", expires_ms=at(9), unreached=unreached
    )
    delivery = DeliverySaid(at_ms=at(8.2), device="horn-1", announcement="a1", state=state, reason="")
    horn = a_device("horn-1", DeviceClass.SPEAKER)
    return plays(a_run([horn, *truth], sounds, [said, delivery], hours=24))


def test_what_was_heard_once_and_is_shown_as_played_is_right_in_every_way() -> None:
    found = score(PLAYED, a_sound())
    assert found["plays_once"] == Measured(100, 1)
    wrong = [name for name, one in found.items() if name != "plays_once" and one.value]
    assert wrong == []


def test_what_was_never_heard_is_missing() -> None:
    found = score(DeliveryState.FAILED, unreached=("horn-1",))
    assert (found["plays_once"], found["unreached_wrong"]) == (Measured(0, 1), Measured(0, 1))


@pytest.mark.parametrize("cause", ["power", "broken"])
def test_a_speaker_that_could_not_be_heard_is_not_asked_for(cause: str) -> None:
    ear = Ear(at_ms=at(8.5), speaker="horn-1", from_ms=at(8.5), until_ms=at(10), cause=cause)
    found = score(DeliveryState.FAILED, truth=(ear,), unreached=("horn-1",))
    assert found["plays_once"] == Measured(None, 0)


def test_a_lost_receipt_is_no_reason_not_to_be_heard() -> None:
    ear = Ear(at_ms=at(8), speaker="horn-1", from_ms=at(8), until_ms=at(10), cause="receipt_lost")
    found = score(DeliveryState.UNKNOWN, a_sound(), truth=(ear,), unreached=("horn-1",))
    assert (found["plays_once"], found["plays_unsure"]) == (Measured(100, 1), Measured(100, 1))
    assert found["unreached_wrong"] == Measured(0, 1)


def test_a_speaker_that_is_known_to_have_played_does_not_belong_on_the_list() -> None:
    assert score(PLAYED, a_sound(), unreached=("horn-1",))["unreached_wrong"] == Measured(1, 1)


def test_what_was_heard_twice_is_counted() -> None:
    found = score(PLAYED, a_sound(), a_sound(8.5))
    assert (found["plays_twice"], found["plays_once"]) == (Measured(1, 1), Measured(0, 1))


def test_what_was_interrupted_and_went_on_was_heard_once() -> None:
    found = score(PLAYED, a_sound(is_complete=False), a_sound(8.5))
    assert (found["plays_twice"], found["plays_once"]) == (Measured(0, 1), Measured(100, 1))


def test_what_began_after_it_expired_is_late() -> None:
    assert score(PLAYED, a_sound(9.01))["plays_late"] == Measured(1, 1)


def test_what_is_shown_as_played_and_was_not_heard_is_false() -> None:
    found = score(PLAYED)
    assert (found["plays_falsely_played"], found["unreached_wrong"]) == (Measured(1, 1), Measured(1, 1))


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.UNREACHED])
def test_what_is_shown_as_not_played_and_was_heard_is_false(state: DeliveryState) -> None:
    assert score(state, a_sound())["plays_falsely_failed"] == Measured(1, 1)


def test_what_was_cancelled_need_not_be_heard() -> None:
    found = score(DeliveryState.CANCELLED)
    assert (found["plays_once"], found["unreached_wrong"]) == (Measured(None, 0), Measured(0, 1))


@pytest.mark.parametrize(("is_complete", "due"), [(False, 0), (True, 1)])
def test_what_fell_silent_with_the_others_need_not_be_heard_whole(*, is_complete: bool, due: int) -> None:
    said = AnnouncementSaid(
        at_ms=at(8), announcement="a1", priority="notice", by="op", expires_ms=at(9), unreached=("horn-1",)
    )
    states = {"horn-1": DeliveryState.UNKNOWN, "horn-2": DeliveryState.CANCELLED}
    deliveries = [
        DeliverySaid(at_ms=at(8.2), device=horn, announcement="a1", state=state, reason="")
        for horn, state in states.items()
    ]
    horns = [a_device(horn, DeviceClass.SPEAKER) for horn in states]
    found = plays(a_run(horns, [a_sound(is_complete=is_complete)], [said, *deliveries], hours=24))
    assert found["plays_once"].cases == due


def test_a_routine_announcement_in_quiet_hours_breaks_them() -> None:
    assert score(PLAYED, a_sound(13), priority="routine")["quiet_broken"] == Measured(1, 1)


def test_a_notice_may_sound_in_quiet_hours() -> None:
    assert score(PLAYED, a_sound(13))["quiet_broken"] == Measured(0, 1)


def test_the_quiet_hours_of_a_village_take_the_place_of_the_townships() -> None:
    own = Deed.model_validate(
        {
            "what": "deed",
            "at_ms": at(1),
            "kind": "quiet_hours",
            "village": "v1",
            "from": "08:00",
            "until": "09:00",
        }
    )
    assert score(PLAYED, a_sound(8.1), priority="routine", truth=(own,))["quiet_broken"] == Measured(1, 1)
    assert score(PLAYED, a_sound(13), priority="routine", truth=(own,))["quiet_broken"] == Measured(0, 1)
