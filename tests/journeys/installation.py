"""A broker of our own with its passwords and rules, and a hub that may change who enters it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.mosquitto.access import HOME_ASSISTANT
from deploy.mosquitto.device_access import DeviceAccess
from deploy.ports import any_ports
from deploy.questions import NoGoodAnswer, lets_in
from deploy.servers import Clients, Place, broker, mqtt_passwords
from deploy.supervisor import Supervisor
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from hub.app import HubApp
from hub.domain.people import Role
from hub.settings import ExportSettings, HttpSettings, HubSettings, MqttSettings
from tests.journeys.conftest import PASSWORD, registry_csv
from tests.journeys.serving import answers
from tests.wait import until

SITE, BIN = "daxi", "bin-007"


@dataclass
class Installation:
    """A broker of our own and a hub that may change who enters it."""

    mqtt_port: int
    url: str
    place: Place
    app: HubApp

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        url = f"{self.url}/api/v1/devices/{BIN}{path}"
        return httpx.request(method, url, json=body, auth=("wang", PASSWORD), timeout=10)

    def device(self, password: str) -> Link:
        """The bin's own connection."""
        link = Link(LinkOptions("127.0.0.1", self.mqtt_port, BIN, BIN, password, session_s=0))
        link.start()
        return link

    def reader(self, topic: str, heard: list[Packet]) -> Link:
        """Home Assistant's connection; what it hears is kept."""
        password = mqtt_passwords(self.place, [HOME_ASSISTANT])[HOME_ASSISTANT]
        options = LinkOptions("127.0.0.1", self.mqtt_port, "ha", HOME_ASSISTANT, password, session_s=0)
        link = Link(options, filters=[topic], on_packet=heard.append)
        link.start()
        return link

    def shows(self, distance_mm: float) -> bool:
        """Whether the hub knows this as the bin's newest reading."""
        figures = self.ask("GET", "").json()["figures"]
        return bool(figures.get("distance_mm", {}).get("value") == distance_mm)

    def lets_in(self, password: str) -> bool:
        try:
            lets_in("127.0.0.1", self.mqtt_port, BIN, password)
        except NoGoodAnswer:
            return False
        return True


@contextmanager
def an_installation(folder: Path, home_assistant_prefix: str = "") -> Iterator[Installation]:
    """Run broker and hub with one registered bin."""
    place, ports = Place(folder, dict(os.environ)), any_ports()
    clients = Clients("hub", home_assistant_prefix=home_assistant_prefix)
    supervisor = Supervisor((broker(place, ports, SITE, clients),), folder / "log", lambda _: None)
    supervisor.start()
    url = f"http://127.0.0.1:{ports.console}"
    settings = HubSettings(
        data_dir=folder / "hub",
        mqtt=MqttSettings(port=ports.mqtt, username="hub", password=mqtt_passwords(place, ["hub"])["hub"]),
        http=HttpSettings(port=ports.console, public_url=url),
        exports=ExportSettings(home_assistant_prefix=home_assistant_prefix),
    )
    app = HubApp(settings, broker_access=DeviceAccess(folder, place.credentials(), {"hub"}))
    app.start()
    try:
        app.context.accounts.put("wang", Role.ADMIN, PASSWORD)
        row = {"device_id": BIN, "class": "bin", "name": "村口桶", "empty_mm": "1000", "full_mm": "200"}
        app.context.registry.import_csv(registry_csv(row), by="test")
        until(lambda: answers(url) and not app.context.health().notes, timeout_s=20, what="the hub")
        yield Installation(ports.mqtt, url, place, app)
    finally:
        app.stop()
        supervisor.stop()
