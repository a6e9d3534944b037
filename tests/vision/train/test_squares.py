import numpy as np
import pytest

from devices.sim.scene import SceneScript, VillageScene
from vision.compose.material import Material
from vision.train.heaps import HeapCourse, train_heaps
from vision.train.squares import Ground, a_square

STREETS = tuple(VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(5))
MATERIAL = Material(STREETS)
CLEAN = [Ground(street, ()) for street in STREETS]


@pytest.mark.slow
@pytest.mark.parametrize("has_litter", [True, False])
def test_squares_are_composed_of_clean_ground_alone(has_litter):
    random = np.random.default_rng(1)
    squares = [a_square(random, MATERIAL, CLEAN, has_litter=has_litter) for _ in range(30)]
    assert {square.shape for square in squares} == {(64, 64, 3)}


@pytest.mark.slow
def test_where_litter_lies_no_clean_square_is_cut():
    red = np.zeros((200, 300, 3), np.uint8)
    red[..., 2] = 255
    littered = Ground(red, ((0.0, 0.0, 300.0, 200.0),))
    random = np.random.default_rng(2)
    squares = [a_square(random, MATERIAL, [littered], has_litter=False) for _ in range(40)]
    assert max(float(square[..., 2].mean() - square[..., 1].mean()) for square in squares) < 100


@pytest.mark.slow
def test_pictures_with_boxes_give_squares_of_what_lies_in_them():
    red = STREETS[0].copy()
    red[200:300, 200:300] = (0, 0, 255)
    ground = Ground(red, ((200.0, 200.0, 300.0, 300.0),))
    random = np.random.default_rng(3)
    squares = [a_square(random, MATERIAL, [ground, *CLEAN], has_litter=True) for _ in range(40)]
    redness = [float(square[24:40, 24:40, 2].mean() - square[24:40, 24:40, 1].mean()) for square in squares]
    assert sum(value > 100 for value in redness) >= 5


@pytest.mark.slow
def test_training_is_measured_on_grounds_held_out():
    told = []
    result = train_heaps(MATERIAL, CLEAN, HeapCourse(squares=100, epochs=1), told.append)
    assert 0 <= result.auc <= 1
    assert "125 harder squares composed" in told
