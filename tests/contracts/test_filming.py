"""Pictures become video: the same of the fake and of the encoder in its child process."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import pytest

from hub.adapters.video.film import ChildFilming, FilmOptions
from hub.domain.live_video import FRAMES, SEGMENT_S, Frame
from hub.filming import Film, Filming, FilmTorn
from tests.films import FakeFilming, a_picture

pytestmark = pytest.mark.slow  # the child takes half a second to begin


@pytest.fixture(params=[FakeFilming, ChildFilming])
def filming(request: pytest.FixtureRequest) -> Filming:
    made: Filming = request.param()
    return made


@pytest.fixture
def film(filming: Filming) -> Iterator[Film]:
    made = filming.begin()
    yield made
    made.end()


@pytest.fixture
def real() -> Iterator[Film]:
    made = ChildFilming().begin()
    yield made
    made.end()


def still(jpeg: bytes, *, is_stale: bool = False, caption: str = "03-05 10:00:00") -> Sequence[Frame]:
    return [Frame(jpeg, caption, is_stale=is_stale)] * FRAMES


def test_a_film_goes_on_segment_by_segment(film: Film) -> None:
    made = [film.segment(7 + n, still(a_picture())) for n in range(3)]
    assert [content[:1] for content in made] == [b"G"] * 3
    assert len(set(made)) == 3


def test_a_picture_that_is_none_tears_the_film(film: Film) -> None:
    film.segment(7, still(a_picture()))
    with pytest.raises(FilmTorn):
        film.segment(8, still(b"bad"))


def test_ending_twice_is_ending_once_and_nothing_follows(film: Film) -> None:
    film.end()
    film.end()
    with pytest.raises(FilmTorn):
        film.segment(7, still(a_picture()))


@dataclass(frozen=True)
class Seen:
    """What a player decodes."""

    at_s: float
    is_whole: bool
    luma: np.ndarray
    chroma: np.ndarray


def seen(content: bytes) -> list[Seen]:
    with av.open(io.BytesIO(content), format="mpegts") as source:
        (stream,) = source.streams
        assert stream.codec_context.name == "h264"
        found = []
        for frame in source.decode(stream):
            planes = frame.to_ndarray(format="yuv420p")
            luma, chroma = planes[: frame.height], planes[frame.height :]
            found.append(Seen(float(frame.pts * frame.time_base), frame.key_frame, luma, chroma))
        return found


def test_each_segment_is_played_by_itself_and_follows_the_one_before(real: Film) -> None:
    first, second = (seen(real.segment(900_000_000 + n, still(a_picture()))) for n in range(2))
    assert [frame.is_whole for frame in first] == [True] + [False] * (FRAMES - 1)
    assert second[0].is_whole
    steps = np.diff([frame.at_s for frame in (*first, *second)])
    assert steps == pytest.approx(SEGMENT_S / FRAMES)


def test_a_picture_looks_in_the_video_as_it_was(real: Film) -> None:
    with av.open(io.BytesIO(a_picture()), format="mjpeg") as source:
        (before,) = source.decode(video=0)
    luma = before.reformat(format="yuv420p").to_ndarray()[: before.height].astype(int)
    shown = seen(real.segment(1, still(a_picture())))[-1]
    assert np.abs(shown.luma[:300].astype(int) - luma[:300]).mean() < 4


def test_what_is_too_old_is_grey_and_what_is_not_is_not(real: Film) -> None:
    grey, coloured = (
        seen(real.segment(n, still(a_picture(), is_stale=is_stale)))[-1]
        for n, is_stale in enumerate((True, False))
    )
    assert np.abs(grey.chroma.astype(int) - 128).max() <= 3
    assert np.abs(coloured.chroma.astype(int) - 128).max() > 30


def test_the_time_of_the_picture_stands_in_the_corner(real: Film) -> None:
    one, other = (seen(real.segment(n, still(a_picture(), caption=f"03-05 10:00:0{n}")))[-1] for n in (1, 8))
    assert (one.luma[-22:-4, 4:160] > 180).mean() > 0.15
    changed = np.abs(one.luma.astype(int) - other.luma.astype(int)) > 60
    assert changed[-22:, :200].any()
    assert not changed[:300].any()


def test_a_picture_of_another_shape_keeps_it(real: Film) -> None:
    upright = _upright()
    seen(real.segment(1, still(a_picture())))
    shown = seen(real.segment(2, still(upright)))[-1]
    assert shown.luma.shape == (360, 640)
    assert shown.luma[:300, :150].max() < 30
    assert shown.luma[:300, 300:340].mean() > 100


@pytest.mark.parametrize("size_wh", [(4200, 2400), (32, 32)], ids=["too-large", "too-small"])
def test_a_picture_of_no_sensible_size_is_refused(real: Film, size_wh: tuple[int, int]) -> None:
    with pytest.raises(FilmTorn, match="picture"):
        real.segment(1, still(_plain(size_wh)))


def test_a_child_that_takes_too_long_is_killed() -> None:
    film = ChildFilming(FilmOptions(first_segment_s=0.01)).begin()
    with pytest.raises(FilmTorn, match="ended with -9"):
        film.segment(1, still(a_picture()))
    film.end()


def _upright() -> bytes:
    return _plain((180, 320), 150)


def _plain(size_wh: tuple[int, int], grey: int = 150) -> bytes:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height = size_wh
    codec.pix_fmt, codec.time_base = "yuvj420p", Fraction(1)
    planes = np.full((size_wh[1] * 3 // 2, size_wh[0]), grey, np.uint8)
    frame = av.VideoFrame.from_ndarray(planes, format="yuvj420p")
    return b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None)))
