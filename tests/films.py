"""A fake of the port by which pictures become video, and pictures to make it of."""

from collections.abc import Sequence
from functools import cache

from devices.sim.scene import SceneScript, VillageScene
from hub.domain.live_video import Frame
from hub.filming import FilmTorn
from tests.cameras import JpegEncoder


class FakeFilm:
    """A film whose segments say what they show; it is torn by pictures that begin with `bad`."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, Sequence[Frame]]] = []
        self.is_over = False

    def segment(self, number: int, frames: Sequence[Frame]) -> bytes:
        if self.is_over or any(frame.jpeg.startswith(b"bad") for frame in frames):
            raise FilmTorn("by the test")
        self.shown.append((number, tuple(frames)))
        return b"G%d" % number

    def end(self) -> None:
        self.is_over = True


class FakeFilming:
    """Makes fake films."""

    def __init__(self) -> None:
        self.films: list[FakeFilm] = []

    def begin(self) -> FakeFilm:
        self.films.append(FakeFilm())
        return self.films[-1]


@cache
def a_picture(seed: int = 1, at_s: float = 3.0) -> bytes:
    """A real JPEG of a pretend village, 640 x 360."""
    return JpegEncoder().encode(VillageScene(SceneScript(seed, (), traffic_every_s=0.0)).draw(at_s))
