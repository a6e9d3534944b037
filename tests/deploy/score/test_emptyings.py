"""Records of emptyings against trucks."""

import pytest

from deploy.score.answered import Stood
from deploy.score.emptyings import emptyings
from deploy.score.figure import Measured
from deploy.score.run import Run
from deploy.score.truth import Emptied
from tests.deploy.score.builders import a_device, a_run, at, filled, readings


def a_day(
    *claims: tuple[float, float], said: float = 12.0, before_pct: float = 90.0, left_pct: float = 4.0
) -> Run:
    """A truck comes at three; `claims` are (emptied at, shown since), hours."""
    rows = tuple((at(shown), at(emptied)) for emptied, shown in claims)
    truth = [
        a_device(),
        *readings(until=said),
        *filled((0, 20), (3 - 1 / 3600, before_pct), (3, left_pct), (12, 30)),
        Emptied(at_ms=at(3), device="bin-1", left_pct=before_pct),
    ]
    return a_run(truth, answers=[Stood(device="bin-1", field="emptied_at_ms", rows=rows)])


def test_a_record_soon_after_the_truck_is_found_right_and_timed() -> None:
    found = emptyings(a_day((3.1, 3.25)))
    assert found["emptied_recall"] == found["emptied_precision"] == Measured(100, 1)
    assert found["emptied_delay_median"] == found["emptied_delay_p95"] == Measured(15, 1)


def test_a_truck_without_a_record_is_missed() -> None:
    found = emptyings(a_day())
    assert (found["emptied_recall"], found["emptied_precision"].value) == (Measured(0, 1), None)


def test_a_record_without_a_truck_is_false() -> None:
    assert emptyings(a_day((3.1, 3.2), (9, 9.1)))["emptied_precision"] == Measured(50, 2)


def test_one_truck_makes_only_one_record_right() -> None:
    assert emptyings(a_day((3.1, 3.2), (3.3, 3.4)))["emptied_precision"] == Measured(50, 2)


def test_a_record_from_before_the_truck_is_not_of_it() -> None:
    assert emptyings(a_day((2.5, 2.6)))["emptied_recall"] == Measured(0, 1)


@pytest.mark.parametrize(("said", "before_pct"), [(3.3, 90.0), (12.0, 43.0)])
def test_what_nobody_could_tell_is_not_asked_for(said: float, before_pct: float) -> None:
    """A bin that fell silent, or one that was not full enough to fall by forty points."""
    assert emptyings(a_day(said=said, before_pct=before_pct))["emptied_recall"] == Measured(None, 0)


def test_a_record_of_a_shallow_emptying_is_right_all_the_same() -> None:
    assert emptyings(a_day((3.1, 3.2), before_pct=43.0))["emptied_precision"] == Measured(100, 1)
