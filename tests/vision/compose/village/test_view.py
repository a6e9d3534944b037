import cv2
import numpy as np
import pytest

from devices.contract.bodies import ViewFault
from tests.vision.compose.village.scripts import (
    BOX,
    a_fault,
    a_heap,
    a_shower,
    a_view,
    between,
    hour,
)
from vision.quality import ViewJudge

pytestmark = pytest.mark.slow


def apart(one, other):
    """Say by how many grey levels each pixel differs, (H, W)."""
    return np.abs(one.astype(int) - other).max(axis=2)


def test_the_same_script_and_moment_give_the_same_picture():
    said = {"piles": (a_heap(8),), "people": 3.0, "vehicles": 1.0, "rains": a_shower(8, 10)}
    straight, roundabout = a_view(**said), a_view(**said)
    roundabout.at(hour(15))
    assert np.array_equal(straight.at(hour(9)), roundabout.at(hour(9)))


def test_another_seed_is_another_place():
    assert apart(a_view(seed=3).at(hour(12)), a_view(seed=4).at(hour(12))).mean() > 10


def test_two_pictures_in_a_row_differ_by_the_noise_of_the_sensor():
    view = a_view()
    assert 1 < apart(view.at(hour(12)), view.at(hour(12) + 20_000)).mean() < 8


def test_a_pile_lies_in_its_box_from_its_appearing_until_it_is_cleared():
    left, top, right, foot = BOX
    littered, empty = a_view(piles=(a_heap(9, clear_h=11),)), a_view()

    def change(at_h):
        return apart(littered.at(hour(at_h)), empty.at(hour(at_h)))

    assert [change(at_h)[top:foot, left:right].mean() > 20 for at_h in (8.99, 9, 10.99, 11)] == [
        False,
        True,
        True,
        False,
    ]
    beyond = change(10)
    beyond[top - 8 : foot + 30, left - 40 : right + 40] = 0
    assert beyond.max() < 25


def test_half_of_a_pile_lies_there_until_it_is_grown():
    view, empty = a_view(piles=(a_heap(9, grown_h=10),)), a_view()

    def changed_px(at_h):
        return np.count_nonzero(apart(view.at(hour(at_h)), empty.at(hour(at_h))) > 40)

    assert 0.35 < changed_px(9.5) / changed_px(10) < 0.7


def test_rain_takes_the_shadows_and_draws_streaks():
    dry, wet = a_view().at(hour(9)), a_view(rains=a_shower(8, 10)).at(hour(9))
    assert apart(dry, wet).mean() > 5


def test_night_has_no_colour_and_can_still_be_judged():
    view = a_view()
    night = view.at(hour(23))
    assert np.abs(night[:, :, 0].astype(int) - night[:, :, 2]).mean() < 4
    assert ViewJudge(30).look(night, 0, None).fault is ViewFault.NONE


def test_shadows_lie_to_the_left_in_the_morning_and_to_the_right_in_the_evening():
    """The camera looks north: the morning's sun is to its right, and in May a little before it."""

    def shade(at_h):
        with_pile = a_view(piles=(a_heap(1),)).at(hour(at_h)).astype(int)
        darker = (a_view().at(hour(at_h)) - with_pile).sum(axis=2)
        left, _, right, foot = BOX
        return darker[foot : foot + 12, left - 30 : left].mean(), darker[
            foot : foot + 12, right : right + 30
        ].mean()

    morning, evening = shade(7.5), shade(18.5)
    assert morning[0] > morning[1] + 3
    assert evening[1] > evening[0] + 3


@pytest.mark.parametrize(
    "fault", [ViewFault.BLACK, ViewFault.COVERED, ViewFault.BLURRED, ViewFault.OVEREXPOSED, ViewFault.MOVED]
)
def test_a_fault_is_recognised_for_what_it_is(fault):
    view = a_view(seed=4, faults=(a_fault(fault, 12, 13),))
    judge, reference = ViewJudge(30), cv2.resize(view.at(hour(11.9)), (480, 270))
    seen = [cv2.resize(view.at(hour(at_h)), (480, 270)) for at_h in (11.95, 12.5, 13)]
    faults = [judge.look(frame, number, reference).fault for number, frame in enumerate(seen)]
    assert faults == [ViewFault.NONE, fault, ViewFault.NONE]


def test_a_frozen_camera_shows_the_moment_it_froze():
    view = a_view(people=4.0, faults=(a_fault(ViewFault.FROZEN, 12, 13),))
    assert np.array_equal(view.at(hour(12)), view.at(hour(12.9)))
    assert not np.array_equal(view.at(hour(12)), view.at(hour(13)))


def test_a_lost_camera_shows_nothing():
    assert a_view(faults=(a_fault(ViewFault.LOST, 12, 13),)).at(hour(12.5)) is None


def test_wind_shakes_the_mast():
    calm, windy = a_view(), a_view(winds=(between(12, 13),))
    assert (
        apart(calm.at(hour(12.5)), windy.at(hour(12.5))).mean()
        > 1.1 * apart(calm.at(hour(12.5)), calm.at(hour(12.5) + 20_000)).mean()
    )
