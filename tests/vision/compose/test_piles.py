import numpy as np
import pytest

from devices.sim.ground import PileKind, box_of, calibration
from vision.compose.piles import pile_in
from vision.scene import Ground

GREY = np.full((360, 640, 3), 128, np.uint8)
MEASURED = Ground(*calibration())


def laid(kind, box, seed):
    """Lay a pile where its box is; give where its solid pixels are."""
    pile = pile_in(np.random.default_rng(seed), kind, box)
    return pile.lay(GREY.copy(), ((box[0] + box[2]) // 2, box[3])), pile.alpha > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("kind", PileKind)
def test_a_pile_reaches_all_four_sides_of_its_box(kind):
    box = box_of(kind, 3.0, (320, 330))
    for seed in range(4):
        seen, _ = laid(kind, box, seed)
        assert np.abs(np.subtract(seen, box)).max() <= 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", PileKind)
def test_a_calibrated_camera_measures_the_square_metres_that_the_truth_says(kind):
    box = box_of(kind, 3.0, (320, 330))
    for seed in range(4):
        _, solid = laid(kind, box, seed)
        mask = np.zeros(GREY.shape[:2], np.bool_)
        mask[box[1] : box[3], box[0] : box[2]] = solid
        assert MEASURED.area_m2(mask) == pytest.approx(3.0, rel=0.25)


def test_the_same_dice_draw_the_same_pile():
    one, other = (laid(PileKind.BAG, (300, 300, 340, 340), 3)[1] for _ in range(2))
    assert np.array_equal(one, other)
