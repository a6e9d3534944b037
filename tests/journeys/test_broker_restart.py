"""A real mosquitto ends and begins anew: nobody is called gone for that, and who stays away is."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.contract.bodies import Status
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import Link, LinkOptions
from hub.adapters.clock import SystemClock
from hub.app import HubApp
from hub.domain.health import Presence
from hub.domain.instants import millis
from hub.domain.tasks import Reason
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.builders import SITE
from tests.journeys.conftest import registry_csv
from tests.servers import accepts, free_port, mosquitto_command
from tests.wait import until

pytestmark = pytest.mark.journey
# Beyond the time to come back, and beyond six periods of a minute.
_LATER = timedelta(minutes=20)


class AheadClock(SystemClock):
    """The machine's clock, and what the test lets pass."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


class Broker:
    """A mosquitto that keeps sessions on disk, as ours does."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        settings = ("persistence true", f"persistence_location {folder}/", "sys_interval 1")
        self._command = mosquitto_command(folder, self.port, settings)

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        until(lambda: accepts(self.port), 10, "the broker")

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(10)


@contextmanager
def a_broker(folder: Path) -> Iterator[Broker]:
    """Start one, which is gone afterwards, whatever the test found."""
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.end(signal.SIGKILL)


def a_horn(port: int, name: str) -> Link:
    """A loudspeaker's connection: its Will, and its word whenever it is connected."""
    address = device_address(SITE, name, Kind.STATUS)

    def say() -> None:
        at_ms = millis(SystemClock().now())
        link.send(Message(address, Status(online=True, boot=1, at_ms=at_ms)), retain=True)

    will = Message(address, Status(online=False, boot=1))
    options = LinkOptions("127.0.0.1", port, name, name, "", longest_retry_s=1.0)
    link = Link(options, on_up=say, will=will)
    link.start()
    assert link.wait_up(10)
    return link


@contextmanager
def a_hub(folder: Path, port: int, clock: AheadClock) -> Iterator[HubApp]:
    app = HubApp(
        HubSettings(data_dir=folder, mqtt=MqttSettings(port=port), http=HttpSettings(port=free_port())),
        clock=clock,
    )
    app.start()
    rows = ({"device_id": f"horn-{n}", "class": "speaker", "name": f"{n}号大喇叭"} for n in (1, 2))
    assert app.context.registry.import_csv(registry_csv(*rows), by="test").devices == 2
    try:
        yield app
    finally:
        app.stop()


def presences(app: HubApp) -> list[Presence]:
    return [view.presence for view in app.context.watch.devices()]


def codes(app: HubApp) -> dict[str, str]:
    return {note.code: note.detail.en for note in app.context.health().notes}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_broker_that_restarts_makes_nobody_silent_but_who_stays_away(
    tmp_path: Path, how: signal.Signals
) -> None:
    clock = AheadClock()
    with a_broker(tmp_path) as broker, a_hub(tmp_path / "hub", broker.port, clock) as app:
        steady, lost = (a_horn(broker.port, f"horn-{n}") for n in (1, 2))
        until(lambda: presences(app) == [Presence.ONLINE] * 2, 10, "both loudspeakers")
        # What the broker says of its time must have begun to rise, and what it says anew be less.
        until(lambda: (app._broker.earshot.now().uptime_s or 0) >= 2, 10, "the broker's uptime")

        broker.end(how)
        until(lambda: presences(app) == [Presence.UNKNOWN] * 2, 10, "the hub to know nothing")
        assert "broker" in codes(app)
        lost.stop()
        broker.start()

        until(lambda: presences(app) == [Presence.ONLINE, Presence.UNKNOWN], 15, "one to be back")
        assert codes(app) == {"broker_back": "1 of 2 are back"}
        assert [task.reason for task in app.context.todo.now()] == [Reason.NOTHING]

        clock.ahead = _LATER
        until(lambda: presences(app) == [Presence.ONLINE, Presence.OFFLINE], 5, "the other to be missed")
        assert "broker_back" not in codes(app)
        assert [(task.reason, task.about) for task in app.context.todo.now()] == [
            (Reason.SPEAKER_LOST, "horn-2")
        ]
        steady.stop()
