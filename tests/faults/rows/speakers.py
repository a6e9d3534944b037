"""F40, F42, F46: orders that come late, speakers that say what is not so, a hub that was replaced."""

import io
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, time

from rich.console import Console

from deploy import stack
from deploy.bench.broadcast import ROUTE, asked, registry
from deploy.bench.fleet import FLEET
from deploy.bench.horns import Horn, listening
from deploy.bench.rig import Rig, running
from deploy.screen import Screen
from deploy.servers import mqtt_passwords
from devices.agents.speaker import SpeakerAgent, SpeakerOptions
from devices.contract.commands import Announce, Audio, Priority
from devices.contract.receipts import Proof, Stage
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.drivers.playing import Heard, Sound
from devices.keys import new_key, read_key
from devices.mqtt import Link, LinkOptions
from devices.pace import MACHINE
from devices.spool import Spool
from hub.orders import PUBLIC_KEY
from tests.faults.catalogue import Lab, Outcome, faults_of, unless
from tests.faults.proxy import Proxy, Weather
from tests.wait import until

_HORN = "horn-1"
_SHORT_S = 6.0
_SETTLED_S = 90.0
_SETTLED = {"played", "unknown", "failed", "expired"}
_TEXT = "停水通知：明天上午八点停水。"


class Witness:
    """A player that makes no sound and remembers when it would have."""

    method = "simulated"

    def __init__(self) -> None:
        self.begun: list[float] = []

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        self.begun.append(time())
        length_ms = sound.length_ms * sound.repeat
        is_halted = halt.wait(length_ms / 1000)
        return Heard(1 if is_halted else length_ms, is_complete=not is_halted)


class AnySound:
    """Has every sound, as none is needed here."""

    def fetch(self, audio: Audio, halt: threading.Event) -> Path:
        assert not halt.is_set()
        return Path(audio.sha256)


def delivered_late(lab: Lab) -> Outcome:
    """The line to a real speaker agent holds every order until after it has expired."""
    with _rig() as rig, Proxy(rig.settings.mqtt.port) as line, _speaker(rig, line.port) as witness:
        line.weather = Weather(latency_s=_SHORT_S + 3)
        names = [_announced(rig, f"第{number}次。{_TEXT}", _SHORT_S) for number in range(lab.count(10, 2))]
        until(
            lambda: all(_states(rig, name) == {"expired"} for name in names), _SETTLED_S, "all have expired"
        )
    plays = len(witness.begun)
    figure = (
        f"{len(names)} orders held {_SHORT_S + 3:g} s and valid for {_SHORT_S:g}: {plays} plays, all expired"
    )
    return Outcome(figure, faults_of(unless(plays == 0, f"{plays} plays")))


class Liar(Horn):
    """A loudspeaker that does not tell its end, tells it twice, or lets others tell it."""

    async def _play(self, order: Announce) -> None:
        self._say(order.id, Stage.PLAYING)
        proof = Proof(method="simulated", sha256=order.audio.sha256, played_ms=order.length_ms)
        if self.device == "twice":
            self._say(order.id, Stage.PLAYED, proof)
            self._say(order.id, Stage.PLAYED, proof)
        elif self.device == "forged":
            self._key = new_key()
            self._say(order.id, Stage.PLAYED, proof)
        elif self.device == "lent":
            self._say(self.others["victim"], Stage.PLAYED, proof)
        elif self.device == "victim":
            self.others["victim"] = order.id

    others: dict[str, str] = {}  # noqa: RUF012  # what one of them tells of another


def false_receipts(_lab: Lab) -> Outcome:
    """A speaker goes out in mid-play; receipts come twice, with another key, or from another speaker."""
    names = ["forged", "lent", "reboots", "twice", "victim"]
    with _rig(names) as rig, listening(rig, names, [], make=Liar):
        until(lambda: rig.hub.get("/api/v1/overview")["speakers_online"] == len(names), 30, "they are there")
        name = _announced(rig, _TEXT, _SHORT_S)
        until(lambda: _states(rig, name) <= _SETTLED, _SETTLED_S, "all have settled")
        shown = {item["device"]: item["state"] for item in rig.hub.get(f"{ROUTE}/{name}")["deliveries"]}
    false = sorted(device for device, state in shown.items() if state == "played" and device != "twice")
    figure = f"played: {'twice' if shown['twice'] == 'played' else 'nobody'}; others: " + ", ".join(
        f"{device} {state}" for device, state in sorted(shown.items()) if device != "twice"
    )
    missed = unless(shown["twice"] == "played", "who told the truth twice is not believed")
    return Outcome(figure, faults_of(missed, *(f"falsely played: {device}" for device in false)))


def replaced_hub_goes_on(lab: Lab) -> Outcome:
    """The hub is stopped, another with its key takes over, and then the first goes on."""
    frozen_s = lab.count(60, 5)
    with _rig() as rig, _speaker(rig, rig.settings.mqtt.port) as witness:
        pid = rig.supervisor.pids()[stack.HUB]
        os.kill(pid, signal.SIGSTOP)
        _order_by_a_successor(rig)
        until(lambda: witness.begun, 30, "the successor is obeyed")
        threading.Event().wait(frozen_s)
        os.kill(pid, signal.SIGCONT)
        name = _announced(rig, _TEXT, _SHORT_S)
        until(lambda: _states(rig, name) == {"unknown"}, _SETTLED_S, "nobody obeyed the first hub")
    plays = len(witness.begun) - 1
    figure = f"stopped for {frozen_s} s: the successor's order sounded, {plays} of the first hub's afterwards"
    return Outcome(figure, faults_of(unless(plays == 0, f"{plays} plays by a stale epoch")))


@contextmanager
def _rig(names: list[str] | None = None) -> Iterator[Rig]:
    with running(1, "sqlite", Screen(Console(file=io.StringIO()))) as rig:
        rig.hub.upload("/api/v1/registry", registry(names or [_HORN]))
        yield rig


@contextmanager
def _speaker(rig: Rig, port: int) -> Iterator[Witness]:
    """A real agent with a player that only looks at the clock."""
    witness, folder = Witness(), rig.place.home / "speaker"
    hub_key = (rig.settings.data_dir / PUBLIC_KEY).read_text("ascii").strip()
    options = SpeakerOptions(
        rig.settings.site.id, _HORN, _link(rig, port, _HORN, FLEET), hub_keys=(hub_key,), key=new_key()
    )
    folder.mkdir()
    spool = Spool(folder / "spool.db")
    spool.start()
    agent = SpeakerAgent(options, spool, witness, AnySound(), MACHINE)
    agent.start()
    try:
        until(lambda: rig.hub.get("/api/v1/overview")["speakers_online"] == 1, 30, "the speaker is there")
        yield witness
        assert agent.failure is None
    finally:
        agent.stop()
        spool.stop()


def _link(rig: Rig, port: int, name: str, user: str) -> LinkOptions:
    return LinkOptions("127.0.0.1", port, name, user, mqtt_passwords(rig.place, [user])[user])


def _announced(rig: Rig, text: str, valid_s: float) -> str:
    return str(rig.hub.post(ROUTE, asked(text, valid_s))["id"])


def _states(rig: Rig, name: str) -> set[str]:
    return {item["state"] for item in rig.hub.get(f"{ROUTE}/{name}")["deliveries"]}


def _order_by_a_successor(rig: Rig) -> None:
    now_ms = int(time() * 1000)
    order = Announce(
        id="dl-next", issued_ms=now_ms, not_before_ms=now_ms, expires_ms=now_ms + 60_000, audience=_HORN,
        epoch=now_ms // 1000 + 1_000, counter=1, announcement="next", priority=Priority.NOTICE, text=_TEXT,
        audio=Audio(path="/media/x", sha256="0" * 64, duration_ms=200), volume_pct=50,
    )  # fmt: skip
    key = read_key(rig.settings.data_dir / "keys" / "hub.key")
    address = device_address(rig.settings.site.id, _HORN, Kind.CMD, "announce")
    user = rig.settings.mqtt.username
    link = Link(_link(rig, rig.settings.mqtt.port, "successor", user))
    link.start()
    assert link.wait_up(10), f"at {monotonic():.0f} s"
    link.send(key.sign(Message(address, order)))
    threading.Event().wait(1)
    link.stop()
