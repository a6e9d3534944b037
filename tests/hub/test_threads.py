"""Every long-lived thread of the hub: when it dies, the hub is red at once and ends."""

import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from hub.app import HubApp
from hub.crew import Crew
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.servers import free_port
from tests.wait import until

pytestmark = pytest.mark.slow
NAMES = (
    "receiver", "pump", "forwarder", "sending", "ticker", "chronicle", "series", "web", "mqtt",
)  # fmt: skip
_RED_WITHIN_S = 5.0


class Death(Exception):
    pass


def a_hub(folder: Path) -> HubApp:
    http, mqtt = HttpSettings(port=free_port()), MqttSettings(port=free_port())
    return HubApp(HubSettings(data_dir=folder, http=http, mqtt=mqtt))


def test_no_thread_lives_outside_this_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(Crew, "begin", lambda _crew, name, _run: begun.append(name))
    app = a_hub(tmp_path)
    app.start()
    assert tuple(begun) == NAMES
    app.stop()


@pytest.mark.parametrize("name", NAMES)
def test_a_thread_that_dies_makes_the_hub_red_and_end(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_time_to_die = threading.Event()
    begin = Crew.begin

    def begin_mortal(crew: Crew, called: str, run: Callable[[], None]) -> None:
        def die() -> None:
            is_time_to_die.wait(30)
            raise Death

        begin(crew, called, die if called == name else run)

    monkeypatch.setattr(Crew, "begin", begin_mortal)
    app = a_hub(tmp_path)
    app.start()
    health_at = f"http://127.0.0.1:{app.context.settings.http.port}/healthz"

    def status() -> int:
        try:
            return httpx.get(health_at, timeout=1).status_code
        except httpx.TransportError:
            return 0

    if name != "web":
        until(lambda: status() == 200, 20, "the web server")
    is_time_to_die.set()
    until(lambda: app.failure, _RED_WITHIN_S, "the failure")
    assert app.failure == f"{name}: Death: "
    assert app.context.health().problems == (app.failure,)
    if name != "web":
        until(lambda: status() == 503, _RED_WITHIN_S, "a red /healthz")
    app.stop()
