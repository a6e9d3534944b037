"""Many pretend speakers behave as single ones do, and keep the truth about it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import time_ns

import pytest

from devices.contract.commands import Announce, Cancel, Priority
from devices.contract.receipts import Ack
from devices.contract.topics import uplink_filters
from devices.contract.wire import decode
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.sim.crowd import Crowd, Troop
from tests.devices.agents.builders import HUB_KEY, SITE, a_command_message, an_announce
from tests.servers import mosquitto
from tests.wait import until

pytestmark = pytest.mark.journey
TROOPS = 2
EACH = 5


class Hub:
    """The hub's side of the broker."""

    def __init__(self, port: int) -> None:
        self.acks: list[tuple[str, str]] = []
        options = LinkOptions("127.0.0.1", port, "hub", "hub", "secret")
        self.link = Link(options, filters=uplink_filters(SITE), on_packet=self._keep)
        self.link.start()
        assert self.link.wait_up(10)

    def _keep(self, packet: Packet) -> None:
        message = decode(packet.topic, packet.payload)
        if isinstance(message.body, Ack):
            self.acks.append((message.address.target, message.body.stage.value))
        self.link.ack(packet)

    def order(self, device: str, command: Announce | Cancel) -> None:
        self.link.send(a_command_message(command, target=device))

    def count(self, stage: str) -> int:
        return Counter(said for _, said in list(self.acks))[stage]


def now_ms() -> int:
    return time_ns() // 1_000_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with mosquitto(tmp_path) as port:
        built = Hub(port)
        built.port = port
        yield built
        built.link.stop()


@pytest.fixture
def crowd(hub: Hub) -> Iterator[Crowd]:
    troops = [
        Troop(
            LinkOptions("127.0.0.1", hub.port, f"troop-{t}", f"troop-{t}", "pw"),
            tuple(f"horn-{t}-{number}" for number in range(EACH)),
        )
        for t in range(TROOPS)
    ]
    built = Crowd(SITE, troops, (HUB_KEY.public.text,), now_ms)
    built.start()
    assert built.wait_up(10)
    yield built
    built.stop()
    assert built.failure is None


def devices() -> list[str]:
    return [f"horn-{t}-{number}" for t in range(TROOPS) for number in range(EACH)]


def announce_to_all(hub: Hub, name: str, *, duration_ms: int = 200, expires_in_ms: int = 60_000) -> None:
    for device in devices():
        command = an_announce(
            name, audience=device, id=f"{name}-{device}", duration_ms=duration_ms, now_ms=now_ms(),
            priority=Priority.NOTICE, expires_ms=now_ms() + expires_in_ms,
        )  # fmt: skip
        hub.order(device, command)


def test_all_of_them_play_once_and_prove_it(hub: Hub, crowd: Crowd) -> None:
    announce_to_all(hub, "a")
    until(lambda: hub.count("played") == TROOPS * EACH, 20)

    assert Counter(sounded.device for sounded in crowd.sounded) == Counter(devices())
    assert all(sounded.is_complete for sounded in crowd.sounded)
    assert len(crowd.arrivals) == TROOPS * EACH


def test_those_that_come_too_late_play_nothing_and_say_expired(hub: Hub, crowd: Crowd) -> None:
    crowd.leave(1)
    announce_to_all(hub, "late", expires_in_ms=-1)
    crowd.come(1)
    until(lambda: hub.count("expired") == TROOPS * EACH, 20)

    assert crowd.sounded == []


def test_cancelling_silences_them_at_once(hub: Hub, crowd: Crowd) -> None:
    announce_to_all(hub, "long", duration_ms=60_000)
    until(lambda: hub.count("playing") == TROOPS * EACH, 20)
    asked_ms = now_ms()
    for device in devices():
        hub.order(device, Cancel(
            id=f"c-{device}", issued_ms=asked_ms, not_before_ms=asked_ms, expires_ms=asked_ms + 60_000,
            audience=device, announcement="long",
        ))  # fmt: skip
    until(lambda: hub.count("cancelled") == TROOPS * EACH, 20)

    assert max(sounded.ended_ms for sounded in crowd.sounded) - asked_ms < 1_000
    assert not any(sounded.is_complete for sounded in crowd.sounded)
