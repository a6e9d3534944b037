"""The process of a played township's cameras: it draws what they see at this moment, and serves it."""

import threading
from collections.abc import Mapping
from pathlib import Path

from deploy.config import VillageSettings
from deploy.pictures import drawn_cameras
from deploy.processes.played import played
from deploy.simulate.progress import TELL_EVERY_S, Progress, pictures_file, tell
from devices.contract.bodies import DeviceClass
from devices.sim.camera import Camera
from devices.sim.camera_server import CameraServer
from devices.sim.world.showing import Showing


class LookedAt:
    """A camera that remembers when it was last asked for a picture, by the simulation's clock."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.asked_ms: int | None = None

    def jpeg(self, at_ms: int) -> bytes | None:
        """See `devices.sim.camera_server.Camera.jpeg`."""
        self.asked_ms = at_ms
        return self._camera.jpeg(at_ms)


def lag_ms(cameras: Mapping[str, LookedAt], now_ms: int, poll_ms: int) -> int:
    """Say how overdue the next look at a camera is, the worst of them; nobody is late before the first."""
    asked = [camera.asked_ms for camera in cameras.values() if camera.asked_ms is not None]
    return max(0, now_ms - min(asked) - poll_ms) if asked else 0


class PicturesProcess:
    """Serves the pictures of every camera of the world that is played, and tells how late they are looked at.

    By the machine's clock nobody is told: nothing waits for those who are late.

    Raises:
        CannotRun: no scenario is played, or there is no pretend clock where there should be one.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        simulation, world = played(settings)
        names = (actor.id for actor in world.actors if actor.device.device_class is DeviceClass.CAMERA)
        drawn = drawn_cameras((world.views(camera) for camera in names), simulation.seed)
        self._cameras = {name: LookedAt(camera) for name, camera in drawn.items()}
        self._world, self._time = world, simulation.time()
        self._began_ms = 0
        self._poll_ms = round(settings.vision.poll_s * 1000)
        self._server = CameraServer(self._cameras, port=simulation.pictures_port, now_ms=self._now_ms)
        self._file = pictures_file(home)
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)

    def start(self) -> None:
        """Begin to serve; a showing begins now."""
        self._began_ms = self._time.now_ms()
        self._server.start()
        if not isinstance(self._world, Showing):
            self._thread.start()

    def failure(self) -> str:
        """A camera that cannot be drawn answers with an error; nothing ends this from inside."""
        return ""

    def stop(self) -> None:
        """Close the port."""
        self._is_stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._server.stop()

    def _now_ms(self) -> int:
        """Say which moment the cameras see."""
        now_ms = self._time.now_ms()
        return self._world.view_ms(now_ms - self._began_ms) if isinstance(self._world, Showing) else now_ms

    def _tell(self) -> None:
        while not self._is_stopping.wait(TELL_EVERY_S):
            tell(self._file, Progress(lag_ms=lag_ms(self._cameras, self._now_ms(), self._poll_ms)))
