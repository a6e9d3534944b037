"""The field process of the demo: the pretend bins and cameras, and a real agent for each speaker."""

from dataclasses import replace
from pathlib import Path
from time import time_ns

from deploy import pretend
from deploy.config import PretendSettings, VillageSettings
from deploy.servers import Place, mqtt_passwords
from devices.agents.field import FieldApp, FieldOptions
from devices.agents.speaker import SpeakerOptions
from devices.contract.bodies import DeviceClass, Location
from devices.mqtt import LinkOptions
from devices.sim.app import SimApp, SimOptions
from devices.sim.camera_server import CameraServer
from devices.sim.cameras import PretendCamera
from devices.sim.script import demo_script
from devices.sim.township import Township
from devices.sim.views import camera_scripts
from hub.orders import PUBLIC_KEY


class FieldProcess:
    """Stands in for every device of the pretend township."""

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        plan = settings.pretend or PretendSettings()
        township = pretend.build(settings, plan)
        gateway = pretend.ids(township, DeviceClass.GATEWAY)[0]
        users = [gateway, pretend.NETWORK_SERVER, *pretend.ids(township, DeviceClass.SPEAKER)]
        links = _links(settings, home, users)
        script = demo_script(township)
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
            CameraServer(
                {camera: PretendCamera(seen) for camera, seen in camera_scripts(township, script).items()},
                port=plan.pictures_port,
            ),
        )
        self._hub_key_file = settings.data_dir / PUBLIC_KEY
        self._options = FieldOptions(
            _speakers(township, links), settings.http.public_url, home / "field" / "speakers"
        )
        self._speakers: FieldApp | None = None

    def start(self) -> None:
        """Let all devices speak, and the speakers listen; the hub, whose key they need, is there by now."""
        keys = tuple(self._hub_key_file.read_text(encoding="ascii").split())
        speakers = tuple(replace(speaker, hub_keys=keys) for speaker in self._options.speakers)
        self._speakers = FieldApp(replace(self._options, speakers=speakers))
        self._speakers.start()
        self._sim.start()

    def failure(self) -> str:
        """What ended one of them from inside."""
        error = self._sim.failure() or (self._speakers.failure() if self._speakers else None)
        return "" if error is None else repr(error)

    def stop(self) -> None:
        """Let all devices say goodbye."""
        self._sim.stop()
        if self._speakers is not None:
            self._speakers.stop()


def _speakers(township: Township, links: dict[str, LinkOptions]) -> tuple[SpeakerOptions, ...]:
    return tuple(
        SpeakerOptions(
            site=township.site,
            device=device.id,
            link=links[device.id],
            groups=(device.village.name.id,),
            model=device.model,
            location=Location(lat=device.place.lat, lon=device.place.lon),
        )
        for device in township.of(DeviceClass.SPEAKER)
    )


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
