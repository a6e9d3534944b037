"""Many clients on one thread speak, hear, come back and die as single ones do."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from devices.mqtt import LinkDown
from devices.mqtt.frames import Published, Will
from devices.mqtt.outbound import WINDOW
from devices.mqtt.swarm import Swarm
from devices.mqtt.swarm_client import Client, Login
from tests.servers import free_port, mosquitto

pytestmark = pytest.mark.server
# As deploy.mosquitto sets it: by default a broker drops what it cannot pass on at once beyond 1,000 messages.
ROOM = ("max_queued_messages 200000",)


class World:
    """A swarm at a broker, and one client of it that hears everything."""

    def __init__(self, port: int, *, keepalive_s: int = 60) -> None:
        self.swarm = Swarm("127.0.0.1", port, keepalive_s=keepalive_s)
        self.heard: list[Published] = []
        self.confirmed: list[object] = []
        self.clients: list[Client] = []
        self.ear = self.client("ear", "t/#")
        self.ear.on_published = self.heard.append

    def client(self, name: str, *filters: str, keeps: bool = False) -> Client:
        made = self.swarm.client(Login(name, name, "secret", keeps), filters)
        made.on_confirmed = self.confirmed.append
        self.clients.append(made)
        made.connect()
        return made

    def until(self, predicate, timeout_s: float = 10.0) -> None:
        deadline = monotonic() + timeout_s
        while not predicate():
            assert monotonic() < deadline, "did not come true"
            self.swarm.turn(0.005)

    def close(self) -> None:
        for client in self.clients:
            client.leave()
        self.swarm.close()

    def said(self) -> list[tuple[str, bytes]]:
        return [(each.topic, each.payload) for each in self.heard]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with mosquitto(tmp_path, settings=ROOM) as port:
        made = World(port)
        made.until(lambda: made.ear.is_up)
        yield made
        made.close()


def test_what_one_says_another_hears_and_the_broker_confirms_it(world):
    mouth = world.client("mouth")
    world.until(lambda: mouth.is_up)
    mouth.hand_over("t/a", b"x" * 300, "first")
    mouth.publish("t/b", b"untagged")
    world.until(lambda: len(world.heard) == 2 and not mouth.unconfirmed)
    assert world.said() == [("t/a", b"x" * 300), ("t/b", b"untagged")]
    assert world.confirmed == ["first"]


def test_more_than_the_broker_takes_at_once_waits_its_turn(world):
    mouth = world.client("mouth")
    world.until(lambda: mouth.is_up)
    for number in range(3 * WINDOW):
        mouth.hand_over("t/n", b"%d" % number, number)
    world.until(lambda: len(world.confirmed) == 3 * WINDOW == len(world.heard))
    assert world.confirmed == list(range(3 * WINDOW))
    assert [int(payload) for _, payload in world.said()] == list(range(3 * WINDOW))


def test_a_client_that_is_not_connected_takes_nothing(world):
    mouth = world.client("mouth")
    with pytest.raises(LinkDown, match="mouth: t/a not sent"):
        mouth.publish("t/a", b"x")


def test_one_that_listens_for_thousands_hears_the_last_of_them(world):
    gateway = world.client("gateway", *(f"g/{number:05d}/{'x' * 60}" for number in range(5_000)))
    found: list[Published] = []
    gateway.on_published = found.append
    world.until(lambda: gateway.is_up)
    gateway.publish(f"g/04999/{'x' * 60}", b"for the last")
    world.until(lambda: found)
    assert found[0].payload == b"for the last"


def test_the_will_speaks_for_a_client_that_died_and_not_for_one_that_left(world):
    for name in ("dies", "leaves"):
        client = world.client(name)
        client.will = Will(f"t/{name}", b"gone")
    world.until(lambda: world.swarm.up == 3)
    leaver, dead = world.clients[2], world.clients[1]
    leaver.leave()
    dead.die()
    world.until(lambda: world.heard)
    assert world.said() == [("t/dies", b"gone")]
    assert world.swarm.up == 1


def test_what_a_retained_will_said_is_heard_as_such_by_who_comes_later(world):
    client = world.client("dies")
    client.will = Will("t/dies", b"gone")
    world.until(lambda: client.is_up)
    client.die()
    world.until(lambda: world.heard)
    late = world.client("late", "t/#")
    found: list[Published] = []
    late.on_published = found.append
    world.until(lambda: found)
    assert (found[0].is_retained, world.heard[0].is_retained) == (True, False)


def test_one_that_died_comes_back_and_says_so(world):
    ups: list[str] = []
    client = world.client("phoenix")
    client.on_up = lambda: ups.append("up")
    world.until(lambda: ups)
    client.die()
    client.connect()
    world.until(lambda: len(ups) == 2)
    assert client.is_up


def test_a_refused_client_is_counted_and_tries_again(tmp_path):
    with mosquitto(tmp_path, settings=("allow_anonymous false",)) as port:
        world = World(port)
        world.until(lambda: world.swarm.refused >= 2)
        assert world.swarm.up == 0
        world.close()


def test_a_broker_that_restarts_finds_all_again_and_gets_what_a_server_keeps(tmp_path):
    port = free_port()
    with mosquitto(tmp_path, port=port):
        world = World(port)
        server = world.client("server", keeps=True)
        world.until(lambda: world.swarm.up == 2)
    world.until(lambda: world.swarm.up == 0)
    assert world.swarm.adrift == 2
    server.hand_over("t/kept", b"x", "kept")
    with mosquitto(tmp_path, port=port):
        world.until(lambda: world.confirmed == ["kept"])
        world.until(lambda: world.swarm.up == 2)
        assert world.swarm.adrift == 0
        world.close()


def test_a_silent_client_stays_by_asking_whether_the_broker_is_there(tmp_path):
    with mosquitto(tmp_path) as port:
        world = World(port, keepalive_s=1)
        world.until(lambda: world.ear.is_up)
        began_s = monotonic()
        world.until(lambda: monotonic() > began_s + 2.5)
        assert (world.ear.is_up, world.ear.epoch) == (True, 1)
        world.close()


def test_hundreds_come_at_once(world):
    for number in range(700):
        world.client(f"c-{number}")
    world.until(lambda: world.swarm.up == 701)
