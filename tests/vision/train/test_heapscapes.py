import numpy as np
import pytest

from devices.sim.scene import SceneScript, VillageScene
from vision.compose.dump import a_dump
from vision.compose.material import Material
from vision.train.examples import heapscapes
from vision.train.grounds import HEIGHT_PX, WIDTH_PX, Ground, cut
from vision.train.heapscapes import a_heapscape
from vision.train.outlines import Outlined

STREETS = tuple(VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(3))
MATERIAL = Material(STREETS)
CLEAN = [Ground(street, ()) for street in STREETS]
RED = Ground(np.full((200, 300, 3), (0, 0, 255), np.uint8), ((150.0, 50.0, 250.0, 150.0),))


@pytest.mark.slow
def test_what_was_dumped_lies_within_its_box():
    random = np.random.default_rng(1)
    for _ in range(6):
        dump = a_dump(random, MATERIAL, np.full((HEIGHT_PX, WIDTH_PX, 3), 120, np.uint8))
        if dump is not None:
            left, top, right, foot = (round(value) for value in dump.xyxy)
            assert dump.mask[top:foot, left:right].sum() > 0.9 * dump.mask.sum()


def test_boxes_move_with_what_is_cut_out():
    piece = cut(np.random.default_rng(2), RED, 1.0)
    ((left, top, right, foot),) = piece.boxes
    assert (left, right) == pytest.approx((150 / 300 * WIDTH_PX, 250 / 300 * WIDTH_PX), abs=1)
    assert 0 <= top < foot <= HEIGHT_PX


@pytest.mark.slow
def test_of_clean_and_littered_pictures_about_half_hold_litter():
    pictures, wanted = heapscapes(np.random.default_rng(3), MATERIAL, CLEAN, 12)
    assert pictures.shape == (12, 3, HEIGHT_PX, WIDTH_PX)
    assert 2 <= int((wanted[:, 0].max(axis=(1, 2)) > 0.5).sum()) <= 10


@pytest.mark.slow
def test_each_place_of_litter_knows_how_far_the_sides_of_its_box_are():
    random = np.random.default_rng(4)
    scapes = [a_heapscape(random, MATERIAL, CLEAN) for _ in range(8)]
    for scape in scapes:
        rows, columns = np.nonzero(scape.wanted[0] > 0.5)
        left = columns * 8 + 4 - scape.wanted[1, rows, columns]
        right = columns * 8 + 4 + scape.wanted[3, rows, columns]
        assert (right > left).all()
        assert right.size == 0 or (left.min() >= -1 and right.max() <= WIDTH_PX + 1)


def test_litter_is_painted_over_with_what_lies_around():
    picture = np.full((60, 80, 3), 90, np.uint8)
    picture[20:30, 30:50] = (0, 0, 255)
    plane = np.zeros((60, 80), np.uint8)
    plane[20:30, 30:50] = 255
    assert np.abs(Outlined(picture, (plane,)).without_litter().astype(int) - 90).max() < 5
