import numpy as np
import pytest

from vision.compose.material import Material
from vision.compose.spot import Spot
from vision.train.surroundings import stand_before, stand_behind

SPOT = Spot((120.0, 150.0), (180.0, 150.0), 40.0, 40.0, 2)


def ground():
    return np.full((224, 288, 3), 120, np.uint8)


@pytest.mark.slow
def test_what_stands_behind_litter_rises_above_it():
    random = np.random.default_rng(1)
    changed = np.zeros((224, 288), np.int64)
    for _ in range(20):
        picture = ground()
        stand_behind(random, Material(()), picture, SPOT)
        changed += (picture != 120).any(axis=2)
    assert changed[100:150, 120:180].mean() > 8
    assert not changed[175:].any()


def test_what_stands_in_litter_says_what_it_hides():
    random = np.random.default_rng(2)
    for _ in range(6):
        picture = ground()
        hidden = stand_before(random, Material(()), picture, SPOT)
        assert hidden.any()
        assert (picture[~hidden].astype(int) - 120 >= -6).all()
        assert (picture[~hidden].astype(int) - 120 <= 6).all()
