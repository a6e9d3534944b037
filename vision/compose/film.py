"""A labelled clip of a real camera, shown at simulated moments."""

import threading
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from devices.contract.bodies import ViewFault
from devices.sim.ground import HEIGHT_PX, WIDTH_PX
from devices.sim.world.spell import holds_any
from devices.sim.world.view import FaultSpell, Film
from vision.arrays import Frame
from vision.compose.village.grain import Grain
from vision.source import SourceLost, open_source

# Shorter than any clip's time between two frames: none is left out.
_EVERY_S = 1e-6


class FilmView:
    """What a camera that shows a clip sees. For one thread; cheap while time goes forward."""

    def __init__(self, film: Film, faults: Sequence[FaultSpell], grain: Grain) -> None:
        """Take the clip; of `faults` it shows by itself all but that the camera does not answer."""
        self._film, self._grain = film, grain
        self._away = [fault.spell for fault in faults if fault.fault is ViewFault.LOST]
        self._frames: Iterator[Frame] = iter(())
        self._shown = -1
        self._frame: Frame | None = None

    def at(self, at_ms: int) -> Frame | None:
        """Give the view (360, 640, 3) BGR of a moment, or None while the camera does not answer.

        A clip stands still before it begins, after it ends and between its frames: without the sensor's
        noise that is put on top it would be a frozen camera. One that cannot be read never answers.
        """
        if holds_any(self._away, at_ms):
            return None
        wanted = self._film.frame_at(at_ms)
        if wanted < self._shown:
            self._shown = -1
        if self._shown < 0:
            self._frames = _frames(self._film)
        while self._shown < wanted and (frame := next(self._frames, None)) is not None:
            self._shown, self._frame = self._shown + 1, frame
        return None if self._frame is None else self._grain.on(self._frame, at_ms)


def _frames(film: Film) -> Iterator[Frame]:
    never = threading.Event()
    try:
        source = open_source(film.video.resolve().as_uri(), poll_s=_EVERY_S, now_ms=lambda: 0, is_paced=False)
    except SourceLost:
        return
    try:
        while (picture := source.next(never)) is not None:
            yield np.asarray(cv2.resize(picture.frame, (WIDTH_PX, HEIGHT_PX)), dtype=np.uint8)
    except SourceLost:
        return
    finally:
        source.close()
