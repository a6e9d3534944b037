"""The field's process in the demo: the pretend township's bins and cameras."""

from pathlib import Path
from time import time_ns

from deploy import pretend
from deploy.config import PretendSettings, VillageSettings
from deploy.servers import Place, mqtt_passwords
from devices.contract.bodies import DeviceClass
from devices.mqtt import LinkOptions
from devices.sim.app import SimApp, SimOptions
from devices.sim.cameras import CameraServer
from devices.sim.script import demo_script
from devices.sim.views import camera_scripts


class FieldProcess:
    """Stands in for every device of the pretend township."""

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        plan = settings.pretend or PretendSettings()
        township = pretend.build(settings, plan)
        script = demo_script(township)
        gateway = pretend.ids(township, DeviceClass.GATEWAY)[0]
        links = _links(settings, home, [gateway, pretend.NETWORK_SERVER])
        self._sim = SimApp(
            SimOptions(
                township=township,
                script=script,
                gateway=links[gateway],
                network_server=links[pretend.NETWORK_SERVER],
                spool_file=home / "field" / "spool.sqlite",
                truth_file=home / "field" / "truth.jsonl",
            ),
            lambda: time_ns() // 1_000_000,
            CameraServer(camera_scripts(township, script), port=plan.pictures_port),
        )

    def start(self) -> None:
        """Let all devices speak."""
        self._sim.start()

    def failure(self) -> str:
        """What ended the township from inside."""
        error = self._sim.failure()
        return "" if error is None else repr(error)

    def stop(self) -> None:
        """Let all devices say goodbye."""
        self._sim.stop()


def _links(settings: VillageSettings, home: Path, users: list[str]) -> dict[str, LinkOptions]:
    """Say how each client reaches the broker with its own password."""
    return {
        user: LinkOptions(
            host=settings.mqtt.host,
            port=settings.mqtt.port,
            client_id=user,
            username=user,
            password=password,
            ca_file=settings.mqtt.ca_file,
        )
        for user, password in mqtt_passwords(Place.at(home), users).items()
    }
