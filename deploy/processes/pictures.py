"""The process of a simulation's cameras: it draws what they see at this pretend moment, and serves it."""

from deploy.config import SimulationSettings, VillageSettings
from deploy.pictures import drawn_cameras
from deploy.processes.played import played
from devices.contract.bodies import DeviceClass
from devices.sim.camera_server import CameraServer


class PicturesProcess:
    """Serves the pictures of every camera of the world that is played.

    Raises:
        CannotRun: no scenario is played, or there is no pretend clock.
    """

    def __init__(self, settings: VillageSettings) -> None:
        simulation: SimulationSettings
        simulation, world = played(settings)
        cameras = (actor.id for actor in world.actors if actor.device.device_class is DeviceClass.CAMERA)
        self._server = CameraServer(
            drawn_cameras((world.views(camera) for camera in cameras), simulation.seed),
            port=simulation.pictures_port,
            now_ms=simulation.pace().now_ms,
        )

    def start(self) -> None:
        """Begin to serve."""
        self._server.start()

    def failure(self) -> str:
        """A camera that cannot be drawn answers with an error; nothing ends this from inside."""
        return ""

    def stop(self) -> None:
        """Close the port."""
        self._server.stop()
