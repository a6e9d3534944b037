"""The vision worker's process."""

from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.pretend import VISION_WORKER
from deploy.servers import Place, mqtt_passwords
from devices.mqtt import LinkOptions
from devices.pace import MACHINE
from vision.app import VisionApp, VisionOptions
from vision.settings import OwnDetectorSettings
from vision.yolo import OwnModel, Yolo


def own_model(said: OwnDetectorSettings) -> OwnModel | None:
    """Read the detector that the settings name, and try it once; None when they name none.

    Raises:
        CannotRun: it cannot be read or used; the text names the setting and what was expected.
    """
    if not said.file:
        return None
    named = f"vision.detector.file = {said.file!r}"
    try:
        model = OwnModel(Path(said.file).read_bytes(), said.classes, said.confidence, said.size_px)
    except OSError as error:
        raise CannotRun(f"{named}: {error.strerror}") from error
    try:
        Yolo(model)
    except ValueError as error:
        raise CannotRun(f"{named}: {error}") from error
    return model


class VisionProcess:
    """Watches the cameras of the settings.

    Raises:
        CannotRun: the detector that the settings name cannot be used, or a simulation has no clock.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        password = mqtt_passwords(Place.at(home), [VISION_WORKER])[VISION_WORKER]
        self._app = VisionApp(
            VisionOptions(
                site=settings.site.id,
                worker=VISION_WORKER,
                link=LinkOptions(
                    host=settings.mqtt.host,
                    port=settings.mqtt.port,
                    client_id=VISION_WORKER,
                    username=VISION_WORKER,
                    password=password,
                    ca_file=settings.mqtt.ca_file,
                ),
                hub_url=settings.http.public_url,
                state_dir=home / "vision",
                settings=settings.vision,
                cameras=settings.cameras,
                own=own_model(settings.vision.detector),
                time=MACHINE if settings.simulation is None else settings.simulation.time(),
                zone=ZoneInfo(settings.site.timezone),
            )
        )

    def start(self) -> None:
        """Begin watching."""
        self._app.start()

    def failure(self) -> str:
        """The worker keeps its own threads going; nothing ends it from inside."""
        return ""

    def stop(self) -> None:
        """Stop watching."""
        self._app.stop()
