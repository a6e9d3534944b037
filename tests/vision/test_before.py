import numpy as np
import pytest

from vision.before import Before
from vision.picture import Picture

FRAME = np.zeros((4, 6, 3), np.uint8)
MINUTE_MS = 60_000


def a_picture(at_ms):
    return Picture(FRAME, at_ms)


def kept(*times_ms):
    before = Before()
    for at_ms in times_ms:
        before.keep(a_picture(at_ms))
    return before


@pytest.mark.parametrize(
    ("before", "at_ms", "is_due"),
    [
        (Before(), 0, True),
        (kept(0), MINUTE_MS - 1, False),
        (kept(0), MINUTE_MS, True),
        (kept(MINUTE_MS), 0, True),
    ],
    ids=["the first", "a second one soon after", "one after a minute", "one after the clock was set back"],
)
def test_a_picture_of_the_calm_place_is_due_once_a_minute(before, at_ms, is_due):
    assert before.is_due(at_ms) is is_due


def test_a_pile_keeps_the_last_picture_from_before_it_began():
    before = kept(1, 2)
    before.follow({"pile"}, {"pile"})
    before.keep(a_picture(3))
    before.follow(set(), {"pile"})
    assert before.of("pile") == a_picture(2)


def test_of_a_pile_that_began_before_anything_was_kept_nobody_knows():
    before = Before()
    before.follow({"pile"}, {"pile"})
    before.keep(a_picture(1))
    assert before.of("pile") is None


def test_the_picture_of_a_pile_that_is_gone_is_forgotten():
    before = kept(1)
    before.follow({"pile"}, {"pile"})
    before.follow(set(), set())
    assert before.of("pile") is None
