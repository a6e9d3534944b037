"""Streams decoded in processes of their own, which end, hang, die and want too much."""

import os
import signal
import threading
from multiprocessing import active_children
from pathlib import Path

import pytest

from tests.vision.clips import write_clip
from tests.vision.fakes import answering
from tests.vision.scenes import a_scene
from vision.decoding import Decoding, DecodingFailed, Limits

pytestmark = pytest.mark.slow

FILES = {"protocol_whitelist": "file"}


def goes_on():
    return False


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "street.mp4"
    write_clip(path, a_scene(), seconds=4, fps=5)
    return str(path)


@pytest.fixture
def opened():
    """Open streams and kill them at the end."""
    streams = []

    def begin(address, *, options=FILES, **limits):
        streams.append(Decoding(address, options, Limits(**limits)))
        return streams[-1]

    yield begin
    for stream in streams:
        stream.close()


def to_the_end(stream):
    for _ in range(25):
        stream.newest(goes_on)


def test_a_stream_gives_its_newest_picture(clip, opened):
    frame, age_s = opened(clip).newest(goes_on)
    assert frame.shape == (360, 640, 3)
    assert frame[5, 320, 0] > frame[5, 320, 2]  # the sky: blue comes first
    assert 0 <= age_s < 5


def test_a_stream_that_is_over_says_so(clip, opened):
    stream = opened(clip)
    with pytest.raises(DecodingFailed, match="the stream ended"):
        to_the_end(stream)


def test_what_cannot_be_opened_is_told_without_its_address(opened):
    with pytest.raises(DecodingFailed, match="No such file"):
        opened("/none/secret.mp4").newest(goes_on)


@pytest.mark.parametrize("death", [signal.SIGSEGV, signal.SIGKILL])
def test_a_decoder_that_dies_is_told_and_another_goes_on(clip, opened, death):
    dying, other = opened(clip), opened(clip)
    os.kill(dying._process.pid, death)
    with pytest.raises(DecodingFailed, match=f"died, exit code -{death.value}|is gone"):
        to_the_end(dying)
    assert other.newest(goes_on) is not None


def test_a_decoder_that_stands_still_is_given_up_in_time(clip, opened):
    stream = opened(clip, open_s=0.2, read_s=0.2)
    os.kill(stream._process.pid, signal.SIGSTOP)
    with pytest.raises(DecodingFailed, match="no picture in time"):
        to_the_end(stream)


def test_a_stream_that_wants_more_memory_than_it_may_have_is_lost(clip, opened):
    with pytest.raises(DecodingFailed):
        opened(clip, memory_mib=0).newest(goes_on)


def test_who_is_told_to_stop_does_not_wait_for_a_silent_camera(opened):
    with answering(lambda handler: handler.is_stopping.wait(2)) as url:
        stream = opened(url.replace("http", "rtsp"), options={"rtsp_transport": "tcp"})
        assert stream.newest(lambda: True) is None


def test_who_is_told_to_stop_hears_of_no_trouble_that_came_at_the_same_time(opened):
    stream = opened("/none/secret.mp4")
    stream._process.join(5)  # its trouble waits to be read
    assert stream.newest(lambda: True) is None


def test_streams_that_come_and_go_leave_nothing_behind(clip):
    Decoding(clip, FILES, Limits()).close()
    before = (len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), len(active_children()))
    for _ in range(20):
        Decoding(clip, FILES, Limits()).close()
    after = (len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), len(active_children()))
    assert after == before


def test_closing_twice_is_closing_once(clip):
    stream = Decoding(clip, FILES, Limits())
    stream.close()
    stream.close()
