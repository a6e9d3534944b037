"""Actors and sayings, and a swarm whose broker is the test."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from devices.contract.topics import BadMessage
from devices.contract.wire import Message, decode
from devices.mqtt import LinkDown
from devices.mqtt.frames import Published, Will
from devices.mqtt.swarm_client import Login
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor, cast
from devices.sim.world.saying import Manner, Saying, Speech
from devices.sim.world.scenario import Size

SITE = "daxi"
AT_MS = 1_780_000_000_000


def actors(speech: Speech, count: int = 2, **own: str) -> list[Actor]:
    """Bins (stations, for HJ 212) that speak so; `own` replaces fields of each."""
    few = {"villages": 2, "gateways": 1, "cameras": 0, "speakers": 0}
    if speech is Speech.HJ212:
        size = Size(**few, bins=0, sensors=count)
    else:
        size = Size(**few, bins=count, sensors=0, bin_speech={speech: 1})
    found = [actor for actor in cast(size, 1).actors if actor.device.device_class != "gateway"]
    return [replace(actor, **own) for actor in found]


def gateway() -> Actor:
    """The gateway of those that need one."""
    size = Size(villages=2, gateways=1, cameras=0, speakers=0, bins=0, sensors=0)
    (found,) = cast(size, 1).actors
    return found


def a_saying(device: str, number: int = 1, **changes: object) -> Saying:
    """A bin half full at AT_MS, by a clock that is right."""
    whole = {
        "at_ms": AT_MS, "device": device, "number": number, "manner": Manner.READING, "clock_ms": AT_MS,
        "values": {"distance_mm": 640.0, "battery_pct": 81.0},
    }  # fmt: skip
    whole |= changes
    if whole["manner"] not in {Manner.READING, Manner.EVENT, Manner.GARBLED}:
        whole["values"] = {}
    return Saying(**whole)


class FakeClient:
    """A client of a broker that takes everything while `is_up`; see devices.mqtt.swarm_client.Client."""

    def __init__(self, login: Login, filters: Sequence[str]) -> None:
        self.login, self.filters = login, tuple(filters)
        self.will: Will | None = None
        self.on_up: Callable[[], None] | None = None
        self.on_published: Callable[[Published], None] | None = None
        self.on_confirmed: Callable[[object], None] | None = None
        self.is_up = self.is_wanted = False
        self.unconfirmed = 0
        self.sent: list[tuple[str, bytes]] = []
        self.ends: list[str] = []

    def connect(self) -> None:
        self.is_wanted = True

    def come_up(self) -> None:
        assert self.is_wanted
        self.is_up = True
        if self.on_up is not None:
            self.on_up()

    def die(self) -> None:
        self._end("died")

    def leave(self) -> None:
        self._end("left")

    def publish(self, topic: str, payload: bytes, **_options: object) -> None:
        self.hand_over(topic, payload, None)

    def hand_over(self, topic: str, payload: bytes, tag: object) -> None:
        if not self.is_up:
            raise LinkDown(topic)
        self.sent.append((topic, payload))
        if tag is not None and self.on_confirmed is not None:
            self.on_confirmed(tag)

    def hear(self, topic: str, payload: bytes, *, is_retained: bool = False) -> None:
        assert self.on_published is not None
        self.on_published(Published(topic, payload, b"\0\1", is_retained))

    def messages(self) -> list[Message]:
        return [decode(topic, payload) for topic, payload in self.sent if _is_readable(topic, payload)]

    def bodies(self, kind: type) -> list:
        return [message.body for message in self.messages() if isinstance(message.body, kind)]

    def _end(self, how: str) -> None:
        if self.is_up:
            self.ends.append(how)
        self.is_up = self.is_wanted = False


class FakeSwarm:
    """Makes such clients."""

    def __init__(self) -> None:
        self.clients: dict[str, FakeClient] = {}

    def client(self, login: Login, filters: Sequence[str] = ()) -> FakeClient:
        made = self.clients[login.client_id] = FakeClient(login, filters)
        return made


class Notes(Record):
    """Keeps what was noted."""

    def __init__(self) -> None:
        super().__init__(Path(), lambda: AT_MS)
        self.lines: list[dict[str, object]] = []

    def note(self, what: str, device: str, **details: object) -> None:
        self.lines.append({"what": what, "device": device, **details})

    def of(self, what: str) -> list[dict[str, object]]:
        return [line for line in self.lines if line["what"] == what]


def _is_readable(topic: str, payload: bytes) -> bool:
    try:
        decode(topic, payload)
    except BadMessage:
        return False
    return True
