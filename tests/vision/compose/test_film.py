import cv2
import numpy as np
import pytest

from devices.contract.bodies import ViewFault
from devices.sim.world.spell import Spell
from devices.sim.world.view import FaultSpell, Film
from tests.vision.compose.village.scripts import PROPS
from vision.compose.clips import write_video
from vision.compose.film import FilmView

AWAY = FaultSpell(ViewFault.LOST, Spell(50_000, 60_000))
LEVELS = (40, 100, 160, 220)


@pytest.fixture
def view(tmp_path):
    """Show a clip of four frames, each brighter than the one before, a second for each, from the tenth on."""
    frames = [np.full((180, 320, 3), level, np.uint8) for level in LEVELS]
    write_video(tmp_path / "clip.mp4", frames, (320, 180), 5)
    return FilmView(Film(tmp_path / "clip.mp4", 10_000, 1000, len(frames)), (AWAY,), PROPS.grain)


def frames_shown(view, *moments_ms):
    means = [cv2.mean(view.at(at_ms))[0] for at_ms in moments_ms]
    return [min(range(len(LEVELS)), key=lambda frame: abs(LEVELS[frame] - mean)) for mean in means]


def test_each_frame_is_shown_at_its_moment(view):
    assert frames_shown(view, 0, 10_500, 11_500, 12_500, 13_500, 99_000) == [0, 0, 1, 2, 3, 3]


def test_time_may_go_back(view):
    assert frames_shown(view, 13_500, 11_500, 0) == [3, 1, 0]


def test_a_clip_that_stands_still_is_no_frozen_camera(view):
    assert not np.array_equal(view.at(0), view.at(1000))


def test_a_clip_of_another_size_fills_the_picture(view):
    assert view.at(0).shape == (360, 640, 3)


def test_a_clip_that_is_gone_is_a_camera_that_does_not_answer(tmp_path):
    assert FilmView(Film(tmp_path / "gone.mp4", 0, 1000), (), PROPS.grain).at(5) is None


def test_a_camera_without_power_does_not_answer(view):
    assert [view.at(at_ms) is None for at_ms in (49_999, 50_000, 60_000)] == [False, True, False]
