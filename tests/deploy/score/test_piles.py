"""Findings of cameras against true piles; the camera looks at 640 x 360 pixels."""

import pytest

from deploy.score.answered import FindingSaid
from deploy.score.figure import Measured
from deploy.score.piles import piles
from deploy.score.truth import TruePile
from devices.contract.bodies import DeviceClass, Phase, Sight
from tests.deploy.score.builders import a_device, a_run, at

BOX = (64.0, 180.0, 192.0, 288.0)
INSIDE, BESIDE = (0.1, 0.5, 0.2, 0.3), (0.6, 0.5, 0.2, 0.3)
SEEN, GONE = (Phase.START, Sight.PRESENT), (Phase.END, Sight.ABSENT)


def a_pile(
    since: float = 2.0, until: float | None = 6.0, *, seen: float | None = None, is_initial: bool = False
) -> TruePile:
    until_ms = at(12) if until is None else at(until)
    return TruePile(
        at_ms=at(since), device="cam-1", pile="p1", camera="cam-1", appear_ms=at(since),
        clear_ms=None if until is None else at(until), box=BOX, is_initial=is_initial,
        visible=((at(since if seen is None else seen), until_ms),),
    )  # fmt: skip


def a_finding(
    hours: float,
    said: tuple[Phase, Sight] = SEEN,
    *,
    pile: str = "a",
    box: tuple[float, float, float, float] = INSIDE,
) -> FindingSaid:
    phase, sight = said
    return FindingSaid(at_ms=at(hours), device="cam-1", pile=pile, phase=phase, sight=sight, box=box)


def score(pile: TruePile | None, *findings: FindingSaid) -> dict[str, Measured]:
    true = [] if pile is None else [pile]
    return piles(a_run([a_device("cam-1", DeviceClass.CAMERA), *true], answers=findings, hours=24))


def test_a_pile_that_is_found_is_timed_from_the_end_of_its_dwell_time() -> None:
    found = score(a_pile(), a_finding(2 + 4 / 60))
    assert found["litter_recall"] == found["litter_precision"] == Measured(100, 1)
    assert found["litter_delay_median"].value == pytest.approx(60)


def test_a_pile_that_is_not_found_is_missed() -> None:
    assert score(a_pile())["litter_recall"] == Measured(0, 1)


def test_the_dwell_time_begins_when_the_pile_can_be_seen() -> None:
    assert score(a_pile(seen=3), a_finding(3.05))["litter_delay_median"].value == pytest.approx(0)


@pytest.mark.parametrize("pile", [a_pile(2, 2.04), a_pile(is_initial=True)])
def test_a_pile_that_lay_too_short_or_from_before_is_not_asked_for(pile: TruePile) -> None:
    assert score(pile)["litter_recall"] == Measured(None, 0)


def test_a_finding_beside_every_pile_is_a_false_alarm() -> None:
    found = score(a_pile(), a_finding(2.1, box=BESIDE))
    assert (found["litter_precision"], found["litter_recall"]) == (Measured(0, 1), Measured(0, 1))
    assert found["litter_false_per_camera_day"] == Measured(1, 1)


def test_a_finding_of_which_a_tenth_is_common_is_of_the_pile() -> None:
    assert score(a_pile(), a_finding(2.1, box=(0.2, 0.5, 0.3, 0.3)))["litter_precision"] == Measured(100, 1)


def test_a_finding_from_before_the_pile_is_false() -> None:
    assert score(a_pile(), a_finding(1.9))["litter_precision"] == Measured(0, 1)


def test_a_finding_of_an_old_pile_is_right() -> None:
    assert score(a_pile(is_initial=True), a_finding(2.1))["litter_precision"] == Measured(100, 1)


def test_a_second_event_of_the_same_pile_is_a_duplicate() -> None:
    assert score(a_pile(), a_finding(2.1), a_finding(3, pile="b"))["litter_duplicates"] == Measured(1, 1)


def test_updates_are_of_the_same_event() -> None:
    again = (Phase.UPDATE, Sight.PRESENT)
    assert score(a_pile(), a_finding(2.1), a_finding(3, again))["litter_duplicates"] == Measured(0, 1)


def test_an_end_while_the_pile_lies_there_is_a_false_closure() -> None:
    assert score(a_pile(), a_finding(2.1), a_finding(5, GONE))["litter_false_closures"] == Measured(1, 1)


def test_a_pile_that_is_never_cleared_may_not_end() -> None:
    found = score(a_pile(until=None), a_finding(2.1), a_finding(5, GONE))
    assert found["litter_false_closures"] == Measured(1, 1)


def test_a_clearing_that_is_seen_is_timed() -> None:
    found = score(a_pile(), a_finding(2.1), a_finding(6.1, GONE))
    assert (found["litter_closed"], found["litter_false_closures"]) == (Measured(100, 1), Measured(0, 1))
    assert found["litter_close_delay_median"].value == pytest.approx(6)


def test_a_clearing_that_nobody_saw_is_missed() -> None:
    assert score(a_pile(), a_finding(2.1))["litter_closed"] == Measured(0, 1)


def test_not_seeing_neither_finds_nor_closes() -> None:
    blind = a_finding(5, (Phase.UPDATE, Sight.CANNOT_SEE))
    found = score(a_pile(), a_finding(2.1), blind)
    assert (found["litter_false_closures"], found["litter_duplicates"]) == (Measured(0, 1), Measured(0, 1))
