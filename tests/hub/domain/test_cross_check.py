"""A camera and a bin beside it: they agree, they disagree, or each speaks for itself."""

from itertools import product

import pytest

from hub.domain.cross_check import (
    POLICY,
    Container,
    CrossCheck,
    Outcome,
    Says,
    Sees,
    Watcher,
    cross_checked,
)
from tests.builders import NOON, at

LONG_AGO = at(-2 * 3600)
# 20 m and 60 m to the north.
BESIDE, APART = 29.1 + 0.00018, 29.1 + 0.00054


def a_watcher(sees: Sees = Sees.LITTER, **changes: object) -> Watcher:
    known = {"camera": "cam-1", "lat": 29.1, "lon": 119.65, "sees": sees, "since": LONG_AGO}
    return Watcher(**{**known, **changes})  # type: ignore[arg-type]


def a_container(says: Says = Says.FULL, name: str = "bin-1", lat: float = BESIDE) -> Container:
    return Container(name, lat, 119.65, says)


def test_the_policy_says_something_about_everything() -> None:
    assert set(POLICY) == set(product(Sees, Says))


@pytest.mark.parametrize(
    ("sees", "says", "outcome"),
    [
        (Sees.LITTER, Says.FULL, Outcome.COLLECT),
        (Sees.LITTER, Says.ROOM, Outcome.CHECK),
        (Sees.LITTER, Says.PROVEN, None),
        (Sees.LITTER, Says.NOTHING, None),
        (Sees.CLEAR, Says.FULL, None),
        (Sees.CLEAR, Says.ROOM, None),
        (Sees.CLEAR, Says.NOTHING, None),
        (Sees.NOTHING, Says.FULL, None),
        (Sees.NOTHING, Says.ROOM, None),
        (Sees.NOTHING, Says.NOTHING, None),
    ],
)
def test_what_they_say_together_comes_to(sees: Sees, says: Says, outcome: Outcome | None) -> None:
    found = cross_checked([a_watcher(sees)], [a_container(says)], NOON)
    assert found == ([] if outcome is None else [CrossCheck("cam-1", "bin-1", outcome, LONG_AGO)])


def test_a_bin_that_is_not_near_says_nothing_about_what_the_camera_sees() -> None:
    assert cross_checked([a_watcher()], [a_container(lat=APART)], NOON) == []
    assert cross_checked([a_watcher()], [], NOON) == []


def test_of_two_bins_the_nearer_one_counts() -> None:
    nearer, farther = a_container(name="bin-2", lat=29.1), a_container(Says.ROOM)
    (check,) = cross_checked([a_watcher()], [farther, nearer], NOON)
    assert (check.bin, check.outcome) == ("bin-2", Outcome.COLLECT)


def test_a_camera_without_litter_has_nothing_to_compare() -> None:
    assert cross_checked([a_watcher(Sees.CLEAR, since=None)], [a_container()], NOON) == []


def test_a_bag_beside_a_bin_with_room_is_no_reason_to_doubt_the_sensor_at_once() -> None:
    assert cross_checked([a_watcher(since=at(-60))], [a_container(Says.ROOM)], NOON) == []
    assert len(cross_checked([a_watcher(since=at(-60))], [a_container()], NOON)) == 1
