"""One pretend loudspeaker: real desk, diary and keys, and a switch for its power.

A foreign horn is one too: the agent in front of it is ours, and its word is worth less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devices.agents.desk import Desk, DeskRules
from devices.agents.diary import Diary
from devices.contract.bodies import Birth, DeviceClass, Location, Status
from devices.contract.commands import COMMANDS
from devices.contract.receipts import ProofLevel
from devices.contract.topics import EVERYBODY, ROOT, Kind, device_address, hub_status_topic
from devices.contract.wire import Message, encode
from devices.keys import kept_key, new_key
from devices.mqtt.frames import Published, Will
from devices.mqtt.publication import Packet
from devices.mqtt.swarm import Swarm
from devices.mqtt.swarm_client import Client, Login
from devices.pace import Time
from devices.reporter import Reporter
from devices.sim.voices.performing import Library, PretendPerformer, Sounded
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Speech
from devices.spool import Spool

_BIRTH_PERIOD_S = 3600


class _Uplink:
    """The speaker's way to the broker (`devices.reporter.Sender`), on which receipts can get lost."""

    def __init__(self, client: Client) -> None:
        self.loses_receipts = False
        self._client = client

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Hand bytes to the broker, or lose them without knowing; see `Sender.publish`."""
        if not self.loses_receipts or f"/{Kind.ACK}/" not in topic:
            self._client.publish(topic, payload, qos=qos, retain=retain, expiry_s=expiry_s)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all speakers of a township share.

    Attributes:
        site: the township's id.
        hub_keys: whose orders they obey.
        swarm: carries their connections.
        spool: opened; keeps what the hub has not confirmed, and counts starts.
        library: where they get their sounds.
        record: gets what sounded.
        time: of the simulation.
        keys: the folder of their keys; None: each makes a new one.
    """

    site: str
    hub_keys: tuple[str, ...]
    swarm: Swarm
    spool: Spool
    library: Library
    record: Record
    time: Time
    keys: Path | None = None


class Speaker:
    """One loudspeaker. The thread of the swarm calls it, and `turn` after everything else.

    Its diary and its key survive a power cut, as on a real one, and the process if its spool is a file.

    Args:
        actor: which device it is.
        password: of the broker's user of its name.
        around: what it shares with others.

    Raises:
        BadKeyFile: its key cannot be used or kept.
    """

    def __init__(self, actor: Actor, password: str, around: Surroundings) -> None:
        self.device = actor.id
        self._actor = actor
        self._around = around
        self._time = around.time
        self._rules = DeskRules(actor.id, (actor.village,), hub_keys=around.hub_keys)
        self._key = new_key() if around.keys is None else kept_key(around.keys / f"{actor.id}.key")
        self._diary = Diary(around.spool.path, actor.id)
        login = Login(actor.id, actor.id, password, has_session=True)
        self.client = around.swarm.client(login, self._filters())
        self.client.on_up = self._present
        self._uplink = _Uplink(self.client)
        level = ProofLevel.TAKEN if actor.speech is Speech.HORN else ProofLevel.FINISHED
        self._performer = PretendPerformer(around.library, around.time.now_ms, level)
        self._desk: Desk | None = None
        self._reporter: Reporter | None = None

    @property
    def is_sounding(self) -> bool:
        """Tell whether it is heard right now."""
        return self._performer.is_sounding

    @property
    def is_busy(self) -> bool:
        """Tell whether it must be asked again although nothing is due: it waits for a sound."""
        return self._performer.is_fetching

    def start(self) -> None:
        """Open its diary; it has no power yet."""
        self._diary.start()

    def stop(self) -> None:
        """Leave without a word, and close its diary."""
        self.client.leave()
        self._diary.stop()

    def switch_on(self) -> None:
        """Boot, take up where the last run ended, and connect."""
        reporter = Reporter(self._around.site, self.device, self._uplink, self._around.spool, key=self._key)
        self._desk = Desk(self._rules, reporter, self._diary, self._performer, self._time.now_ms)
        self._reporter = reporter
        status = device_address(self._around.site, self.device, Kind.STATUS)
        gone = Status(online=False, boot=reporter.boot, why="lost")
        self.client.will = Will(*encode(Message(status, gone)))
        self._desk.open()
        reporter.declare(Kind.BIRTH, self._birth(reporter.boot, self._desk.believes))
        self.client.connect()

    def switch_off(self) -> None:
        """Cut its power: the sound ends, the connection dies."""
        self.client.die()
        self._note(self._performer.cut())
        self._desk = self._reporter = None

    def set_broken(self, *, is_broken: bool) -> None:
        """Let its amplifier fail, or be mended; what sounds is cut off."""
        self._note(self._performer.set_broken(is_broken=is_broken))

    def set_losing(self, *, is_losing: bool) -> None:
        """Lose its receipts on their way, or no more."""
        self._uplink.loses_receipts = is_losing

    def hear(self, published: Published) -> None:
        """Obey one message of the hub; without power it is not heard."""
        desk, reporter = self._desk, self._reporter
        if desk is None or reporter is None:
            return
        before = desk.believes
        number = int.from_bytes(published.number, "big")
        said = (published.topic, published.payload, 1, published.is_retained, False, number, 0)
        desk.take(Packet(*said))
        if desk.believes != before:
            reporter.declare(Kind.BIRTH, self._birth(reporter.boot, desk.believes))

    def turn(self) -> int | None:
        """Decide until nothing is over any more; when to ask again, milliseconds UTC, None for never."""
        desk = self._desk
        if desk is None:
            return None
        while True:
            wait_s = desk.turn()
            outcome = self._performer.outcome()
            if outcome is None:
                break
            self._note(self._performer.sounded(outcome))
            desk.finished(outcome)
        asked_ms = None if wait_s is None else self._time.now_ms() + 1 + int(wait_s * 1000)
        due = [due_ms for due_ms in (self._performer.over_ms(), asked_ms) if due_ms is not None]
        return min(due, default=None)

    def _filters(self) -> Sequence[str]:
        site = self._around.site
        own = f"{ROOT}/{site}/d/{self.device}"
        groups = (f"{ROOT}/{site}/g/{group}/cmd/+" for group in (EVERYBODY, *self._rules.groups))
        return (f"{own}/cmd/+", f"{own}/upto", hub_status_topic(site), *groups)

    def _present(self) -> None:
        if self._reporter is not None:
            now_ms = self._time.now_ms()
            status = Status(online=True, boot=self._reporter.boot, at_ms=now_ms)
            self._reporter.declare(Kind.STATUS, status)
            self._reporter.resend()

    def _birth(self, boot: int, believes: tuple[str, ...]) -> Birth:
        place = self._actor.device.place
        return Birth(
            id=self.device,
            device_class=DeviceClass.SPEAKER,
            model=self._actor.device.model,
            boot=boot,
            at_ms=self._time.now_ms(),
            period_s=_BIRTH_PERIOD_S,
            commands=tuple(name for name in COMMANDS if name != "talk"),
            location=Location(lat=place.lat, lon=place.lon),
            public_key=self._key.public.text,
            believes=believes,
        )

    def _note(self, sounded: Sounded | None) -> None:
        if sounded is not None:
            self._around.record.note("sounded", self.device, **sounded._asdict())
