import numpy as np
import pytest

from devices.sim.scene import PileScript, SceneScript, VillageScene, visible_share
from devices.sim.sprites import Sprite, draw_pile

STREET = VillageScene(SceneScript(3, walkers_every_s=0, traffic_every_s=0))
LITTERED = VillageScene(SceneScript(3, (PileScript(10, 20),), walkers_every_s=0, traffic_every_s=0))


def test_a_view_is_640_by_360_in_bgr():
    picture = STREET.draw(0)
    assert (picture.shape, picture.dtype) == ((360, 640, 3), np.uint8)


@pytest.mark.slow
def test_the_same_script_and_second_give_the_same_picture():
    again = VillageScene(SceneScript(3, walkers_every_s=0, traffic_every_s=0))
    assert np.array_equal(STREET.draw(5), again.draw(5))


@pytest.mark.slow
def test_another_seed_gives_another_place():
    other = VillageScene(SceneScript(4, walkers_every_s=0, traffic_every_s=0))
    assert np.abs(STREET.draw(5).astype(int) - other.draw(5)).mean() > 3


def test_two_seconds_differ_by_noise_only():
    apart = np.abs(STREET.draw(0).astype(int) - STREET.draw(1.04)).mean()
    assert 1 < apart < 5


def test_a_pile_is_drawn_where_the_script_says_while_it_lies_there():
    def rubbish(at_s):
        return np.abs(
            LITTERED.draw(at_s)[210:262, 288:372].astype(int) - STREET.draw(at_s)[210:262, 288:372]
        ).mean()

    assert [rubbish(at_s) > 10 for at_s in (9, 10, 19, 20)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("at_s", "share"), [(9, 0), (10, 0.4), (40, 0.6), (70, 0.8), (100, 1), (199, 1), (200, 0)]
)
def test_a_growing_pile_grows_in_steps(at_s, share):
    assert visible_share(PileScript(10, 200, grow_s=90), at_s) == pytest.approx(share)


def test_a_part_of_a_heap_is_smaller_than_the_heap():
    heap = draw_pile(np.random.default_rng(1), 80)
    assert 0 < heap.part(0.4).cover.sum() < heap.cover.sum()
    assert heap.part(1.0).cover.sum() == heap.cover.sum()


@pytest.mark.slow
def test_people_and_tricycles_pass_now_and_then():
    busy = VillageScene(SceneScript(3, walkers_every_s=20, traffic_every_s=20))
    apart = [np.abs(busy.draw(at_s).astype(int) - STREET.draw(at_s)).max(axis=2) > 40 for at_s in range(20)]
    passing = [plane.mean() > 0.002 for plane in apart]
    assert any(passing)
    assert not all(passing)


def test_a_cloud_makes_the_picture_darker():
    assert STREET.draw(0, 0.7).mean() == pytest.approx(0.7 * STREET.draw(0).mean(), rel=0.03)


def test_a_covered_lens_shows_no_street():
    assert STREET.draw_covered(0).std() < 5


def test_what_is_pasted_outside_changes_nothing():
    canvas = np.zeros((20, 20, 3), np.uint8)
    Sprite.disc(5, (255, 255, 255)).paste(canvas, 200, 200)
    assert not canvas.any()
