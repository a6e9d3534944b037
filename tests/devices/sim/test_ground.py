import numpy as np
import pytest

from devices.sim import ground
from devices.sim.chance import dice
from devices.sim.ground import HEIGHT_PX, WIDTH_PX, PileKind
from vision.scene import Ground


def as_a_camera_measures(box):
    """Measure a box as a camera does that was calibrated by four points of the ground."""
    corners, width_m, depth_m = ground.calibration()
    left, top, right, foot = box
    mask = np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)
    mask[top:foot, left:right] = True
    return Ground(corners, width_m, depth_m).area_m2(mask)


@pytest.mark.parametrize("box", [(300, 300, 380, 345), (30, 220, 70, 240), (600, 200, 640, 260)])
def test_a_calibrated_camera_measures_what_the_ground_says_a_box_hides(box):
    assert as_a_camera_measures(box) == pytest.approx(ground.hidden_m2(box), rel=0.01)


@pytest.mark.parametrize("kind", PileKind)
@pytest.mark.parametrize("foot_px", [230, 340])
def test_a_pile_gets_the_box_of_which_it_fills_the_square_metres_it_has(kind, foot_px):
    box = ground.box_of(kind, 3.0, (320, foot_px))
    assert ground.fill_of(kind) * ground.hidden_m2(box) == pytest.approx(3.0, rel=0.12)


def test_what_lies_nearer_looks_larger():
    far, near = (ground.box_of(PileKind.HEAP, 2.0, (320, foot)) for foot in (230, 340))
    assert near[2] - near[0] > 2 * (far[2] - far[0])


@pytest.mark.parametrize("kind", PileKind)
def test_piles_are_laid_within_the_picture(kind):
    for seed in range(60):
        left, top, right, foot = ground.laid(dice(seed), kind, 0.3 + seed / 10)
        assert left >= 0
        assert top > ground.HORIZON_PX
        assert right <= WIDTH_PX
        assert foot <= HEIGHT_PX


def test_the_same_dice_lay_a_pile_on_the_same_place():
    assert ground.laid(dice(4), PileKind.BAG, 1.0) == ground.laid(dice(4), PileKind.BAG, 1.0)


def test_a_villager_of_170_cm_is_as_tall_as_the_ground_says():
    # Measured once on the drawn view: people and piles must keep one scale, whoever changes the ground.
    assert 1.7 * ground.px_per_m(ground.row_at(9.0)) == pytest.approx(90.7, abs=0.1)
