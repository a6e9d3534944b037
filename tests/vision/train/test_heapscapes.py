import numpy as np
import pytest

from devices.sim.scene import SceneScript, VillageScene
from vision.compose.dump import Dump, dumped
from vision.compose.material import Material
from vision.compose.spot import a_place, a_roadside, a_wall_foot
from vision.train.examples import heapscapes
from vision.train.grounds import HEIGHT_PX, WIDTH_PX, Ground, cluttered, cut
from vision.train.heapscapes import a_heapscape, joined
from vision.train.outlines import Outlined

STREETS = tuple(VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(3))
MATERIAL = Material(STREETS)
CLEAN = [Ground(street, ()) for street in STREETS]
RED = Ground(np.full((200, 300, 3), (0, 0, 255), np.uint8), ((150.0, 50.0, 250.0, 150.0),))


@pytest.fixture(scope="module")
def material():
    return MATERIAL.with_rubbish(np.random.default_rng(7), 1)


@pytest.mark.slow
@pytest.mark.parametrize("choose", [a_place, a_roadside, a_wall_foot])
def test_what_was_dumped_lies_within_its_box(choose, material):
    random = np.random.default_rng(1)
    for _ in range(6):
        spot = choose(random, (WIDTH_PX, HEIGHT_PX))
        dump = dumped(random, material, np.full((HEIGHT_PX, WIDTH_PX, 3), 120, np.uint8), spot)
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
def test_each_place_of_litter_knows_how_far_the_sides_of_its_box_are(material):
    random = np.random.default_rng(4)
    scapes = [a_heapscape(random, material, CLEAN) for _ in range(8)]
    for scape in scapes:
        rows, columns = np.nonzero(scape.wanted[0] > 0.5)
        left = columns * 8 + 4 - scape.wanted[1, rows, columns]
        right = columns * 8 + 4 + scape.wanted[3, rows, columns]
        assert (right > left).all()
        assert right.size == 0 or (left.min() >= -1 and right.max() <= WIDTH_PX + 1)


def piled(*boxes):
    piles = []
    for box in boxes:
        piles = joined(piles, Dump(box, np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)))
    return [box for box, _ in piles]


def test_what_lies_near_is_one_pile_and_what_lies_apart_is_another():
    assert piled((0, 0, 40, 40), (45, 10, 85, 50)) == [(0, 0, 85, 50)]
    assert piled((0, 0, 40, 40), (60, 10, 100, 50)) == [(0, 0, 40, 40), (60, 10, 100, 50)]


def test_a_dump_between_two_piles_makes_one_of_all_three():
    assert piled((0, 0, 40, 40), (70, 0, 110, 40), (42, 0, 68, 40)) == [(0, 0, 110, 40)]


def test_a_crumb_beside_a_pile_is_a_pile_of_its_own():
    assert len(piled((0, 0, 100, 100), (110, 50, 120, 60))) == 2


@pytest.mark.slow
def test_some_places_are_busy_as_far_as_the_horizon_and_what_was_given_stays_as_it_is():
    empty = np.full((HEIGHT_PX, WIDTH_PX, 3), 120, np.uint8)
    random = np.random.default_rng(6)
    changed = [cluttered(random, MATERIAL, CLEAN, empty) != empty for _ in range(12)]
    shares = np.sort([places.any(axis=2)[: HEIGHT_PX // 2].mean() for places in changed])
    assert (empty == 120).all()
    assert shares[0] < 0.02
    assert shares[-1] > 0.1


def test_litter_is_painted_over_with_what_lies_around():
    picture = np.full((60, 80, 3), 90, np.uint8)
    picture[20:30, 30:50] = (0, 0, 255)
    plane = np.zeros((60, 80), np.uint8)
    plane[20:30, 30:50] = 255
    assert np.abs(Outlined(picture, (plane,)).without_litter().astype(int) - 90).max() < 5
