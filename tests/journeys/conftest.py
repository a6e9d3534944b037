"""A whole hub on real mosquitto and real InfluxDB, as a journey sees it from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from hub.adapters.clock import SystemClock
from hub.app import HubApp
from hub.cap_settings import CapSettings
from hub.domain.people import Role
from hub.domain.registry_row import COLUMNS
from hub.settings import BroadcastSettings, HttpSettings, HubSettings, MqttSettings, SeriesSettings
from tests.journeys.screen import CHROMIUM, FLAGS, WALL, Screen
from tests.journeys.serving import Served, answers, served
from tests.servers import free_port, influxd, mosquitto
from tests.wait import until

FIELD, PASSWORD = "field-1", "journey-field"
_ROW = dict.fromkeys(COLUMNS, "") | {
    "village_id": "liushuwan",
    "village": "柳树湾村",
    "grid_id": "liushuwan-1",
    "grid": "第一网格",
    "point": "村口",
    "owner": "张三",
    "phone": "10000000001",
    "lat": "29.1",
    "lon": "119.65",
    "period_s": "60",
}


def registry_csv(*rows: dict[str, str]) -> bytes:
    """A registry table whose rows name only what the journey is about."""
    lines = [",".join(COLUMNS), *(",".join((_ROW | row)[name] for name in COLUMNS) for row in rows)]
    return "\n".join(lines).encode()


def published(mqtt_port: int, topic: str, payload: str | bytes, *more: str) -> None:
    """Publish as a technician would: with mosquitto_pub."""
    content = payload.encode() if isinstance(payload, str) else payload
    command = ["mosquitto_pub", "-V", "5", "-q", "1", "-h", "127.0.0.1", "-p", str(mqtt_port)]
    subprocess.run([*command, "-t", topic, "-s", *more], input=content, check=True, timeout=10)


@dataclass
class Township:
    """A running hub and the ways to it."""

    app: HubApp
    mqtt_port: int
    influx_url: str
    url: str
    folder: Path

    def register(self, *rows: dict[str, str]) -> None:
        imported = self.app.context.registry.import_csv(registry_csv(*rows), by="test")
        assert (imported.devices, imported.flawed) == (len(rows), ())

    def get(self, path: str, **query: str) -> Any:
        """Ask the API as an operator."""
        answer = httpx.get(self.url + path, params=query, auth=("wang", PASSWORD), timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object) -> httpx.Response:
        """Order something as an operator."""
        return httpx.post(self.url + path, json=body, auth=("wang", PASSWORD), timeout=30)

    def put(self, path: str, body: object) -> httpx.Response:
        """Keep something as an operator."""
        return httpx.put(self.url + path, json=body, auth=("wang", PASSWORD), timeout=30)

    def publish(self, topic: str, payload: str | bytes, *more: str) -> None:
        """Speak as a device does: with mosquitto_pub."""
        published(self.mqtt_port, topic, payload, *more)

    def device(self, device: str) -> dict[str, Any]:
        """What the API says of one device."""
        return self.get(f"/api/v1/devices/{device}")

    def influx(self, query: str) -> Sequence[Sequence[Any]]:
        """Ask InfluxDB itself; the rows of the first series."""
        answer = httpx.get(f"{self.influx_url}/query", params={"db": "village", "q": query}, timeout=10)
        results = json.loads(answer.text)["results"][0]
        return results["series"][0]["values"] if "series" in results else []

    def settled(self) -> dict[str, Any]:
        """Wait until every message is where it belongs, and return the balance."""

        def is_settled() -> bool:
            balance = self.get("/api/v1/balance")
            return balance["is_even"] and balance["in_journal"] == 0

        until(is_settled, timeout_s=15, what="the balance to settle")
        return dict(self.get("/api/v1/balance"))


def undisturbed(now: datetime) -> BroadcastSettings:
    """Rules whose quiet hours and weekly test are half a day away, whatever time it is."""
    far = now.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(hours=12)
    since, until_ = f"{far:%H:%M}", f"{far + timedelta(minutes=1):%H:%M}"
    return BroadcastSettings(
        receipt_wait_s=5,
        night_from=since,
        night_until=until_,
        noon_from=since,
        noon_until=until_,
        test_weekday=far.weekday(),
        test_at=since,
    )


@pytest.fixture
def cap() -> CapSettings:
    """Who may warn a township; a journey about that says otherwise."""
    return CapSettings()


@pytest.fixture
def township(tmp_path: Path, cap: CapSettings) -> Iterator[Township]:
    """A hub that has heard nothing yet."""
    with (
        mosquitto(folder(tmp_path, "mosquitto")) as mqtt_port,
        influxd(folder(tmp_path, "influx")) as influx_url,
    ):
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        app = HubApp(
            HubSettings(
                data_dir=tmp_path / "hub",
                mqtt=MqttSettings(port=mqtt_port),
                series=SeriesSettings(store="influx1", url=influx_url),
                http=HttpSettings(port=port, public_url=url),
                broadcast=undisturbed(SystemClock().now()),
                cap=cap,
            )
        )
        app.start()
        app.context.accounts.put("wang", Role.ADMIN, PASSWORD)
        app.context.accounts.put(FIELD, Role.FIELD, PASSWORD)
        try:
            until(lambda: answers(url) and not app.context.health().notes, timeout_s=20, what="the hub")
            yield Township(app, mqtt_port, influx_url, url, tmp_path)
        finally:
            app.stop()


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pretend township that the tests of a module share."""
    port = free_port()
    home = tmp_path_factory.mktemp("hub")
    command = [sys.executable, "-m", "tests.journeys.page_server", str(home), str(port)]
    with served(command, port, home / "page_server.log") as server:
        yield server


@pytest.fixture
def url(page_server: Served) -> str:
    page_server.demand()
    return page_server.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module; each test looks through a context of its own, without cookies of another."""
    with sync_playwright() as playwright, ThreadPoolExecutor(1) as writer:
        # The thread that writes screenshots lives as long as the browser: no test shall be blamed for it.
        writer.submit(int).result()
        playwright._loop.set_default_executor(writer)
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def screen(page_server: Served, url: str, browser: Browser, tmp_path: Path) -> Iterator[Screen]:
    shots = Path(os.environ.get("VH_SCREENSHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=WALL)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    made = Screen(context.new_page(), url, shots)
    made.watch(page_server.is_there)
    yield made
    context.close()
    page_server.demand()
    assert made.elsewhere == []
    assert made.complaints == []


def folder(parent: Path, name: str) -> Path:
    """Make a folder."""
    made = parent / name
    made.mkdir()
    return made
