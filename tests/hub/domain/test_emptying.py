"""Readings come every minute here; an emptying is told by the minute of its first low reading."""

from collections.abc import Iterable

import pytest

from devices.contract.quantities import Quality
from hub.domain.bins import BinState, Level, observe
from tests.builders import NOON, at

LID_OPEN = Level(0.0, Quality.SUSPECT)
NO_ECHO = Level(None, Quality.BAD)


_QUIET = [20.0, 20.3, 20.6, 21.0, 21.2, 21.5, 21.9, 22.0, 22.2, 22.4, 22.6, 22.8]
_NOISY = [20.0, 26.0, 19.0, 25.0, 20.0, 27.0, 20.0, 26.0, 21.0, 27.0, 20.0, 26.0]


def emptyings(levels: Iterable[float | Level]) -> list[tuple[int, int]]:
    """(in which minute it was told, in which minute it was) of every emptying."""
    state, told = BinState(), []
    for minute, seen in enumerate(levels):
        level = seen if isinstance(seen, Level) else Level(seen, Quality.DERIVED)
        change = observe(state, level, at(60 * minute))
        state = change.state
        if change.emptied_at is not None:
            told.append((minute, round((change.emptied_at - NOON).total_seconds() / 60)))
    return told


def test_it_is_told_once_by_the_second_low_reading_and_dated_by_the_first() -> None:
    assert emptyings([80, 82, 84, 5, 6, 6, 7, 7]) == [(4, 3)]


def test_every_collection_of_a_bin_is_told() -> None:
    assert emptyings([80, 82, 5, 6, 40, 70, 75, 78, 4, 5]) == [(3, 2), (9, 8)]


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param([80, 81, 82, 5, 83, 83, 84], id="one wild reading"),
        pytest.param([50, 50, 50, 22, 22, 22, 22], id="a small fall that leaves refuse"),
        pytest.param([14, 14, 14, 14, 27, 14, 14, 14], id="one reading a little too high"),
        pytest.param([20, 21, 22, 15, 15, 15], id="a fall that noise may be"),
        pytest.param([*_NOISY, 10, 11, 12], id="a small fall of a noisy sensor"),
        pytest.param([22, 95, 23, 96, 24, 22, 8, 9], id="a small fall of a sensor that strayed twice"),
        pytest.param([90, 90, 90, 50, 50, 50], id="a part taken out"),
        pytest.param([60, 55, 50, 45, 40, 35, 30, 25, 20, 15], id="refuse that settles"),
        pytest.param([5, 6], id="a bin that begins empty"),
        pytest.param([10, 95, 10, 10, 11], id="one wild reading upwards"),
        pytest.param([80, 81, 82, 5, LID_OPEN, 6, 81, 82], id="low readings around an open lid"),
        pytest.param([80, 81, LID_OPEN, LID_OPEN, 82, 83], id="an open lid"),
        pytest.param([80, 81, 82, NO_ECHO, NO_ECHO, 82], id="no echo"),
    ],
)
def test_this_is_no_emptying(levels: list[float | Level]) -> None:
    assert emptyings(levels) == []


def test_a_wild_reading_between_two_low_ones_only_delays_the_news() -> None:
    assert emptyings([80, 81, 82, 5, 95, 6, 7]) == [(5, 3)]


def test_a_bin_filled_again_at_once_was_emptied_all_the_same() -> None:
    assert emptyings([80, 81, 82, 6, 48, 50]) == [(4, 3)]


def test_a_level_that_rises_fast_counts_as_it_was_last() -> None:
    assert emptyings([20, 28, 37, 4, 5]) == [(4, 3)]


def test_a_wild_reading_just_before_hides_nothing() -> None:
    assert emptyings([80, 81, 20, 5, 6, 7]) == [(3, 2)]


def test_a_truck_that_takes_little_is_told_by_a_quiet_sensor() -> None:
    assert emptyings([*_QUIET, 8, 9, 10]) == [(len(_QUIET) + 1, len(_QUIET))]


def test_a_small_fall_over_a_silence_proves_nothing() -> None:
    state = BinState()
    for minute, pct in enumerate(_QUIET):
        state = observe(state, Level(pct, Quality.DERIVED), at(60 * minute)).state
    for pct in (8, 9):
        change = observe(state, Level(pct, Quality.DERIVED), at(3 * 3600))
        state = change.state
        assert change.emptied_at is None


def test_a_wild_low_reading_just_before_the_truck_does_not_date_it() -> None:
    assert emptyings([57, 58, 59, 2, 59, 7, 8]) == [(6, 5)]


def test_an_open_lid_after_the_first_low_reading_costs_one_more() -> None:
    assert emptyings([80, 81, 82, 5, LID_OPEN, LID_OPEN, 6, 7]) == [(7, 3)]
