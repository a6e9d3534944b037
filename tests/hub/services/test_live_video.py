"""Video while somebody watches: begun once, shared, ended; never of a camera that is silent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.adapters.evidence import FileEvidence
from hub.domain.live_video import FRAMES, KEPT, SEGMENT_S
from hub.filming import FilmTorn
from hub.services.live_video import LiveVideo, NoPicture, TooManyFilms
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.films import FakeFilming


class Scene:
    """Live video of a hub whose cameras say what the test says."""

    def __init__(self, folder: Path, most: int = 2) -> None:
        self.clock = FakeClock(NOON)
        self.evidence = FileEvidence(folder)
        self.filming = FakeFilming()
        self.video = LiveVideo(self.evidence, self.filming, self.clock, ZoneInfo("Asia/Shanghai"), most=most)

    def sends(self, camera: str, jpeg: bytes) -> None:
        self.evidence.put_last(camera, jpeg, self.clock.now())

    def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.move(1)
            self.video.look()

    def numbers(self, camera: str) -> list[int]:
        return [segment.number for segment in self.video.segments(camera)[1]]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    made.sends("cam-1", b"one")
    yield made
    made.video.stop()


def test_the_first_viewer_has_three_segments_at_once(scene: Scene) -> None:
    numbers = scene.numbers("cam-1")
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert scene.video.segment("cam-1", numbers[0]) == b"G%d" % numbers[0]


def test_all_viewers_share_one_film(scene: Scene) -> None:
    assert len({tuple(scene.numbers("cam-1")) for _ in range(100)}) == 1
    assert len(scene.filming.films) == 1
    assert len(scene.filming.films[0].shown) == 3


def test_segments_follow_the_clock_whoever_asks_when(scene: Scene) -> None:
    first = scene.numbers("cam-1")[0]
    scene.passes(3 * SEGMENT_S + 1)
    assert scene.numbers("cam-1") == list(range(first, first + 6))


def test_a_new_picture_appears_and_stays_until_the_next(scene: Scene) -> None:
    scene.numbers("cam-1")
    scene.passes(2)
    scene.sends("cam-1", b"two")
    scene.passes(2 * SEGMENT_S)
    scene.numbers("cam-1")
    shown = [[frame.jpeg for frame in frames] for _, frames in scene.filming.films[0].shown]
    before = 6  # three seconds: it was seen a second after it came
    assert shown[-2:] == [[b"one"] * before + [b"two"] * (FRAMES - before), [b"two"] * FRAMES]
    assert shown[:-2] == [[b"one"] * FRAMES] * 3


def test_the_oldest_segments_are_let_go(scene: Scene) -> None:
    first = scene.numbers("cam-1")[0]
    for _ in range(KEPT):
        scene.passes(SEGMENT_S)
        scene.numbers("cam-1")
    assert scene.video.segment("cam-1", first) is None
    assert len(scene.numbers("cam-1")) == KEPT


def test_a_film_that_nobody_watches_ends(scene: Scene) -> None:
    numbers = scene.numbers("cam-1")
    scene.passes(31)
    assert scene.filming.films[0].is_over
    assert scene.video.segment("cam-1", numbers[0]) is None


def test_who_comes_back_sees_higher_numbers_even_when_the_clock_was_set_back(scene: Scene) -> None:
    numbers = scene.numbers("cam-1")
    scene.passes(31)
    scene.clock._now -= timedelta(hours=1)
    scene.sends("cam-1", b"two")
    assert scene.numbers("cam-1")[0] > numbers[-1]


def test_who_comes_back_before_anybody_looked_gets_a_new_film(scene: Scene) -> None:
    scene.numbers("cam-1")
    scene.clock.move(35)
    assert len(scene.numbers("cam-1")) == 3
    assert [film.is_over for film in scene.filming.films] == [True, False]


@pytest.mark.parametrize("silent_s", [301, None])
def test_there_is_no_video_of_a_silent_camera(scene: Scene, silent_s: int | None) -> None:
    scene.clock.move(silent_s or 0)
    with pytest.raises(NoPicture):
        scene.video.segments("cam-1" if silent_s else "cam-9")
    assert scene.filming.films == []


def test_one_camera_more_than_there_is_room_for_waits(scene: Scene) -> None:
    for camera in ("cam-1", "cam-2", "cam-3"):
        scene.sends(camera, b"one")
    scene.numbers("cam-1")
    scene.numbers("cam-2")
    with pytest.raises(TooManyFilms):
        scene.video.segments("cam-3")
    scene.passes(31)
    assert scene.numbers("cam-3")


def test_a_picture_that_cannot_be_read_ends_the_film_and_the_next_one_begins_anew(scene: Scene) -> None:
    scene.numbers("cam-1")
    scene.passes(1)
    scene.sends("cam-1", b"bad")
    scene.passes(SEGMENT_S)
    with pytest.raises(FilmTorn):
        scene.video.segments("cam-1")
    assert scene.filming.films[0].is_over
    scene.sends("cam-1", b"good")
    assert len(scene.numbers("cam-1")) == 3


def test_stopping_ends_every_film(scene: Scene) -> None:
    scene.numbers("cam-1")
    scene.video.stop()
    assert scene.filming.films[0].is_over
