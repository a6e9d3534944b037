import numpy as np

from vision.compose.street import a_street


def test_the_same_dice_draw_the_same_street():
    one, other = (a_street(np.random.default_rng(1)) for _ in range(2))
    assert one.shape == (420, 640, 3)
    assert np.array_equal(one, other)


def test_streets_differ():
    one, other = (a_street(np.random.default_rng(seed)).astype(np.int16) for seed in (1, 2))
    assert np.abs(one - other).mean() > 10


def test_trees_give_it_a_texture_as_fine_as_that_of_litter():
    grey = a_street(np.random.default_rng(3)).mean(axis=2)
    assert np.abs(np.diff(grey, axis=1)).mean() > 2
