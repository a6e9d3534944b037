"""The wall in a browser, drawn from a real InfluxDB by a hub of its own: what is open, once, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from deploy.servers import OPERATOR, Place, operator_password
from devices.contract.bodies import DeviceClass, LitterFinding, Medium, Phase, Sight
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from hub.adapters.clock import SystemClock
from hub.domain.instants import millis
from tests.faults.hub import SITE, Hub
from tests.films import a_picture
from tests.journeys.conftest import folder, published
from tests.journeys.screen import WALL
from tests.servers import influxd, mosquitto
from tests.wait import until

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(180)]
CAMERAS = ("cam-001", "cam-002", "cam-003")
# Ten seconds until the hub notes what changed, and the way into the store: far below the 90 s of a row.
REFRESH_S = 30.0


@dataclass
class Wall:
    """The wall as somebody looks at it, and the hub that fills it."""

    hub: Hub
    mqtt_port: int
    page: Page

    def see_litter(self, camera: str) -> str:
        """Let a camera tell of a pile, with a picture of its own; the picture's name."""
        content = a_picture(at_s=float(CAMERAS.index(camera)))
        name = sha256(content).hexdigest()
        self.ask("PUT", f"/api/v1/evidence/{name}", content=content, headers={"Content-Type": "image/jpeg"})
        finding = LitterFinding(
            id="pile-1", at_ms=millis(SystemClock().now()), boot=1, seq=1, phase=Phase.START, severity=2,
            media=(Medium(role="at", sha256=name),), sight=Sight.PRESENT, confidence=0.9,
            xywh=(0.1, 0.1, 0.2, 0.2),
        )  # fmt: skip
        published(
            self.mqtt_port, *encode(Message(device_address(SITE, camera, Kind.EVENT, "litter"), finding))
        )
        return name

    def close(self, camera: str) -> None:
        """Somebody at the centre has seen it put right."""
        (ticket,) = (one for one in self.ask("GET", "/api/v1/tickets")["tickets"] if one["device"] == camera)
        self.ask("POST", f"/api/v1/tickets/{ticket['id']}/close", json={"why": "已清理，现场看过"})

    def ask(self, method: str, path: str, **how: object) -> dict[str, list[dict[str, str]]]:
        auth = (OPERATOR, operator_password(Place.at(self.hub.home)))
        url = f"http://127.0.0.1:{self.hub.port}{path}"
        answer = httpx.request(method, url, auth=auth, timeout=10, **how)  # type: ignore[arg-type]
        assert answer.is_success, answer.text
        found: dict[str, list[dict[str, str]]] = answer.json()
        return found

    def sign_in(self) -> None:
        self.page.goto(f"http://127.0.0.1:{self.hub.port}/wall")
        self.page.fill("#name", OPERATOR)
        self.page.fill("#password", operator_password(Place.at(self.hub.home)))
        self.page.click("form button")
        self.page.wait_for_selector("main section")

    def shows(self, *pictures: str) -> bool:
        """Whether it shows these matters now, each once: a ring on the map and a picture in the list."""
        self.page.goto(f"http://127.0.0.1:{self.hub.port}/wall")
        rings = self.page.locator("svg.map circle[r='11']").count()
        sources = self.page.locator("section:has(h2:text-is('最新垃圾图片')) img").evaluate_all(
            "images => images.map((image) => image.src)"
        )
        found = [re.findall(r"/signed/media/(\w+)", source)[0] for source in sources]
        return rings == len(pictures) and sorted(found) == sorted(pictures)


@pytest.fixture
def wall(tmp_path: Path, browser: Browser) -> Iterator[Wall]:
    """Nobody has reported anything yet."""
    with (
        mosquitto(folder(tmp_path, "mosquitto")) as mqtt_port,
        influxd(folder(tmp_path, "influx")) as influx_url,
    ):
        hub = Hub(folder(tmp_path, "home"), mqtt_port, influx_url)
        try:
            hub.program.start()
            hub.register(CAMERAS, DeviceClass.CAMERA)
            context = browser.new_context(viewport=WALL)  # type: ignore[arg-type]
            context.set_default_timeout(20_000)
            made = Wall(hub, mqtt_port, context.new_page())
            made.sign_in()
            yield made
            context.close()
        finally:
            hub.program.stop()


def test_a_closed_matter_leaves_the_wall_and_none_stands_twice_after_a_restart(wall: Wall) -> None:
    first, second, third = map(wall.see_litter, CAMERAS)
    until(lambda: wall.shows(first, second, third), REFRESH_S, "the three matters, each once")
    wall.close(CAMERAS[0])
    until(lambda: wall.shows(second, third), REFRESH_S, "the two that are open, without the closed one")
    wall.close(CAMERAS[1])
    wall.hub.program.kill()
    wall.hub.program.start()
    until(lambda: wall.shows(third), REFRESH_S, "the open one, once, after the restart")
