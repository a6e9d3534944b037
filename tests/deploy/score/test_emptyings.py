"""Records of emptyings against trucks."""

from typing import Any

import pytest

from deploy.score.answered import Stood
from deploy.score.emptyings import emptyings
from deploy.score.figure import Measured
from deploy.score.run import Run
from deploy.score.truth import Emptied, Said, Silence, TrueLine
from tests.deploy.score.builders import BEGAN_MS, HOUR_MS, a_device, a_run, at, filled, readings


def told(until: float, *, high: tuple[float, ...] = (), blind: tuple[float, float] = (0, 0)) -> list[Said]:
    """A level every ten minutes: 90 % until three, then 4 %, but 60 % at the `high` moments."""
    lines = []
    for one in readings(until=until):
        hours = (one.at_ms - BEGAN_MS) / HOUR_MS
        fill_pct = 90.0 if hours < 3 else 60.0 if any(abs(hours - each) < 0.01 for each in high) else 4.0
        values = {} if blind[0] <= hours < blind[1] else {"distance_mm": 500.0}
        lines.append(one.model_copy(update={"values": values, "fill_pct": fill_pct}))
    return lines


def a_day(
    *claims: tuple[float, float],
    said: list[Said] | None = None,
    before_pct: float = 90.0,
    left_pct: float = 4.0,
    truth: tuple[TrueLine, ...] = (),
) -> Run:
    """A truck comes at three; `claims` are (emptied at, shown since), hours."""
    rows = tuple((at(shown), at(emptied)) for emptied, shown in claims)
    lines = [
        a_device(),
        *(told(12.0) if said is None else said),
        *filled((0, 20), (3 - 1 / 3600, before_pct), (3, left_pct), (12, 30)),
        Emptied(at_ms=at(3), device="bin-1", left_pct=before_pct),
        *truth,
    ]
    return a_run(lines, answers=[Stood(device="bin-1", field="emptied_at_ms", rows=rows)])


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


@pytest.mark.parametrize(
    "day",
    [
        {"said": told(3.3)},
        {"said": told(12.0, blind=(3.1, 4.0))},
        {"said": told(12.0, high=(3 + 1 / 6, 3 + 2 / 6, 3 + 3 / 6))},
        {"before_pct": 43.0},
    ],
    ids=["it falls silent", "it sees nothing", "it is filled again at once", "it was not full enough"],
)
def test_what_nobody_could_tell_is_not_asked_for(day: dict[str, Any]) -> None:
    assert emptyings(a_day(**day))["emptied_recall"] == Measured(None, 0)


def test_what_a_silent_bin_told_late_is_found_and_not_timed() -> None:
    silence = Silence(at_ms=at(3.2), device="bin-1", from_ms=at(3.2), until_ms=at(5), cause="gateway")
    found = emptyings(a_day((3.1, 5.2), truth=(silence,)))
    assert (found["emptied_recall"], found["emptied_delay_p95"]) == (Measured(100, 1), Measured(None, 0))


def test_what_a_bin_tells_only_when_it_is_back_is_right() -> None:
    silence = Silence(at_ms=at(2.9), device="bin-1", from_ms=at(2.9), until_ms=at(8), cause="dead")
    found = emptyings(a_day((8.1, 8.3), said=[*told(2.9)], truth=(silence,)))
    assert (found["emptied_precision"], found["emptied_recall"]) == (Measured(100, 1), Measured(None, 0))


def test_a_record_of_a_shallow_emptying_is_right_all_the_same() -> None:
    assert emptyings(a_day((3.1, 3.2), before_pct=43.0))["emptied_precision"] == Measured(100, 1)
