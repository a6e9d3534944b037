import numpy as np
import pytest

from devices.sim.scene import SceneScript, VillageScene
from vision.appearance import Look
from vision.closeup import SIDE_PX
from vision.compose.cutout import Cutout
from vision.compose.material import Material, Passage
from vision.picture import narrowed
from vision.train.changes import changed, worn
from vision.train.examples import closeups, still_changes
from vision.train.moment import Moment
from vision.train.moments import a_moment
from vision.train.passing import passed
from vision.train.shots import a_shot

STREETS = tuple(VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(3))
MATERIAL = Material(STREETS)
DARK = np.full((224, 224, 3), 60, np.uint8)


def a_passage(*, is_of_people=True):
    """A street before which somebody in red stands at two places."""
    frames = []
    for left in (200, 380):
        frame = STREETS[0].copy()
        frame[200:290, left : left + 40] = (20, 20, 220)
        frames.append(frame)
    return Passage(STREETS[0], tuple(frames), is_of_people)


def everywhere():
    return np.ones((80, 80), np.bool_)


@pytest.mark.parametrize("look", list(Look))
def test_of_each_look_a_moment_can_be_composed_in_which_something_is_different(look):
    moment = a_moment(np.random.default_rng(1), MATERIAL, look)
    assert moment.now.shape == moment.empty.shape == (224, 224, 3)
    assert (moment.now != moment.empty).any()


def test_a_shot_shows_now_beside_empty_and_marks_what_changed():
    shot = a_shot(np.random.default_rng(2), MATERIAL, Look.LITTER)
    assert shot.look is Look.LITTER
    assert shot.taken.shape == (SIDE_PX, SIDE_PX, 8)
    assert shot.taken[..., 6].max() == 255


def test_where_nothing_can_be_seen_to_sway_there_is_no_shot():
    black = Material((np.zeros((224, 224, 3), np.uint8),))
    assert a_shot(np.random.default_rng(3), black, Look.SWAY) is None


def test_what_is_faint_beside_a_clear_edge_belongs_to_the_change():
    now = DARK.copy()
    now[100:140, 100:140] += 15
    now[100:140, 100:106] += 60
    (_, _, width, _), _ = changed(np.random.default_rng(4), Moment(now, DARK), 0.0)
    assert width > 6 + 4


def test_what_is_faint_alone_has_not_changed():
    now = DARK.copy()
    now[100:140, 100:140] += 15
    assert changed(np.random.default_rng(4), Moment(now, DARK), 0.0) is None


def test_only_what_is_meant_counts_as_changed():
    now = DARK.copy()
    now[20:60, 20:60] = 200
    now[150:180, 150:180] = 200
    own = np.zeros((224, 224), np.bool_)
    own[140:190, 140:190] = True
    (left, top, _, _), _ = changed(np.random.default_rng(5), Moment(now, DARK, own), 0.0)
    assert min(left, top) >= 140


@pytest.mark.parametrize("seed", range(6))
def test_what_is_worn_is_a_part_of_the_whole(seed):
    left = everywhere() & worn(np.random.default_rng(seed), everywhere())
    assert 0 < np.count_nonzero(left) < everywhere().size


def test_who_passes_is_taken_as_he_was_beside_the_place_without_him():
    moment = passed(np.random.default_rng(6), [a_passage()])
    assert moment.own is not None
    assert np.median(moment.now[moment.own], axis=0)[2] > 150
    assert np.median(moment.empty[moment.own], axis=0)[2] < 200


def test_passages_are_held_out_as_all_material_is():
    passage = Passage(STREETS[0], STREETS * 4, is_of_people=False)
    held_out = Material(STREETS, passages=(passage,)).part(is_held_out=True)
    assert len(held_out.passages[0].frames) == 3


@pytest.mark.slow
@pytest.mark.parametrize("look", [Look.LITTER, Look.PERSON, Look.VEHICLE])
def test_given_passages_are_composed_with(look):
    passages = (a_passage(), a_passage(is_of_people=False))
    given = Material(STREETS, passages=passages)
    random = np.random.default_rng(7)
    moments = [a_moment(random, given, look) for _ in range(12)]
    assert any(moment.full_px not in {240, 480} for moment in moments)


@pytest.mark.slow
def test_close_ups_are_composed_with_what_they_show():
    taken, wanted = closeups(np.random.default_rng(8), MATERIAL, 20)
    assert taken.shape == (len(wanted), 8, SIDE_PX, SIDE_PX)
    assert (wanted.sum(axis=1) == 1).all()


@pytest.mark.slow
def test_of_what_stands_still_in_a_clip_only_that_it_is_no_litter_is_known():
    empty = narrowed(STREETS[0], 240)
    standing = empty.copy()
    standing[70:100, 110:130] = (200, 40, 40)
    taken, wanted = still_changes(np.random.default_rng(9), [*[empty] * 100, *[standing] * 60])
    assert len(taken) == len(wanted) > 0
    assert (wanted[:, Look.LITTER.value] == 0).all()
    assert np.isnan(wanted[:, 1:]).all()


def test_the_shadow_of_a_thing_darkens_the_ground_beside_it():
    square = Cutout(np.full((20, 10, 3), 200, np.uint8), np.ones((20, 10), np.float32))
    ground = np.full((100, 100, 3), 100, np.uint8)
    square.cast(ground, (50, 40), 1.0, 0.5, 0.5)
    assert ground[45, 65, 0] < 85
    assert ground[10, 10, 0] == 100
