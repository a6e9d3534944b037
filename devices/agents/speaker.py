"""The agent beside one loudspeaker (大喇叭): listens to the hub, plays, and proves what it played."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from devices.agents.desk import Desk, DeskRules
from devices.agents.diary import Diary
from devices.agents.performer import Outcome, Performer, Sounds
from devices.contract.bodies import Birth, DeviceClass, Location, Status
from devices.contract.commands import COMMANDS
from devices.contract.signing import SigningKey
from devices.contract.talk import talk_address
from devices.contract.topics import EVERYBODY, ROOT, Kind, device_address, hub_status_topic
from devices.contract.wire import Message
from devices.drivers.playing import Player
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.pace import Time
from devices.reporter import Reporter, Sender
from devices.spool import Spool

log = logging.getLogger(__name__)

_BIRTH_PERIOD_S = 3600
_CLOSING_S = 5.0


class Channel(Sender, Protocol):
    """The part of `devices.mqtt.Link` that the agent needs."""

    def start(self) -> None:
        """Begin connecting in the background."""
        ...

    def stop(self) -> None:
        """Say goodbye and end the network thread."""
        ...

    def listen(self, filters: Sequence[str]) -> None:
        """Hear these topics and no others from now on."""
        ...

    def ack(self, packet: Packet) -> None:
        """Tell the broker that a packet is safe."""
        ...


class OpenChannel(Protocol):
    """Builds a channel; `Link` itself outside of tests."""

    def __call__(
        self,
        options: LinkOptions,
        *,
        filters: Sequence[str],
        on_packet: Callable[[Packet], None],
        on_up: Callable[[], None],
        will: Message,
    ) -> Channel:
        """Build it, not yet started."""
        ...


@dataclass(frozen=True, slots=True)
class SpeakerOptions:
    """One loudspeaker: who it is, where it listens, its loudest volume (emergencies may be louder).

    `hub_keys` are the public keys whose orders it obeys, as `PublicKey.text` writes them; with none it obeys
    nobody. `key` signs its receipts; without one they prove nothing.
    """

    site: str
    device: str
    link: LinkOptions
    groups: tuple[str, ...] = ()
    model: str = ""
    firmware: str = ""
    location: Location | None = None
    volume_cap_pct: int = 100
    hub_keys: tuple[str, ...] = ()
    key: SigningKey | None = None

    def filters(self) -> tuple[str, ...]:
        """What it subscribes to."""
        own = f"{ROOT}/{self.site}/d/{self.device}"
        groups = (f"{ROOT}/{self.site}/g/{group}/cmd/+" for group in (EVERYBODY, *self.groups))
        return (f"{own}/cmd/+", f"{own}/upto", hub_status_topic(self.site), *groups)


class _Up:
    """The link is (again) there."""


class _Stop:
    """Finish and end."""


_Item: TypeAlias = Packet | Outcome | Exception | _Up | _Stop


class SpeakerAgent:
    """One loudspeaker: a desk thread that decides and a performer thread that plays."""

    def __init__(
        self,
        options: SpeakerOptions,
        spool: Spool,
        player: Player,
        sounds: Sounds,
        time: Time,
        *,
        open_channel: OpenChannel = Link,
    ) -> None:
        self._options = options
        self._spool = spool
        self._time = time
        self._open_channel = open_channel
        self._inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._diary = Diary(spool.path, options.device)
        self._performer = Performer(player, sounds, self._inbox.put, self._tune)
        self._thread: threading.Thread | None = None
        self._channel: Channel | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin a new boot, connect in the background and take up what the last run left.

        Raises:
            SpoolFailed: the spool file cannot be written; the speaker stays silent.
        """
        self._diary.start()
        options, device = self._options, self._options.device
        boot = self._spool.next_boot(device)
        address = device_address(options.site, device, Kind.STATUS)
        channel = self._open_channel(
            options.link,
            filters=options.filters(),
            on_packet=self._inbox.put,
            on_up=lambda: self._inbox.put(_Up()),
            will=Message(address, Status(online=False, boot=boot, why="lost")),
        )
        self._channel = channel
        reporter = Reporter(options.site, device, channel, self._spool, boot=boot, key=options.key)
        self._performer.start()
        self._thread = threading.Thread(
            target=self._run, args=(reporter, channel), name=f"speaker-{device}", daemon=True
        )
        self._thread.start()
        channel.start()

    def ask_to_stop(self) -> None:
        """Stop what plays; returns at once."""
        self._inbox.put(_Stop())

    def stop(self) -> None:
        """Stop what plays, say so, and disconnect; what waits is left to the next run."""
        if self._channel is None or self._thread is None:
            return
        self.ask_to_stop()
        self._thread.join()
        self._performer.stop()
        self._channel.stop()
        self._diary.stop()
        self._channel = None

    @property
    def failure(self) -> BaseException | None:
        """What ended the agent by itself, None while it is well; the process should end with it."""
        return self._failure

    def _tune(self, talk: str) -> None:
        """Hear the pieces of a talk besides the rest, and of none for ""; on the performer's thread."""
        options, channel = self._options, self._channel
        if channel is not None:
            live = (talk_address(options.site, talk).topic(),) if talk else ()
            channel.listen((*options.filters(), *live))

    def _run(self, reporter: Reporter, channel: Channel) -> None:
        options = self._options
        rules = DeskRules(options.device, options.groups, options.volume_cap_pct, options.hub_keys)
        desk = Desk(rules, reporter, self._diary, self._performer, self._time.now_ms)
        try:
            self._work(desk, reporter, channel)
        except Exception as error:  # the top of this thread: nothing may be announced by a half-dead speaker
            log.critical("speaker %s ended: %s", self._options.device, error, exc_info=True)
            self._failure = error
            desk.close()

    def _work(self, desk: Desk, reporter: Reporter, channel: Channel) -> None:
        desk.open()
        reporter.declare(Kind.BIRTH, self._birth(reporter.boot, desk.believes))
        while True:
            match self._next(desk.turn()):
                case Packet() as packet:
                    self._hear(desk, reporter, packet)
                    channel.ack(packet)
                case Outcome() as outcome:
                    desk.finished(outcome)
                case Exception() as bug:
                    raise bug
                case _Up():
                    reporter.declare(Kind.STATUS, self._status(reporter.boot, online=True))
                    reporter.resend()
                case _Stop():
                    break
                case None:
                    continue
        self._close(desk, reporter)

    def _hear(self, desk: Desk, reporter: Reporter, packet: Packet) -> None:
        """Let the desk obey, and present the speaker anew when it obeys other keys since."""
        before = desk.believes
        desk.take(packet)
        if desk.believes != before:
            reporter.declare(Kind.BIRTH, self._birth(reporter.boot, desk.believes))

    def _next(self, timeout_s: float | None) -> _Item | None:
        try:
            wait_s = None if timeout_s is None else self._time.patience_s(timeout_s)
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _close(self, desk: Desk, reporter: Reporter) -> None:
        is_pending = desk.close()
        while is_pending and (item := self._next(_CLOSING_S)) is not None:
            if isinstance(item, Outcome):
                desk.finished(item)
                is_pending = False
        reporter.declare(Kind.STATUS, self._status(reporter.boot, online=False, why="stopped"))

    def _birth(self, boot: int, believes: tuple[str, ...]) -> Birth:
        options = self._options
        return Birth(
            id=options.device,
            device_class=DeviceClass.SPEAKER,
            model=options.model,
            firmware=options.firmware,
            boot=boot,
            at_ms=self._time.now_ms(),
            period_s=_BIRTH_PERIOD_S,
            commands=tuple(name for name in COMMANDS if name != "talk" or self._performer.can_relay),
            location=options.location,
            public_key=options.key.public.text if options.key else "",
            believes=believes,
        )

    def _status(self, boot: int, *, online: bool, why: str = "") -> Status:
        return Status(online=online, boot=boot, at_ms=self._time.now_ms(), why=why)
