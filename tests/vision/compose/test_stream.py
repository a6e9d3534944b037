import numpy as np

from tests.vision.compose.village.scripts import a_view, hour
from vision.compose.stream import Stream


def test_a_stream_takes_detail_away_and_leaves_the_picture():
    frame = a_view().at(hour(12))
    sent = Stream((640, 360)).passed(frame)
    assert sent.shape == frame.shape
    assert 1 < np.abs(sent.astype(int) - frame).mean() < 10


def test_what_a_stream_gives_depends_on_the_frame_only():
    one, other = a_view().at(hour(12)), a_view().at(hour(20))
    stream = Stream((640, 360))
    first = stream.passed(one)
    stream.passed(other)
    assert np.array_equal(stream.passed(one), first)
