import numpy as np
import pytest

from vision.compose.litter import a_thing
from vision.compose.material import Material
from vision.compose.rubbish import Rubbish, a_rubbish, bury


def striped(piece_px):
    """Rubbish whose pieces are stripes across it."""
    levels = np.where(np.arange(512) // piece_px % 2, 200, 100).astype(np.uint8)
    return Rubbish(np.repeat(np.repeat(levels[None, :, None], 512, 0), 3, 2), float(piece_px))


def buried(piece_px):
    picture = np.full((80, 120, 3), 10, np.uint8)
    own = np.zeros((80, 120), np.bool_)
    own[20:60, 20:100] = True
    bury(np.random.default_rng(1), striped(16), picture, own, piece_px, 1.0)
    return picture


@pytest.mark.slow
def test_rubbish_covers_its_ground_with_many_pieces():
    rubbish = a_rubbish(np.random.default_rng(2), a_thing)
    levels = rubbish.picture.astype(int).mean(axis=2)
    assert levels.shape == (512, 512)
    assert np.abs(np.diff(levels, axis=1)).mean() > 4


def test_only_what_is_to_be_buried_is_covered_but_for_a_ragged_edge():
    picture = buried(8)
    assert (picture[28:52, 30:90] > 40).mean() > 0.9
    assert (picture[:8] == 10).all()
    assert (picture[:, :8] == 10).all()


def test_pieces_are_as_long_as_was_asked():
    def stripes(piece_px):
        row = buried(piece_px)[40, 30:90, 0].astype(int)
        return int((np.diff(np.sign(row - row.mean())) != 0).sum())

    assert stripes(5) > 1.5 * stripes(12) > 0


@pytest.mark.slow
def test_rubbish_that_was_drawn_before_is_cut_from_again():
    random = np.random.default_rng(3)
    stocked = Material(()).with_rubbish(random, 2)
    assert {id(stocked.some_rubbish(random)) for _ in range(20)} == {id(each) for each in stocked.rubbish}
    assert Material(()).some_rubbish(random).picture.shape == (512, 512, 3)
