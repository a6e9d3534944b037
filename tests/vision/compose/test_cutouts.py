import numpy as np
import pytest

from vision.compose.cutout import Cutout
from vision.compose.litter import a_bag, a_case, a_heap, a_thing
from vision.compose.passers import a_crouching_person, a_person, a_vehicle

GREY = 120


def ground():
    return np.full((100, 160, 3), GREY, np.uint8)


def a_block(width=20, height=10, level=250):
    return Cutout(np.full((height, width, 3), level, np.uint8), np.ones((height, width), np.float32))


def test_a_cutout_lies_with_the_middle_of_its_foot_where_it_is_put():
    picture = ground()
    assert a_block().lay(picture, (80, 50)) == (70, 40, 90, 50)
    assert (picture[40:50, 70:90] == 250).all()


def test_the_ground_before_it_is_darker_and_farther_away_it_is_not():
    picture = ground()
    a_block().lay(picture, (80, 50))
    assert picture[51, 80].max() < GREY
    assert (picture[80:] == GREY).all()


def test_without_shadow_only_its_own_pixels_change():
    picture = ground()
    a_block().lay(picture, (80, 50), has_shadow=False)
    picture[40:50, 70:90] = GREY
    assert (picture == GREY).all()


def test_what_is_half_outside_is_cut_off():
    assert a_block().lay(ground(), (0, 50)) == (0, 40, 10, 50)


def test_what_is_outside_is_nowhere():
    picture = ground()
    assert a_block().lay(picture, (-100, 50)) is None
    assert (picture == GREY).all()


def test_what_can_be_seen_through_has_no_box():
    mist = Cutout(np.zeros((10, 20, 3), np.uint8), np.full((10, 20), 0.2, np.float32))
    assert mist.lay(ground(), (80, 50)) is None


@pytest.mark.parametrize(("width_px", "size_wh"), [(40, (40, 20)), (10, (10, 5)), (1, (2, 2))])
def test_a_scaled_cutout_keeps_its_shape(width_px, size_wh):
    assert a_block().scaled(width_px).size_wh == size_wh


def test_a_flipped_cutout_is_mirrored_and_a_lit_one_brighter():
    block = a_block(level=100)
    block.bgr[:, 0] = 7
    assert (block.flipped().bgr[:, -1] == 7).all()
    assert block.lit(1.5).bgr[0, 5, 0] == 150


@pytest.mark.parametrize("draw", [a_bag, a_thing, a_case, a_heap, a_person, a_crouching_person, a_vehicle])
def test_what_is_drawn_has_solid_pixels_and_is_another_each_time(draw):
    random = np.random.default_rng(1)
    first, second = draw(random), draw(random)
    assert (first.alpha > 0.5).mean() > 0.1
    assert first.alpha.max() <= 1.0
    assert first.bgr.shape != second.bgr.shape or not np.array_equal(first.bgr, second.bgr)


def test_a_heap_can_be_made_of_given_pieces():
    heap = a_heap(np.random.default_rng(2), [a_block(level=33)])
    assert np.median(heap.bgr[heap.alpha > 0.9]) == 33


def test_someone_who_walks_has_his_legs_apart():
    def legs(stride):
        person = a_person(np.random.default_rng(5), stride)
        rows, columns = np.nonzero(person.alpha[140:] > 0.5)
        return int(columns.max() - columns.min()) if rows.size else 0

    assert legs(1.0) > legs(0.0) + 20
