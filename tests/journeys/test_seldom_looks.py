"""A real RTSP stream that is looked at seldom: whole pictures, and new ones, out of its key frames alone."""

import threading
from itertools import pairwise

import numpy as np
import pytest

from devices.pace import MACHINE
from tests.journeys.rtsp import rtsp
from tests.vision.scenes import a_scene
from vision.compose.clips import write_video
from vision.source import open_source

pytestmark = pytest.mark.journey

FPS, LOOKS, POLL_S = 10, 5, 1.5


def test_pictures_of_key_frames_alone_are_whole_and_new(tmp_path):
    scene = a_scene()
    clip = tmp_path / "street.mp4"
    # Every tenth of a second differs, every half second is a key frame.
    write_video(clip, (scene.draw(number / FPS) for number in range(200)), (640, 360), FPS, group=FPS // 2)
    with rtsp(clip) as url:
        source = open_source(url, poll_s=POLL_S, now_ms=MACHINE.now_ms)
        looks = [source.next(threading.Event()) for _ in range(LOOKS)]
        ages_ms = MACHINE.now_ms() - looks[-1].taken_at_ms
        source.close()
    street = scene.draw(0)
    assert all(np.abs(look.frame.astype(int) - street).mean() < 12 for look in looks)
    assert ages_ms < 1000
    apart_ms = np.diff([look.taken_at_ms for look in looks])
    assert (apart_ms > 0).all()
    assert not any(np.array_equal(one.frame, other.frame) for one, other in pairwise(looks))
