"""All the voices together at a real broker, by a clock that runs fast: everything arrives, in order, once."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from devices.contract.bodies import Telemetry, Upto
from devices.contract.topics import Kind, device_address, uplink_filters
from devices.contract.wire import Message, decode
from devices.mqtt import Link, LinkOptions, Packet
from devices.pace import PacedTime, PaceWriter
from devices.sim.voices.choir import Choir, Ways
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Manner, Saying, Speech
from tests.devices.sim.voices.builders import AT_MS, SITE, a_saying, actors, gateway
from tests.servers import free_port, mosquitto
from tests.wait import until

pytestmark = pytest.mark.server
MINUTE_MS = 60_000


class Hub:
    """Hears everything, and confirms what native devices say."""

    def __init__(self, port: int) -> None:
        self.numbers: dict[str, list[int]] = defaultdict(list)
        self.boots: dict[str, list[int]] = defaultdict(list)
        options = LinkOptions("127.0.0.1", port, "hub", "hub", "secret")
        self.link = Link(options, filters=uplink_filters(SITE), on_packet=self.hear)
        self.link.start()
        assert self.link.wait_up(10)

    def hear(self, packet: Packet) -> None:
        self.link.ack(packet)
        message = decode(packet.topic, packet.payload)
        if isinstance(message.body, Telemetry):
            device = message.address.target
            self.numbers[device].append(message.body.seq)
            self.boots[device].append(message.body.boot)
            confirmed = Upto(boot=message.body.boot, seq=message.body.seq)
            self.link.send(Message(device_address(SITE, device, Kind.UPTO), confirmed))


class Stage:
    """A hub at a broker, a clock that stands still until it is let go, and whoever sings."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.pace = PaceWriter(folder / "pace", AT_MS)
        self.time = PacedTime(folder / "pace")
        self.hub = Hub(port)
        self.record = Record(folder / "sent.jsonl", self.time.now_ms)
        self.record.start()
        self.port = port

    def choir(self, cast: Sequence[Actor], sayings: Iterable[Saying], **kept: Path) -> Choir:
        users = (*(actor.id for actor in cast), "chirpstack")
        ways = Ways("127.0.0.1", self.port, dict.fromkeys(users, "secret"))
        made = Choir(SITE, cast, iter(sayings), ways, self.record, self.time, **kept)
        made.start()
        return made

    def close(self) -> list[dict[str, object]]:
        """What was noted."""
        self.hub.link.stop()
        self.record.stop()
        self.pace.close()
        self.time.close()
        return [json.loads(line) for line in (self.folder / "sent.jsonl").read_text("utf-8").splitlines()]


def said_all(choir: Choir) -> bool:
    progress = choir.progress()
    return progress.is_over and not progress.unconfirmed


def day(cast: Sequence[Actor], minutes: int) -> list[Saying]:
    """Every device says something each minute."""
    return [
        a_saying(actor.id, minute, at_ms=AT_MS + minute * MINUTE_MS, clock_ms=AT_MS + minute * MINUTE_MS)
        for minute in range(1, minutes + 1)
        for actor in cast
    ]


def test_all_is_said_when_its_time_comes_and_confirmed(tmp_path: Path) -> None:
    bins = actors(Speech.NATIVE, 3)
    birth = a_saying(gateway().id, manner=Manner.BIRTH)
    with mosquitto(tmp_path) as port:
        stage = Stage(tmp_path, port)
        choir = stage.choir([gateway(), *bins], [birth, *day(bins, 10)])
        until(lambda: choir.progress().connected == 1, 10)
        assert choir.progress().said == 1  # time stands still
        stage.pace.set_speed(600)
        until(lambda: said_all(choir), 20)
        choir.stop()
        lines = stage.close()
    assert stage.hub.numbers == {actor.id: list(range(1, 11)) for actor in bins}
    assert (choir.failure, choir.progress().said) == (None, 31)
    sent = [line for line in lines if line["what"] == "sent"]
    assert all(0 <= line["at_ms"] - line["ts_ms"] < MINUTE_MS for line in sent)
    assert sum(line["what"] == "confirmed" for line in lines) == len(sent) == 30


@pytest.mark.parametrize("speech", [Speech.CHIRPSTACK, Speech.THINGS_STACK])
def test_a_network_server_keeps_what_is_said_while_the_broker_is_away(tmp_path: Path, speech: Speech) -> None:
    port, bins = free_port(), actors(speech, 2)
    with mosquitto(tmp_path, port=port):
        stage = Stage(tmp_path, port)
        choir = stage.choir(bins, day(bins, 3))
        until(lambda: choir.progress().connected == 1, 10)
    until(lambda: not choir.progress().connected, 10)
    stage.pace.set_speed(600)
    until(lambda: choir.progress().is_over, 10)
    assert choir.progress().unconfirmed == 6
    with mosquitto(tmp_path, port=port):
        until(lambda: said_all(choir), 20)
        choir.stop()
        lines = stage.close()
    assert [line["by"] for line in lines if line["what"] == "confirmed"] == ["puback"] * 6


def test_a_world_that_breaks_ends_the_choir_and_is_told(tmp_path: Path) -> None:
    def broken() -> Iterator[Saying]:
        yield a_saying("bin-001")
        raise ValueError("no such weather")

    with mosquitto(tmp_path) as port:
        stage = Stage(tmp_path, port)
        choir = stage.choir([gateway(), *actors(Speech.NATIVE, 1)], broken())
        until(lambda: choir.failure is not None)
        choir.stop()
        stage.close()
    assert str(choir.failure) == "no such weather"


def test_what_was_not_confirmed_outlives_the_process_where_it_is_kept(tmp_path: Path) -> None:
    port, bins, kept = free_port(), actors(Speech.NATIVE, 2), tmp_path / "kept.db"
    cast = [gateway(), *bins]
    with mosquitto(tmp_path, port=port):
        stage = Stage(tmp_path, port)
    stage.pace.set_speed(600)
    before = stage.choir(cast, day(bins, 3), kept=kept)
    until(lambda: before.progress().is_over, 10)
    before.stop()
    assert stage.hub.boots == {}
    with mosquitto(tmp_path, port=port):
        assert stage.hub.link.wait_up(20)
        after = stage.choir(cast, [a_saying(actor.id, 4) for actor in bins], kept=kept)
        until(lambda: all(len(stage.hub.boots[actor.id]) == 4 for actor in bins), 20)
        after.stop()
        stage.close()
    assert [sorted(stage.hub.boots[actor.id]) for actor in bins] == [[1, 1, 1, 2]] * 2
