"""The cameras of a simulated township: what the world says they see, drawn, filmed and sent as JPEG."""

import threading
from collections.abc import Iterable, Mapping

from devices.sim.camera_server import Camera
from devices.sim.ground import HEIGHT_PX, WIDTH_PX
from devices.sim.world.view import ViewScript
from vision.compose.stream import Stream
from vision.compose.village.view import Props, VillageView
from vision.drawing import jpeg

_QUALITY = 85


class Studio:
    """What the drawn cameras of a township share: people, vehicles, sensors, and one encoder."""

    def __init__(self, seed: int) -> None:
        self.props = Props.of(seed)
        self._stream = Stream((WIDTH_PX, HEIGHT_PX))
        self._lock = threading.Lock()

    def shot(self, view: VillageView, at_ms: int) -> bytes | None:
        """Give what a view shows as a camera sends it; from any thread, the view from one at a time."""
        frame = view.at(at_ms)
        if frame is None:
            return None
        with self._lock:
            sent = self._stream.passed(frame)
        return jpeg(sent, quality=_QUALITY)


class DrawnCamera:
    """Fulfils `Camera` by drawing what a script says; the same script and moment give the same bytes."""

    def __init__(self, script: ViewScript, studio: Studio) -> None:
        self._script, self._studio = script, studio
        self._lock = threading.Lock()
        self._view: VillageView | None = None

    def jpeg(self, at_ms: int) -> bytes | None:
        """See `Camera.jpeg`; milliseconds UTC."""
        with self._lock:
            if self._view is None:
                self._view = VillageView(self._script, self._studio.props)
            return self._studio.shot(self._view, at_ms)


def drawn_cameras(scripts: Iterable[ViewScript], seed: int) -> Mapping[str, Camera]:
    """Make the cameras of a township, by device id; each draws its place when it is first asked."""
    studio = Studio(seed)
    return {script.camera: DrawnCamera(script, studio) for script in scripts}
