"""Many pretend speakers behave as single ones do, and what truly sounded is written down."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from devices.contract.bodies import Birth, DeviceClass, Status
from devices.contract.commands import Announce, Cancel, Priority
from devices.contract.receipts import Ack
from devices.contract.topics import uplink_filters
from devices.contract.wire import decode
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.pace import PacedTime, PaceWriter
from devices.sim.voices.performing import EverySound
from devices.sim.voices.record import Record
from devices.sim.voices.speakers import Speakers
from devices.sim.world.cast import Actor, cast
from devices.sim.world.saying import Speech
from devices.sim.world.scenario import Size
from devices.sim.world.spell import Cause, Ear, Spell
from tests.devices.agents.builders import HUB_KEY, SITE, a_command_message, an_announce
from tests.servers import mosquitto
from tests.wait import until

pytestmark = pytest.mark.journey
COUNT = 6
BEGAN_MS = 1_780_000_000_000
SPEED = 50.0
CLIP_MS = 60_000
HOUR_MS = 3_600_000


def speakers() -> list[Actor]:
    size = Size(
        villages=2,
        gateways=1,
        cameras=0,
        bins=0,
        sensors=0,
        speakers=COUNT,
        speaker_speech={Speech.SPEAKER: 1},
    )
    return [actor for actor in cast(size, 1).actors if actor.device.device_class is DeviceClass.SPEAKER]


DEVICES = [actor.id for actor in speakers()]
FIRST = DEVICES[0]


class Stage:
    """A hub's side of the broker, the township's speakers, and a clock that runs fast."""

    def __init__(self, folder: Path, port: int) -> None:
        self.receipts: dict[str, list[str]] = defaultdict(list)
        self.there: set[str] = set()
        self.births: dict[str, tuple[int, str]] = {}
        self.folder = folder
        self.port = port
        self.pace = PaceWriter(folder / "pace", BEGAN_MS)
        self.time = PacedTime(folder / "pace")
        options = LinkOptions("127.0.0.1", port, "hub", "hub", "secret")
        self.link = Link(options, filters=uplink_filters(SITE), on_packet=self._hear)
        self.link.start()
        assert self.link.wait_up(10)
        self.record = Record(folder / "sent.jsonl", self.time.now_ms)
        self.record.start()
        self.crowd: Speakers | None = None

    def begin(self, ears: Mapping[str, list[Ear]] | None = None, folder: Path | None = None) -> None:
        self.crowd = Speakers(
            SITE, actors=speakers(), ears=ears or {}, broker=("127.0.0.1", self.port),
            passwords=dict.fromkeys(DEVICES, "secret"), hub_keys=(HUB_KEY.public.text,), library=EverySound(),
            record=self.record, time=self.time, folder=folder,
        )  # fmt: skip
        self.crowd.start()
        given = [(device, ear) for device, own in (ears or {}).items() for ear in own]
        dark = {device for device, ear in given if ear.cause is Cause.POWER and ear.spell.holds(BEGAN_MS)}
        until(lambda: self.there == {*DEVICES} - dark, 10)
        self.pace.set_speed(SPEED)

    def announce(self, name: str, *, length_ms: int = CLIP_MS, valid_ms: int = HOUR_MS) -> None:
        now_ms = self.time.now_ms()
        for device in DEVICES:
            self._order(device, an_announce(
                name, audience=device, id=f"{name}-{device}", duration_ms=length_ms, now_ms=now_ms,
                priority=Priority.NOTICE, expires_ms=now_ms + valid_ms,
            ))  # fmt: skip

    def cancel(self, name: str) -> None:
        now_ms = self.time.now_ms()
        for device in DEVICES:
            self._order(device, Cancel(
                id=f"c-{device}", issued_ms=now_ms, not_before_ms=now_ms, expires_ms=now_ms + HOUR_MS,
                audience=device, announcement=name,
            ))  # fmt: skip

    def count(self, stage: str) -> int:
        return sum(stage in said for said in self.receipts.values())

    def sounded(self) -> list[dict[str, object]]:
        """What was truly heard, at the end."""
        self.close()
        lines = [json.loads(line) for line in (self.folder / "sent.jsonl").read_text("utf-8").splitlines()]
        return [line for line in lines if line["what"] == "sounded"]

    def close(self) -> None:
        if self.crowd is None:
            return
        crowd, self.crowd = self.crowd, None
        crowd.stop()
        self.link.stop()
        self.record.stop()
        self.time.close()
        self.pace.close()
        assert crowd.failure is None

    def _order(self, device: str, command: Announce | Cancel) -> None:
        self.link.send(a_command_message(command, target=device))

    def _hear(self, packet: Packet) -> None:
        message = decode(packet.topic, packet.payload)
        if isinstance(message.body, Ack):
            self.receipts[message.address.target].append(message.body.stage.value)
        elif isinstance(message.body, Status) and message.body.online:
            self.there.add(message.address.target)
        elif isinstance(message.body, Birth):
            self.births[message.address.target] = message.body.boot, message.body.public_key
        self.link.ack(packet)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with mosquitto(tmp_path) as port:
        built = Stage(tmp_path, port)
        yield built
        built.close()


def an_ear(cause: Cause, from_s: int, until_s: int | None = None) -> list[Ear]:
    until_ms = None if until_s is None else BEGAN_MS + until_s * 1000
    return [Ear(Spell(BEGAN_MS + from_s * 1000, until_ms), cause)]


def test_all_of_them_play_once_and_prove_it(stage: Stage) -> None:
    stage.begin()
    stage.announce("a")
    until(lambda: stage.crowd.sounding == COUNT, 10)
    until(lambda: stage.count("played") == COUNT, 20)
    sounded = stage.sounded()
    assert Counter(line["device"] for line in sounded) == Counter(DEVICES)
    assert all(line["is_complete"] and len(line["sha256"]) == 64 for line in sounded)
    assert all(line["ended_ms"] - line["began_ms"] >= CLIP_MS for line in sounded)
    assert {line["announcement"] for line in sounded} == {"a"}


def test_cancelling_silences_them(stage: Stage) -> None:
    stage.begin()
    stage.announce("long", length_ms=HOUR_MS)
    until(lambda: stage.count("playing") == COUNT, 20)
    stage.cancel("long")
    until(lambda: stage.count("cancelled") == COUNT, 20)
    sounded = stage.sounded()
    assert len(sounded) == COUNT
    assert not any(line["is_complete"] for line in sounded)


def test_one_that_gets_its_power_too_late_plays_nothing_and_says_expired(stage: Stage) -> None:
    stage.begin({FIRST: [*an_ear(Cause.POWER, 60, 600)]})
    until(lambda: stage.crowd.connected == COUNT - 1, 10)
    stage.announce("late", valid_ms=120_000)
    until(lambda: "expired" in stage.receipts[FIRST], 30)
    until(lambda: stage.count("played") == COUNT - 1, 20)
    assert FIRST not in {line["device"] for line in stage.sounded()}


def test_a_power_cut_in_the_middle_is_heard_as_one_and_nothing_is_played_again(stage: Stage) -> None:
    stage.begin({FIRST: an_ear(Cause.POWER, 100, 200)})
    stage.announce("long", length_ms=150_000)
    until(lambda: stage.count("played") == COUNT - 1, 20)
    until(lambda: "failed" in stage.receipts[FIRST], 20)
    (cut,) = [line for line in stage.sounded() if line["device"] == FIRST]
    assert not cut["is_complete"]
    assert 100_000 <= cut["ended_ms"] - BEGAN_MS < 150_000


def test_one_without_power_from_the_beginning_stays_away_until_it_has(stage: Stage) -> None:
    stage.begin({FIRST: an_ear(Cause.POWER, 0, 100)})
    assert FIRST not in stage.there
    until(lambda: FIRST in stage.there, 20)


def test_a_broken_one_sounds_nothing_and_says_that_it_failed(stage: Stage) -> None:
    stage.begin({FIRST: an_ear(Cause.BROKEN, 0)})
    stage.announce("a")
    until(lambda: "failed" in stage.receipts[FIRST], 20)
    until(lambda: stage.count("played") == COUNT - 1, 20)
    assert FIRST not in {line["device"] for line in stage.sounded()}


def test_one_that_loses_its_receipts_sounds_and_the_hub_never_hears_of_it(stage: Stage) -> None:
    stage.begin({FIRST: an_ear(Cause.RECEIPT_LOST, 0)})
    stage.announce("a")
    until(lambda: stage.count("played") == COUNT - 1, 20)
    assert FIRST in {line["device"] for line in stage.sounded()}
    assert stage.receipts[FIRST] == []


def test_those_that_are_kept_are_the_same_after_their_process(stage: Stage) -> None:
    seen = []
    for _ in range(2):
        stage.births.clear()
        stage.begin(folder=stage.folder / "kept")
        until(lambda: len(stage.births) == COUNT, 10)
        seen.append(dict(stage.births))
        stage.crowd.stop()
    assert {device: (boot + 1, key) for device, (boot, key) in seen[0].items()} == seen[1]
    assert len({key for _, key in seen[0].values()}) == COUNT
