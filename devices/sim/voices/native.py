"""How devices of our own contract speak: numbered, kept and said again as real ones do, by MQTT."""

from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from devices.contract.bodies import Birth, Location, Status, Telemetry, Upto
from devices.contract.topics import ROOT, Kind, device_address, hub_status_topic
from devices.contract.wire import Message, decode, encode
from devices.mqtt import LinkDown
from devices.mqtt.frames import Published, Will
from devices.mqtt.swarm import Swarm
from devices.mqtt.swarm_client import Client, Login
from devices.reporter import Reporter, is_hub_back
from devices.sim.voices.garbling import garbled
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Manner, Saying
from devices.spool import Spool

_FIRMWARE = "pretend-1"


@dataclass(slots=True)
class _Line:
    """One connection, and who speaks through it. `is_dead`: its holder has left or lost its power."""

    holder: str
    client: Client
    devices: list[str]
    is_dead: bool = False


@dataclass(slots=True)
class _Voice:
    """One device since it last started. `waiting`: numbers of sayings by (boot, seq) that `upto` confirms."""

    reporter: Reporter
    waiting: dict[int, deque[tuple[int, int]]]


class Natives:
    """All native devices. One thread calls it: the swarm's.

    A device without a gateway has a connection of its own; others speak through their gateway's. Connections
    begin with the holder's BIRTH, or with the first thing that is said through them.

    Args:
        site: the township's id.
        actors: the native devices, gateways included.
        logins: of the holders of connections, by their ids.
        swarm: carries the connections.
        spool: opened; keeps what the hub has not confirmed, and counts starts.
        record: gets what was sent and confirmed.
    """

    def __init__(
        self,
        site: str,
        actors: Iterable[Actor],
        logins: Mapping[str, Login],
        swarm: Swarm,
        spool: Spool,
        record: Record,
    ) -> None:
        self._site = site
        self._swarm = swarm
        self._spool = spool
        self._record = record
        self._actors = {actor.id: actor for actor in actors}
        self._voices: dict[str, _Voice] = {}
        self._lines: dict[str, _Line] = {}
        self.unconfirmed = 0
        devices: dict[str, list[str]] = {}
        for actor in self._actors.values():
            devices.setdefault(actor.gateway or actor.id, []).append(actor.id)
        for holder, spoken_for in devices.items():
            self._lines[holder] = self._line(holder, spoken_for, logins[holder])

    def say(self, saying: Saying) -> None:
        """Let a device do as it is written; what the broker does not take now is said when it does."""
        match saying.manner:
            case Manner.BIRTH:
                self._begin(saying)
            case Manner.READING | Manner.EVENT:
                self._report(saying)
            case Manner.GARBLED:
                self._garble(saying)
            case Manner.STATUS_ONLINE | Manner.SIGN:
                self._stand(saying, is_online=True)
            case Manner.STATUS_OFFLINE:
                self._stand(saying, is_online=False)
            case Manner.WILL:
                self._die(saying.device)

    def leave(self) -> None:
        """Let all go without a word: the simulation is over, not the devices."""
        for line in self._lines.values():
            line.client.leave()

    def _line(self, holder: str, devices: list[str], login: Login) -> _Line:
        root = f"{ROOT}/{self._site}/d"
        filters = (*(f"{root}/{device}/{Kind.UPTO}" for device in devices), hub_status_topic(self._site))
        client = self._swarm.client(login, filters)
        line = _Line(holder, client, devices)
        client.on_up = partial(self._say_again, line)
        client.on_published = partial(self._hear, line)
        return line

    def _line_of(self, device: str) -> _Line:
        return self._lines[self._actors[device].gateway or device]

    def _begin(self, saying: Saying) -> None:
        """Start a device, with the next boot number; the holder of a connection loses it and comes again."""
        line = self._line_of(saying.device)
        self._die(saying.device)
        self._start(line, saying)

    def _die(self, device: str) -> None:
        """Take the power from a device; who speaks through another's connection has none to lose."""
        line = self._line_of(device)
        if line.holder == device:
            line.is_dead = True
            line.client.die()

    def _start(self, line: _Line, saying: Saying) -> _Voice:
        device, before = saying.device, self._voices.get(saying.device)
        reporter = Reporter(self._site, device, line.client, self._spool)
        voice = _Voice(reporter, before.waiting if before else {})
        self._voices[device] = voice
        reporter.declare(Kind.BIRTH, self._birth(self._actors[device], reporter.boot, saying.clock_ms))
        if line.holder == device:
            gone = Status(online=False, boot=reporter.boot, why="connection lost")
            line.client.will = Will(*encode(Message(device_address(self._site, device, Kind.STATUS), gone)))
            self._stand(saying, is_online=True)
        return voice

    def _birth(self, actor: Actor, boot: int, at_ms: int) -> Birth:
        return Birth(
            id=actor.id,
            device_class=actor.device.device_class,
            model=actor.device.model,
            firmware=_FIRMWARE,
            boot=boot,
            at_ms=at_ms,
            period_s=actor.period_s,
            quantities=actor.product.quantities,
            location=Location(lat=actor.device.place.lat, lon=actor.device.place.lon),
            via=actor.gateway or None,
        )

    def _voice(self, saying: Saying) -> _Voice:
        """The device's voice; it starts, and its connection begins, if it has not.

        What is said behind a dead gateway waits there until that comes back.
        """
        line = self._line_of(saying.device)
        line.is_dead = line.is_dead and line.holder != saying.device
        if not line.is_dead:
            line.client.connect()
        return self._voices.get(saying.device) or self._start(line, saying)

    def _stand(self, saying: Saying, *, is_online: bool) -> None:
        line = self._line_of(saying.device)
        reporter = self._voice(saying).reporter
        why = "" if is_online else "stopped"
        status = Status(online=is_online, boot=reporter.boot, at_ms=saying.clock_ms, why=why)
        reporter.declare(Kind.STATUS, status)
        if line.holder == saying.device and not is_online:
            line.is_dead = True
            line.client.leave()

    def _report(self, saying: Saying) -> None:
        voice = self._voice(saying)
        said: list[Telemetry] = []

        def build(boot: int, seq: int) -> Telemetry:
            said.append(_telemetry(saying, boot, seq))
            return said[-1]

        voice.reporter.report(Kind.TELE, "", build)
        body = said[-1]
        voice.waiting.setdefault(body.boot, deque()).append((body.seq, saying.number))
        self.unconfirmed += 1
        topic, payload = encode(Message(device_address(self._site, saying.device, Kind.TELE), body))
        for _ in range(saying.copies - 1):
            with suppress(LinkDown):
                self._line_of(saying.device).client.publish(topic, payload)
        self._record.note(
            "sent", saying.device, number=saying.number, manner=saying.manner.value,
            ts_ms=saying.clock_ms, boot=body.boot, seq=body.seq,
        )  # fmt: skip

    def _garble(self, saying: Saying) -> None:
        voice = self._voice(saying)
        address = device_address(self._site, saying.device, Kind.TELE)
        topic, payload = encode(Message(address, _telemetry(saying, voice.reporter.boot, 0)))
        try:
            self._line_of(saying.device).client.publish(topic, garbled(payload, saying.device, saying.number))
        except LinkDown:
            self._record.note("lost", saying.device, number=saying.number)
        else:
            self._record.note("sent", saying.device, number=saying.number, manner=saying.manner.value)

    def _say_again(self, line: _Line) -> None:
        for device in line.devices:
            voice = self._voices.get(device)
            if voice is not None:
                voice.reporter.resend()

    def _hear(self, line: _Line, published: Published) -> None:
        message = decode(published.topic, published.payload)
        if isinstance(message.body, Upto):
            self._confirm(message.address.target, message.body)
        elif is_hub_back(message, is_retained=published.is_retained):
            self._say_again(line)

    def _confirm(self, device: str, upto: Upto) -> None:
        voice = self._voices.get(device)
        if voice is None:
            return
        voice.reporter.handle_upto(upto)
        waiting = voice.waiting.get(upto.boot, deque())
        while waiting and waiting[0][0] <= upto.seq:
            _, number = waiting.popleft()
            self.unconfirmed -= 1
            self._record.note("confirmed", device, number=number, by="upto")


def _telemetry(saying: Saying, boot: int, seq: int) -> Telemetry:
    values, quality = dict(saying.values), dict(saying.quality)
    return Telemetry(boot=boot, seq=seq, at_ms=saying.clock_ms, values=values, quality=quality)
