from fractions import Fraction

import av
import numpy as np
import pytest

from vision.key_frames import KeyPace, wanted_frames

FPS, GROUP, COUNT = 10, 10, 60


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Write six seconds whose brightness is the number of the frame, with a key frame each second."""
    path = tmp_path_factory.mktemp("clips") / "stream.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.options = {
            "crf": "10",
            "tune": "zerolatency",
            "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0",
        }
        stream.codec_context.time_base = Fraction(1, FPS)
        for number in range(COUNT):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 2 * number, np.uint8), format="bgr24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def decoded(clip, patience_s, is_wanted=lambda _at_s: True):
    """Say which frames are decoded when packets come a tenth of a second apart."""
    clock = iter(range(10_000))
    now = [0.0]

    def now_s():
        now[0] = next(clock) / (FPS / GROUP)  # asked once for each key frame
        return now[0]

    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        frames = wanted_frames(
            container.demux(stream),
            stream.codec_context,
            KeyPace(patience_s),
            lambda: is_wanted(now[0]),
            now_s,
        )
        return [round(float(frame.to_ndarray(format="gray").mean()) / 2) for frame in frames]


def test_who_wants_pictures_oftener_than_key_frames_come_gets_all(clip):
    assert len(decoded(clip, 1.0)) == COUNT


def test_where_key_frames_suffice_nothing_else_is_decoded(clip):
    seen = decoded(clip, 5.0)
    assert len(seen) == 2 * GROUP + 4  # until two intervals were seen, then one picture a second
    assert np.abs(np.subtract(seen[-4:], (20, 30, 40, 50))).max() <= 2


def test_a_key_frame_that_nobody_waits_for_is_not_decoded(clip):
    seen = decoded(clip, 5.0, is_wanted=lambda at_s: at_s == 4)
    assert len(seen) == 2 * GROUP + 1
    assert abs(seen[-1] - 40) <= 2


def test_one_interval_is_not_enough_to_rely_on():
    pace = KeyPace(5.0)
    pace.note(0.0)
    pace.note(1.0)
    assert not pace.is_enough


def test_the_longest_of_the_last_intervals_counts():
    pace = KeyPace(5.0)
    for at_s in (0, 1, 2, 8, 9):
        pace.note(at_s)
    assert not pace.is_enough
    for at_s in (10, 11, 12, 13):
        pace.note(at_s)
    assert pace.is_enough


def test_who_wants_all_pictures_gets_all_of_a_stream_of_key_frames():
    pace = KeyPace(0.0)
    for _ in range(5):
        pace.note(7.0)
    assert not pace.is_enough


def test_when_key_frames_become_rare_decoding_goes_on_with_the_next_one():
    """Of a stream whose interval grew, what follows the late key frame is whole again."""
    pace = KeyPace(5.0)
    for at_s in (0, 1, 2):
        pace.note(at_s)
    assert pace.is_enough
    pace.note(10)
    assert not pace.is_enough
