"""The fleet says what the contract allows and keeps what it cannot send; the simulator stops at once."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic, time_ns

import pytest

from devices.contract.bodies import Birth, Status, Telemetry, Upto
from devices.contract.topics import ROOT, BadMessage, Kind, device_address
from devices.contract.wire import Message, decode, encode
from devices.mqtt import Link, LinkDown, LinkOptions
from devices.mqtt.publication import Packet
from devices.sim.app import SimApp, SimOptions
from devices.sim.fleet import Fleet, Ways, gateway_will
from devices.sim.script import demo_script
from devices.sim.township import pretend_township
from devices.sim.truth import Truth
from devices.sim.views import camera_scripts
from devices.spool import Spool, SpoolFailed
from tests.servers import mosquitto
from tests.wait import until

SMALL = pretend_township(7, villages=2, bins=20, cameras=2, speakers=2)
SCRIPT = demo_script(SMALL)
START_MS = 1_780_000_000_000


class RecordingLink:
    """Takes publications while `is_up`, refuses them otherwise."""

    def __init__(self) -> None:
        self.is_up = True
        self.sent: list[tuple[str, bytes, bool]] = []

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        if not self.is_up:
            raise LinkDown(f"{topic} not sent")
        assert (qos, expiry_s) == (1, None)
        self.sent.append((topic, payload, retain))

    def messages(self) -> tuple[list[Message], int]:
        """What can be read, and how many cannot."""
        read, unreadable = [], 0
        for topic, payload, _ in self.sent:
            try:
                read.append(decode(topic, payload))
            except BadMessage:
                unreadable += 1
        return read, unreadable


class Pictures:
    """Notes whether it runs."""

    is_running = False

    def start(self) -> None:
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False


class World:
    """A fleet over two recording links; `run` lets time pass in whole seconds."""

    def __init__(self, tmp_path: Path) -> None:
        self.gateway, self.network_server = RecordingLink(), RecordingLink()
        # The quota and the disk are the spool's own matter: in memory it is as fast as these tests must be.
        self.spool = Spool(Path(":memory:"))
        self.spool.start()
        self.truth_file = tmp_path / "truth.jsonl"
        self.truth = Truth(self.truth_file)
        self.truth.start()
        ways = Ways(self.gateway, self.network_server, self.spool, self.truth)
        self.fleet = Fleet(SMALL, SCRIPT, ways)
        self.now_ms = START_MS
        self.fleet.start(self.now_ms, 5)

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now_ms += 1000
            self.fleet.speak(self.now_ms)

    def tele(self) -> list[tuple[str, Telemetry]]:
        read, _ = self.gateway.messages()
        return [(m.address.target, m.body) for m in read if isinstance(m.body, Telemetry)]

    def truths(self) -> list[dict[str, object]]:
        self.truth.flush()
        return [json.loads(line) for line in self.truth_file.read_text("utf-8").splitlines()]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.truth.stop()
    made.spool.stop()


def test_every_native_device_presents_itself_retained_under_its_gateway(world):
    births = [m.body for m in world.gateway.messages()[0] if isinstance(m.body, Birth)]
    native = {device.id for device in SMALL.devices if device.device_class == "bin" and not device.key}
    assert {birth.id for birth in births} == (native - {SCRIPT.never}) | {SCRIPT.unclaimed, "gw-001"}
    assert all(retain for _, _, retain in world.gateway.sent)
    assert {birth.id for birth in births if birth.via is None} == {"gw-001"}


def test_the_gateway_says_that_it_is_there_and_that_it_goes(world):
    world.fleet.stop(START_MS + 1)
    statuses = [m.body for m in world.gateway.messages()[0] if isinstance(m.body, Status)]
    assert [(status.online, status.boot, status.why) for status in statuses] == [
        (True, 5, "started"), (False, 5, "stopped"),
    ]  # fmt: skip


def test_the_will_of_the_gateway_names_the_same_boot():
    topic, payload = encode(gateway_will(SMALL, 5))
    body = decode(topic, payload).body
    assert isinstance(body, Status)
    assert (topic, body.online, body.boot) == ("vh1/daxi/d/gw-001/status", False, 5)


def test_each_bin_speaks_once_in_a_period_numbered_without_gaps(world):
    world.run(10)
    said = Counter(device for device, _ in world.tele())
    assert set(said.values()) == {2}
    assert {body.seq for _, body in world.tele()} == {1, 2}


def test_all_messages_decode_but_the_garbled_ones(world):
    world.run(40)
    _, unreadable = world.gateway.messages()
    assert unreadable == world.truth.counts.by_kind["garbled"] == 2


def test_the_registered_mute_bin_says_nothing_and_the_unregistered_one_speaks(world):
    world.run(10)
    speakers = {device for device, _ in world.tele()}
    assert SCRIPT.never not in speakers
    assert SCRIPT.unclaimed in speakers


def test_a_silent_bin_leaves_no_gap_in_its_numbers(world):
    world.run(120)
    own = [body for device, body in world.tele() if device == SCRIPT.silent.device]
    pauses_s = [(b.at_ms - a.at_ms) / 1000 for a, b in pairwise(own)]
    assert max(pauses_s) > 80
    assert [body.seq for body in own] == list(range(1, len(own) + 1))


def test_lorawan_bins_speak_through_the_network_server_only(world):
    world.run(10)
    (lorawan,) = [device for device in SMALL.devices if device.key]
    assert len(world.network_server.sent) == 2
    assert all(lorawan.key in topic for topic, _, _ in world.network_server.sent)
    assert lorawan.id not in {device for device, _ in world.tele()}


def test_what_the_broker_does_not_take_is_sent_when_it_is_back(world):
    world.gateway.is_up = False
    world.run(10)
    assert world.tele() == []
    world.gateway.is_up = True
    world.fleet.resend()
    assert Counter(body.seq for _, body in world.tele()) == {1: 19, 2: 19}


def test_an_uplink_that_the_broker_does_not_take_is_lost_and_the_truth_says_so(world):
    world.network_server.is_up = False
    world.run(5)
    assert [line["kind"] for line in world.truths() if line["what"] == "lost"] == ["uplink"]
    assert world.truth.counts.by_kind["uplink"] == 0


def test_a_garbled_message_that_the_broker_does_not_take_is_not_counted(world):
    world.gateway.is_up = False
    world.run(40)
    assert world.truth.counts.by_kind["garbled"] == 0


def test_a_confirmed_message_is_not_sent_again(world):
    world.run(10)
    body = next(body for device, body in world.tele() if device == "bin-001")
    world.fleet.hear("bin-001", Upto(boot=body.boot, seq=2))
    world.fleet.hear("horn-001", Upto(boot=1, seq=2))
    world.gateway.sent.clear()
    world.fleet.resend()
    assert "bin-001" not in {device for device, _ in world.tele()}


def test_a_bin_speaks_once_after_a_long_pause_of_the_process(world):
    world.now_ms += 3_600_000
    world.fleet.speak(world.now_ms)
    assert set(Counter(device for device, _ in world.tele()).values()) <= {1, 2}


def test_the_truth_names_every_message_and_every_emptied_bin(world):
    world.run(60)
    truths = world.truths()
    sent = [(t["device"], t["boot"], t["seq"]) for t in truths if t["what"] == "sent" and t["kind"] == "tele"]
    assert sent == [(device, body.boot, body.seq) for device, body in world.tele()]
    emptied = [line for line in truths if line["what"] == "emptied"]
    assert len(emptied) >= 8
    assert all(START_MS < line["at_ms"] <= world.now_ms for line in emptied)


def test_an_emptied_bin_truly_measures_empty_afterwards(world):
    device = SCRIPT.nearly_full[0]
    assert world.fleet.fills_pct(world.now_ms)[device] > 80
    world.run(60)
    assert world.fleet.fills_pct(world.now_ms)[device] < 25


def test_the_same_seed_says_the_same(world, tmp_path):
    (tmp_path / "second").mkdir()
    second = World(tmp_path / "second")
    for each in (world, second):
        each.run(10)
    assert second.gateway.sent == world.gateway.sent
    assert second.network_server.sent == world.network_server.sent
    second.truth.stop()
    second.spool.stop()


def test_a_township_without_bins_has_a_gateway_that_speaks(world):
    bare = pretend_township(1, villages=1, bins=0, cameras=0, speakers=0)
    gateway = RecordingLink()
    fleet = Fleet(bare, demo_script(bare), Ways(gateway, RecordingLink(), world.spool, world.truth))
    fleet.start(START_MS, 1)
    fleet.speak(START_MS + 10_000)
    assert [topic for topic, _, _ in gateway.sent] == ["vh1/daxi/d/gw-001/birth", "vh1/daxi/d/gw-001/status"]


def test_a_truth_file_that_is_full_is_set_aside_and_the_oldest_forgotten(tmp_path):
    path = tmp_path / "truth.jsonl"
    truth = Truth(path, max_bytes=100)
    truth.start()
    for number in range(20):
        truth.happened("emptied", f"bin-{number}", number)
        truth.flush()
    truth.stop()
    kept = sorted(tmp_path.iterdir())
    assert [file.name for file in kept] == ["truth.jsonl", "truth.jsonl.1"]
    assert all(file.stat().st_size < 300 for file in kept)
    assert '"bin-19"' in "".join(file.read_text("utf-8") for file in kept)


def test_without_a_truth_file_counts_are_kept():
    truth = Truth(None)
    truth.start()
    truth.sent("tele", "bin-001", 1)
    truth.happened("emptied", "bin-001", 1)
    truth.flush()
    truth.stop()
    assert (truth.counts.by_kind, truth.counts.by_device) == ({"tele": 1}, {"bin-001": 1})


def now_ms() -> int:
    return time_ns() // 1_000_000


def options(port: int, folder: Path) -> SimOptions:
    def login(client_id: str) -> LinkOptions:
        return LinkOptions("127.0.0.1", port, client_id, client_id, "secret")

    truth_file = folder / "truth" / "log.jsonl"
    return SimOptions(SMALL, SCRIPT, login("gw-001"), login("chirpstack"), folder / "spool.db", truth_file)


def test_the_cameras_show_what_the_script_says_on_every_day():
    shown = camera_scripts(SMALL, SCRIPT, days=3)
    assert set(shown) == {"cam-001", "cam-002"}
    piles = shown["cam-001"].scene.piles
    assert [pile.at_s for pile in piles] == [15, 288, 735, 1008, 1455, 1728]
    for moment_s in range(0, 2160, 7):
        is_there = any(pile.at_s <= moment_s < pile.clear_s for pile in piles)
        assert is_there is SCRIPT.has_litter("cam-001", moment_s)


def test_a_camera_is_in_trouble_while_the_script_says_so():
    daxi = pretend_township(7)
    script = demo_script(daxi)
    shown = camera_scripts(daxi, script, days=2)
    for view in script.blind_views:
        troubles = shown[view.spell.device].troubles
        assert [(t.trouble.value, t.at_s) for t in troubles] == [
            (view.fault.value, view.spell.from_s),
            (view.fault.value, view.spell.from_s + script.day_s),
        ]


def test_every_camera_has_its_own_landscape():
    shown = camera_scripts(pretend_township(7), SCRIPT, days=1)
    assert len({script.scene.seed for script in shown.values()}) == 8


@pytest.mark.slow
def test_it_starts_and_stops_at_once_without_a_broker(tmp_path):
    pictures = Pictures()
    app = SimApp(options(1, tmp_path), now_ms, pictures)
    app.start()
    assert pictures.is_running
    began = monotonic()
    app.stop()
    app.stop()
    assert monotonic() - began < 1.7
    assert not pictures.is_running
    assert app.failure() is None


def test_a_start_that_failed_leaves_nothing_running(tmp_path):
    (tmp_path / "spool.db").mkdir()
    pictures = Pictures()
    app = SimApp(options(1, tmp_path), now_ms, pictures)
    with pytest.raises(SpoolFailed):
        app.start()
    app.stop()
    assert not pictures.is_running


@pytest.mark.slow
def test_a_failure_ends_the_thread_and_is_told(tmp_path):
    readings = iter([START_MS])
    app = SimApp(options(1, tmp_path), lambda: next(readings))
    app.start()
    until(app.failure)
    assert isinstance(app.failure(), StopIteration)
    readings = iter([START_MS])
    app.stop()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Spool]:
    """Look into the running simulator's spool."""
    opened = Spool(tmp_path / "spool.db")
    opened.start()
    yield opened
    opened.stop()


def numbers_kept(spool: Spool, device: str) -> set[int]:
    return {letter.seq for _, letter in spool.after(device, 0, 100)}


@pytest.mark.journey
def test_the_hub_hears_it_and_its_confirmations_are_obeyed(tmp_path, kept, caplog):
    heard: list[Packet] = []
    with mosquitto(tmp_path) as port:
        hub = Link(
            LinkOptions("127.0.0.1", port, "hub", "hub", "secret"),
            filters=(f"{ROOT}/#", "application/#"),
            on_packet=lambda packet: (hub.ack(packet), heard.append(packet)),
        )
        hub.start()
        assert hub.wait_up(5)
        app = SimApp(options(port, tmp_path), now_ms)
        app.start()
        try:
            until(lambda: app.counts().by_kind["tele"] > 10 and app.counts().by_kind["uplink"], 10)
            until(lambda: any("/tele" in p.topic for p in heard), 5)
            first = next(decode(p.topic, p.payload) for p in heard if p.topic.endswith("/tele"))
            assert isinstance(first.body, Telemetry)
            confirmation = Upto(boot=first.body.boot, seq=first.body.seq)
            hub.send(Message(device_address("daxi", first.address.target, Kind.UPTO), confirmation))
            hub.publish(device_address("daxi", "bin-001", Kind.UPTO).topic(), b"nonsense")
            until(lambda: "unreadable" in caplog.text, 5, "the warning")
            until(lambda: first.body.seq not in numbers_kept(kept, first.address.target), 5, "forgetting")
            began = monotonic()
        finally:
            app.stop()
        assert monotonic() - began < 1.7
        until(lambda: b'"stopped"' in b"".join(p.payload for p in heard), 5, "the gateway's goodbye")
        hub.stop()
    assert app.failure() is None
    assert any(p.topic.startswith("application/") for p in heard)
    last = json.loads((tmp_path / "truth" / "log.jsonl").read_text("utf-8").splitlines()[-1])
    assert last["what"] == "counts"
    assert last["by_kind"]["tele"] > 10
