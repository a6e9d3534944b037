"""The vision worker's process."""

from pathlib import Path

from deploy.config import VillageSettings
from deploy.pretend import VISION_WORKER
from deploy.servers import Place, mqtt_passwords
from devices.mqtt import LinkOptions
from vision.app import VisionApp, VisionOptions


class VisionProcess:
    """Watches the cameras of the settings."""

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
