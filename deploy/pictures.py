"""The cameras of a simulated township: what the world says they see, drawn or filmed, and sent as JPEG."""

import threading
from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np

from devices.sim.camera import Camera
from devices.sim.ground import HEIGHT_PX, WIDTH_PX
from devices.sim.world.view import ViewScript
from vision.arrays import Frame
from vision.compose.film import FilmView
from vision.compose.stream import Stream
from vision.compose.village.view import Props, VillageView
from vision.drawing import jpeg

_QUALITY = 85


class _View(Protocol):
    """What a camera sees; for one thread at a time."""

    def at(self, at_ms: int) -> Frame | None:
        """Give the view (360, 640, 3) BGR of a moment, or None while the camera does not answer."""
        ...


class Studio:
    """What the cameras of a township share: people, vehicles, the noise of their sensors, and one encoder."""

    def __init__(self, seed: int) -> None:
        self._props = Props.of(seed)
        self._stream = Stream((WIDTH_PX, HEIGHT_PX))
        self._lock = threading.Lock()

    def view(self, script: ViewScript) -> _View:
        """Set up what a camera sees."""
        if script.film is not None:
            return FilmView(script.film, script.faults, self._props.grain)
        return VillageView(script, self._props)

    def sent(self, frame: Frame) -> bytes:
        """Give a frame (360, 640, 3) BGR as a camera sends it; any thread."""
        with self._lock:
            streamed = self._stream.passed(np.ascontiguousarray(frame))
        return jpeg(streamed, quality=_QUALITY)


class StagedCamera:
    """Fulfils `Camera` with what a script says; the same script and moment give the same bytes."""

    def __init__(self, script: ViewScript, studio: Studio) -> None:
        self._script, self._studio = script, studio
        self._lock = threading.Lock()
        self._view: _View | None = None

    def jpeg(self, at_ms: int) -> bytes | None:
        """See `Camera.jpeg`; milliseconds UTC."""
        with self._lock:
            if self._view is None:
                self._view = self._studio.view(self._script)
            frame = self._view.at(at_ms)
        return None if frame is None else self._studio.sent(frame)


def drawn_cameras(scripts: Iterable[ViewScript], seed: int) -> Mapping[str, Camera]:
    """Make the cameras of a township, by device id; each sets up its place when it is first asked."""
    studio = Studio(seed)
    return {script.camera: StagedCamera(script, studio) for script in scripts}
