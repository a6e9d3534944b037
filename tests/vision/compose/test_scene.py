import json

import numpy as np
import pytest

from devices.sim.scene import SceneScript as DrawnScript
from devices.sim.scene import VillageScene
from tests.vision.compose.test_cutouts import a_block
from vision.compose import weather
from vision.compose.clips import write_scenes
from vision.compose.effects import ALWAYS, LATER, Moment
from vision.compose.material import Material
from vision.compose.scene import ComposedScene
from vision.compose.script import Lying, SceneScript, Visit, a_script
from vision.evaluate.clips import read_clips

PLACE = VillageScene(DrawnScript(seed=4)).draw(0.0)
MATERIAL = Material((PLACE,))
LAYERS = ((2, a_block(40, 20), (300, 300)), (5, a_block(40, 20), (330, 302)))


def a_scene(**changes):
    facts = {
        "seed": 1,
        "frames": 8,
        "piles": (Lying(LAYERS, 7),),
        "visits": (),
        "effect": "",
        "since": 4,
        "noise_levels": 0.0,
        **changes,
    }
    return ComposedScene(SceneScript(**facts), MATERIAL)


def test_a_pile_lies_there_from_its_frame_until_it_is_cleared():
    spot = [frame[285:295, 285:315].mean() for frame in a_scene().frames()]
    lit = [level > 1.05 * spot[0] or level < 0.95 * spot[0] for level in spot]
    assert lit == [False, False, True, True, True, True, True, False]


def test_the_truth_names_what_appears_grows_and_is_cleared():
    truth = a_scene().truth()
    events = [(event["type"], event["frame"], event["box"]) for event in truth["events"]]
    assert events == [
        ("pile_appear", 2, [280.0, 280.0, 320.0, 300.0]),
        ("pile_grow", 5, [280.0, 280.0, 350.0, 302.0]),
        ("pile_cleared", 7, [280.0, 280.0, 350.0, 302.0]),
    ]
    assert (truth["initial_piles"], truth["effects"]) == ([], {})


def test_what_lies_there_from_the_start_is_no_event():
    truth = a_scene(piles=(Lying(((0, a_block(40, 20), (300, 300)),), None),)).truth()
    assert (truth["events"], truth["initial_piles"]) == ([], [[280.0, 280.0, 320.0, 300.0]])


def test_who_visits_comes_stands_and_goes():
    visit = Visit((a_block(),), 10, 20, 30, 40, (0, 200), (100, 220))
    assert [visit.foot_at(frame) for frame in (9, 10, 15, 25, 35, 40)] == [
        None,
        (0, 200),
        (50, 210),
        (100, 220),
        (50, 210),
        None,
    ]


@pytest.mark.parametrize("effect", [*ALWAYS, *LATER])
def test_an_effect_changes_the_picture(effect):
    act = (ALWAYS | LATER)[effect]
    corners = np.array([[200, 200], [400, 210], [300, 330]], np.float32)
    moment = Moment(np.random.default_rng(1), 30, (320, 280), corners)
    changed = act(PLACE, moment)
    assert changed.shape == PLACE.shape
    assert np.abs(changed.astype(int) - PLACE).max() > 10


@pytest.mark.parametrize("effect", list(LATER))
def test_a_later_effect_waits_for_its_beginning(effect):
    plain, changed = list(a_scene(piles=()).frames()), list(a_scene(piles=(), effect=effect).frames())
    assert np.array_equal(plain[3], changed[3])


@pytest.mark.parametrize("blind", ["black", "covered", "blurred", "frozen"])
def test_a_blind_camera_shows_nothing_of_the_place(blind):
    scene = a_scene(blind=blind, dark=6)
    frames = list(scene.frames())
    if blind == "frozen":
        assert np.array_equal(frames[6], frames[5])
    else:
        edges = [float((np.abs(np.diff(frame.astype(int), axis=1)) > 20).mean()) for frame in frames]
        assert edges[7] < 0.1 * edges[5]
    assert scene.truth()["effects"] == {blind: [6, 8], "blind": [[6, 8]]}


def test_the_same_seed_gives_the_same_scene():
    one, other = (ComposedScene(a_script(7, MATERIAL, frames=30), MATERIAL) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one.frames(), other.frames(), strict=True))
    assert one.truth() == other.truth()


def test_scripts_differ_in_piles_effects_and_blindness():
    scripts = [a_script(seed, MATERIAL, frames=100) for seed in range(60)]
    assert {len(script.piles) for script in scripts} == {0, 1, 2}
    assert len({script.effect for script in scripts}) > 6
    assert {script.blind != "" for script in scripts} == {True, False}


@pytest.mark.slow
def test_written_scenes_are_read_as_labelled_clips(tmp_path, monkeypatch):
    monkeypatch.setattr("vision.compose.clips._PLAIN_FRAMES", 30)
    told = []
    write_scenes(tmp_path, MATERIAL, count=2, seed=3, tell=told.append)
    clips = read_clips(tmp_path)
    assert [clip.truth.name for clip in clips] == told == ["scene-3-000", "scene-3-001"]
    assert json.loads((tmp_path / "scene-3-000.json").read_text())["frames"] == 30


def test_a_fifth_of_the_material_is_held_out():
    material = Material(tuple(np.full((2, 2, 3), n, np.uint8) for n in range(10)))
    held, rest = material.part(is_held_out=True), material.part(is_held_out=False)
    assert [int(place[0, 0, 0]) for place in held.places] == [0, 5]
    assert len(rest.places) == 8


def test_given_material_is_used_beside_what_is_drawn():
    given = Material((PLACE,), (a_block(level=33),), (a_block(level=44),), (a_block(level=55),))
    random = np.random.default_rng(3)
    for some, level in ((given.some_litter, 33), (given.some_person, 44), (given.some_vehicle, 55)):
        levels = [
            float(np.median(cutout.bgr[cutout.alpha > 0.9])) for cutout in (some(random) for _ in range(20))
        ]
        assert 0 < levels.count(level) < 20


def test_leaves_in_a_box_too_small_to_bend_stay():
    random = np.random.default_rng(1)
    assert weather.leaves_moved(random, PLACE, (5, 5, 7, 7), 3.0) is PLACE
