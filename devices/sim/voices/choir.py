"""Everything that pretend devices say, when the shared clock reaches it: in order, and nothing skipped."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.mqtt.swarm import Swarm
from devices.mqtt.swarm_client import Login
from devices.pace import Time
from devices.sim.voices.courier import Courier, Way
from devices.sim.voices.direct import ENCODERS, Directs
from devices.sim.voices.native import Natives
from devices.sim.voices.networks import WRAPS, Radios
from devices.sim.voices.record import Record
from devices.sim.voices.ways import OneCallEach, Stations, Webhook
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Saying, Speech
from devices.spool import IN_MEMORY, Spool

log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 0.02
# Between two looks at the sockets: what comes waits no longer than saying so many takes.
_MOST_TOGETHER = 100
_GOODBYE_S = 0.2
_MESSAGES = 5_000_000


class _Family(Protocol):
    """A family of devices that speak alike."""

    @property
    def unconfirmed(self) -> int:
        """What nobody has confirmed yet."""
        ...

    def say(self, saying: Saying) -> None:
        """Let a device do as it is written."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How the devices reach broker and hub.

    Attributes:
        host: where both are, an address.
        mqtt_port: of the broker.
        passwords: of the broker's users: every gateway and every device with a connection of its own by its
            id, and `network_server`.
        network_server: the user by which network servers speak.
        user: one user for all native connections; "": each has its own.
        dingtek_port: where the hub listens for Dingtek frames, 0: nowhere.
        hj212_port: where it listens for stations, 0: nowhere.
        http_port: of the hub.
        webhook_secret: what it gave out for the source "json".
    """

    host: str
    mqtt_port: int
    passwords: Mapping[str, str]
    network_server: str = "chirpstack"
    user: str = ""
    dingtek_port: int = 0
    hj212_port: int = 0
    http_port: int = 0
    webhook_secret: str = ""

    def login(self, holder: str) -> Login:
        """As whom the holder of a native connection enters."""
        user = self.user or holder
        return Login(holder, user, self.passwords[user])

    def of(self, speech: Speech) -> Way:
        """The way of a family without a broker."""
        if speech is Speech.DINGTEK:
            return OneCallEach(self.host, self.dingtek_port)
        if speech is Speech.HJ212:
            return Stations(self.host, self.hj212_port)
        return Webhook(self.host, self.http_port, self.webhook_secret)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        said: sayings so far.
        lag_ms: how late the next one is by the simulation's clock, 0 when none is due.
        worst_lag_ms: the most that ever was.
        unconfirmed: messages that hub or broker have not confirmed.
        connected: connections that the broker has let in.
        adrift: connections that want to be let in, and families past the broker that nobody hears.
        is_over: everything was said.
    """

    said: int
    lag_ms: int
    worst_lag_ms: int
    unconfirmed: int
    connected: int
    adrift: int
    is_over: bool


class Choir:
    """All devices but speakers and cameras, on one thread and a courier for each way past the broker.

    Args:
        site: the township's id.
        actors: who speaks; gateways included.
        sayings: everything that is said, in order of `at_ms`.
        ways: how they reach broker and hub.
        record: started; gets what was sent and confirmed.
        time: of the simulation.
        kept: the file in which native devices keep what is not confirmed, and count their starts; without one
            nothing of that survives the process.
    """

    def __init__(  # noqa: PLR0913  each is something else
        self,
        site: str,
        actors: Sequence[Actor],
        sayings: Iterator[Saying],
        ways: Ways,
        record: Record,
        time: Time,
        *,
        kept: Path = IN_MEMORY,
    ) -> None:
        self._sayings = sayings
        self._time = time
        self._speech = {actor.id: actor.speech for actor in actors}
        self._swarm = Swarm(ways.host, ways.mqtt_port)
        self._spool = Spool(kept, quota=_MESSAGES)
        cast = {speech: [actor for actor in actors if actor.speech is speech] for speech in Speech}
        holders = {actor.gateway or actor.id for actor in cast[Speech.NATIVE]}
        logins = {holder: ways.login(holder) for holder in holders}
        self._natives = Natives(site, cast[Speech.NATIVE], logins, self._swarm, self._spool, record)
        server, password = ways.network_server, ways.passwords.get(ways.network_server, "")
        clients = {
            speech: self._swarm.client(Login(speech.value, server, password, keeps=True))
            for speech in WRAPS
            if cast[speech]
        }
        euis = {actor.id: actor.device.key for actor in cast[Speech.NATIVE] if actor.device.key}
        radios = [actor for speech in clients for actor in cast[speech]]
        self._radios = Radios(radios, euis, clients, record)
        self._couriers = {
            speech: Courier(f"courier {speech}", ways.of(speech), record)
            for speech in ENCODERS
            if cast[speech]
        }
        directs = [actor for speech in self._couriers for actor in cast[speech]]
        self._directs = Directs(directs, self._couriers, record)
        self._voices: dict[Speech, _Family] = {
            Speech.NATIVE: self._natives,
            **dict.fromkeys(WRAPS, self._radios),
            **dict.fromkeys(ENCODERS, self._directs),
        }
        self._next: Saying | None = None
        self._said = self._lag_ms = self._worst_lag_ms = 0
        self._is_over = False
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="choir", daemon=True)
        self._failure: BaseException | None = None

    @property
    def failure(self) -> BaseException | None:
        """What ended a thread of it by itself; None while all is well."""
        return self._failure or next((each.failure for each in self._couriers.values() if each.failure), None)

    def progress(self) -> Progress:
        """Say how far it is; any thread may ask."""
        voices = (self._natives, self._radios, self._directs)
        return Progress(
            said=self._said,
            lag_ms=self._lag_ms,
            worst_lag_ms=self._worst_lag_ms,
            unconfirmed=sum(voice.unconfirmed for voice in voices),
            connected=self._swarm.up,
            adrift=self._swarm.adrift + self._directs.adrift,
            is_over=self._is_over,
        )

    def start(self) -> None:
        """Begin to connect and to speak.

        Raises:
            SpoolFailed: no memory, or nothing can be kept in that file.
        """
        self._spool.start()
        for courier in self._couriers.values():
            courier.start()
        self._thread.start()

    def stop(self) -> None:
        """Let all go; what is not confirmed by now is not waited for."""
        self._is_stopping.set()
        self._thread.join()
        for courier in self._couriers.values():
            courier.stop()
        self._spool.stop()

    def _run(self) -> None:
        try:
            self._next = next(self._sayings, None)
            while not self._is_stopping.is_set():
                self._swarm.turn(self._speak())
            self._leave()
        except Exception as error:  # the top of the thread: the conductor asks for the failure
            log.exception("the choir fell silent")
            self._failure = error

    def _speak(self) -> float:
        """Say what is due, and tell how long nothing will be, seconds of the machine."""
        now_ms = self._time.now_ms()
        for _ in range(_MOST_TOGETHER):
            if self._next is None or self._next.at_ms > now_ms:
                break
            self._say(self._next)
            self._next = next(self._sayings, None)
        if self._next is None:
            self._is_over, self._lag_ms = True, 0
            return _LONGEST_WAIT_S
        self._lag_ms = max(0, self._time.now_ms() - self._next.at_ms)
        self._worst_lag_ms = max(self._worst_lag_ms, self._lag_ms)
        if self._lag_ms:
            return 0.0
        return min(_LONGEST_WAIT_S, self._time.patience_s((self._next.at_ms - now_ms) / 1000))

    def _say(self, saying: Saying) -> None:
        voice = self._voices.get(self._speech[saying.device])
        if voice is not None:  # speakers and cameras are not of this choir
            voice.say(saying)
            self._said += 1

    def _leave(self) -> None:
        self._natives.leave()
        self._radios.leave()
        self._swarm.turn(_GOODBYE_S)
        self._swarm.close()
