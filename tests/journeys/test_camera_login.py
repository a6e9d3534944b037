"""V196: the password of a camera changes while its stream is watched."""

import threading

import pytest

from devices.pace import MACHINE
from tests.journeys.rtsp import serving
from tests.vision.clips import write_clip
from tests.vision.scenes import a_scene
from vision.source import SourceLost, open_source

pytestmark = pytest.mark.journey

NEVER = threading.Event()


def opened(url, password):
    named = url.replace("rtsp://", f"rtsp://admin:{password}@")
    return open_source(named, poll_s=0.1, now_ms=MACHINE.now_ms)


def lost(source):
    """Look until the source is lost; say why."""
    try:
        for _ in range(200):
            source.next(NEVER)
    except SourceLost as loss:
        return str(loss)
    finally:
        source.close()
    raise AssertionError("the stream goes on although its password changed")


def test_a_stream_whose_password_changes_is_lost_and_found_again_with_the_new_one(tmp_path):
    write_clip(tmp_path / "street.mp4", a_scene(), seconds=60, fps=5)
    with serving(tmp_path / "street.mp4", "admin", "first-secret", "second-secret") as (url, change_password):
        watched = opened(url, "first-secret")
        assert watched.next(NEVER).frame.shape == (360, 640, 3)
        change_password()
        reasons = [lost(watched), lost(opened(url, "first-secret"))]
        assert not any("secret" in reason for reason in reasons)
        assert "401" in reasons[1] or "nauthorized" in reasons[1]
        again = opened(url, "second-secret")
        assert again.next(NEVER).frame.shape == (360, 640, 3)
        again.close()
