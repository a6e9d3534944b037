import numpy as np
import pytest

from vision.compose.spot import Spot, a_place, a_roadside, a_wall_foot

SIZE_WH = (288, 224)


def spots(choose, count=200):
    random = np.random.default_rng(1)
    return [choose(random, SIZE_WH) for _ in range(count)]


def test_halfway_along_it_is_halfway_as_wide():
    assert Spot((0.0, 10.0), (100.0, 50.0), 20.0, 40.0, 3).at(0.5) == ((50.0, 30.0), 30.0)


def test_a_place_is_dumped_on_once_and_lies_within_the_picture():
    for spot in spots(a_place):
        assert spot.times == 1
        assert spot.far_xy == spot.near_xy
        assert 0 < spot.far_xy[0] < SIZE_WH[0]


def test_what_lies_far_along_a_road_is_smaller():
    assert all(spot.far_px <= spot.near_px for spot in spots(a_roadside) if spot.far_xy[1] <= spot.near_xy[1])


@pytest.mark.parametrize("choose", [a_roadside, a_wall_foot])
def test_along_a_line_litter_is_dumped_again_and_again(choose):
    assert all(spot.times >= 2 for spot in spots(choose))


def test_litter_along_a_wall_lies_wide_and_low():
    wide = [spot.near_xy[0] - spot.far_xy[0] for spot in spots(a_wall_foot)]
    high = [abs(spot.near_xy[1] - spot.far_xy[1]) + spot.near_px for spot in spots(a_wall_foot)]
    assert min(wide) > 0.25 * SIZE_WH[0]
    assert np.median(np.divide(wide, high)) > 2.5
