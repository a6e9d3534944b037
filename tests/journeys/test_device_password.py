"""A device's password, from the API to the broker: it speaks with it, and is cut off when it leaves."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.mosquitto.device_access import DeviceAccess
from deploy.ports import any_ports
from deploy.questions import NoGoodAnswer, lets_in
from deploy.servers import Clients, Place, broker, mqtt_passwords
from deploy.supervisor import Supervisor
from devices.contract.bodies import Telemetry
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import Link, LinkOptions
from hub.app import HubApp
from hub.domain.people import Role
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.journeys.conftest import PASSWORD, answers, registry_csv
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120)]
SITE, BIN = "daxi", "bin-007"


@dataclass
class Installation:
    """A broker of our own and a hub that may change who enters it."""

    mqtt_port: int
    url: str

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        url = f"{self.url}/api/v1/devices/{BIN}{path}"
        return httpx.request(method, url, json=body, auth=("wang", PASSWORD), timeout=10)

    def device(self, password: str) -> Link:
        """The bin's own connection."""
        link = Link(LinkOptions("127.0.0.1", self.mqtt_port, BIN, BIN, password, session_s=0))
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


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    place, ports = Place(tmp_path, dict(os.environ)), any_ports()
    supervisor = Supervisor((broker(place, ports, SITE, Clients("hub")),), tmp_path / "log", lambda _: None)
    supervisor.start()
    url = f"http://127.0.0.1:{ports.console}"
    settings = HubSettings(
        data_dir=tmp_path / "hub",
        mqtt=MqttSettings(port=ports.mqtt, username="hub", password=mqtt_passwords(place, ["hub"])["hub"]),
        http=HttpSettings(port=ports.console, public_url=url),
    )
    app = HubApp(settings, broker_access=DeviceAccess(tmp_path, place.credentials(), {"hub"}))
    app.start()
    try:
        app.context.accounts.put("wang", Role.ADMIN, PASSWORD)
        row = {"device_id": BIN, "class": "bin", "name": "村口桶", "empty_mm": "1000", "full_mm": "200"}
        app.context.registry.import_csv(registry_csv(row), by="test")
        until(lambda: answers(url) and not app.context.health().notes, timeout_s=20, what="the hub")
        yield Installation(ports.mqtt, url)
    finally:
        app.stop()
        supervisor.stop()


def say(link: Link, seq: int, distance_mm: float) -> None:
    body = Telemetry(boot=1, seq=seq, at_ms=int(time.time() * 1000), values={"distance_mm": distance_mm})
    link.send(Message(device_address(SITE, BIN, Kind.TELE), body))


@pytest.mark.parametrize(("act", "body"), [("/retire", None), ("/replace", {"serial": "SN-2"})])
def test_a_device_speaks_with_the_password_it_was_given_until_it_leaves(
    installation: Installation, act: str, body: object
) -> None:
    made = installation.ask("POST", "/credentials")
    assert made.status_code == 201
    password = made.json()["password"]
    until(lambda: installation.lets_in(password))
    link = installation.device(password)
    try:
        assert link.wait_up(5)
        say(link, 1, 640)
        until(lambda: installation.shows(640))
        assert installation.ask("POST", act, body).status_code == 200
        until(lambda: not link.is_up(), what="the old hardware to be cut off")
    finally:
        link.stop()
    assert not installation.lets_in(password)


def test_replaced_hardware_stays_out_while_its_successor_speaks(installation: Installation) -> None:
    old = installation.ask("POST", "/credentials").json()["password"]
    assert installation.ask("POST", "/replace", {"serial": "SN-2"}).status_code == 200
    new = installation.ask("POST", "/credentials").json()["password"]
    until(lambda: installation.lets_in(new))
    assert not installation.lets_in(old)
    link = installation.device(new)
    try:
        assert link.wait_up(5)
        say(link, 1, 320)
        until(lambda: installation.shows(320))
    finally:
        link.stop()
