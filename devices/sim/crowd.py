"""Many pretend speakers on few threads: real desks, diaries and keys, sound that only takes its time."""

import heapq
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from devices.agents.desk import Desk, DeskRules
from devices.agents.diary import Diary
from devices.agents.performer import Job, Outcome, Play
from devices.contract.bodies import Birth, DeviceClass, Status
from devices.contract.commands import COMMANDS
from devices.contract.topics import ROOT, Kind, Scope, hub_status_topic, parse_topic
from devices.drivers.playing import Heard
from devices.keys import new_key
from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from devices.reporter import Reporter
from devices.spool import Spool

_NOWHERE = Path(":memory:")
_LONGEST_WAIT_S = 1.0
_PERIOD_S = 3600
_MESSAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Troop:
    """Speakers that share one connection to the broker, and so come and go together."""

    link: LinkOptions
    devices: tuple[str, ...]


class Sounded(NamedTuple):
    """One stretch of sound: the truth against which receipts are compared."""

    device: str
    announcement: str
    began_ms: int
    ended_ms: int
    is_complete: bool


class Arrival(NamedTuple):
    """An order that reached a speaker."""

    topic: str
    at_ms: int


class _Up(NamedTuple):
    troop: int


class _Told(NamedTuple):
    troop: int
    packet: Packet
    at_ms: int


class _Stop(NamedTuple):
    pass


_Item: TypeAlias = _Up | _Told | _Stop


class _PretendPerformer:
    """Has every sound, and plays one for as long as it is; the crowd's thread asks when it will be over."""

    method = "simulated"
    can_relay = False

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._job: Job | None = None
        self.began_ms = 0

    def give(self, job: Job) -> None:
        self._job, self.began_ms = job, self._now_ms()

    def over_ms(self) -> int | None:
        """When the job at hand is over; None without one."""
        match self._job:
            case None:
                return None
            case Play(_, order, sound, halt) if not halt.is_set():
                return self.began_ms + order.length_ms - sound.start_ms
            case _:
                return self.began_ms

    def outcome(self, now_ms: int) -> Outcome | None:
        """What became of the job at hand if it is over."""
        job, over_ms = self._job, self.over_ms()
        if job is None or over_ms is None or over_ms > now_ms:
            return None
        self._job = None
        if not isinstance(job, Play):
            return Outcome(job, path=_NOWHERE)
        if job.halt.is_set():
            played_ms = job.sound.start_ms + now_ms - self.began_ms
            return Outcome(job, heard=Heard(played_ms, is_complete=False))
        return Outcome(job, heard=Heard(job.order.length_ms, is_complete=True))


@dataclass(slots=True)
class _Speaker:
    desk: Desk
    diary: Diary
    reporter: Reporter
    performer: _PretendPerformer
    birth: Birth


class Crowd:
    """The speakers of a township in one process, spoken to by their own topics (no groups).

    What they hear and what sounds is kept as the truth: `arrivals` and `sounded`. Nothing is written to
    disk, so none of them remembers anything when the process ends.

    Args:
        site: the township's id.
        troops: who shares a connection; the broker must let each speak for its devices.
        hub_keys: whose orders they obey.
        now_ms: their clock.
    """

    def __init__(
        self, site: str, troops: Sequence[Troop], hub_keys: tuple[str, ...], now_ms: Callable[[], int]
    ) -> None:
        self.arrivals: list[Arrival] = []
        self.sounded: list[Sounded] = []
        self._site = site
        self._troops = troops
        self._hub_keys = hub_keys
        self._now_ms = now_ms
        self._inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._spool = Spool(_NOWHERE, quota=_MESSAGES)
        self._links = [self._link(number, troop) for number, troop in enumerate(troops)]
        self._speakers: dict[str, _Speaker] = {}
        self._due: list[tuple[int, str]] = []
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)
        self._failure: BaseException | None = None

    @property
    def failure(self) -> BaseException | None:
        """What ended the crowd by itself; None while it is well."""
        return self._failure

    def start(self) -> None:
        """Let all connect and speak."""
        self._spool.start()
        for troop, link in zip(self._troops, self._links, strict=True):
            for device in troop.devices:
                self._speakers[device] = self._new_speaker(device, link)
        self._thread.start()
        for link in self._links:
            link.start()

    def wait_up(self, timeout_s: float) -> bool:
        """Wait until the broker hears each troop; False when one did not get so far in `timeout_s` each."""
        return all(link.wait_up(timeout_s) for link in self._links)

    def leave(self, troop: int) -> None:
        """Disconnect a troop; the broker keeps what is sent to it meanwhile."""
        self._links[troop].stop()

    def come(self, troop: int) -> None:
        """Let a troop connect again that left."""
        self._links[troop].start()

    def stop(self) -> None:
        """End all; what sounds is cut off without a word, as by a power cut."""
        self._inbox.put(_Stop())
        self._thread.join()
        for link in self._links:
            link.stop()
        for speaker in self._speakers.values():
            speaker.diary.stop()
        self._spool.stop()

    def _link(self, number: int, troop: Troop) -> Link:
        roots = [f"{ROOT}/{self._site}/d/{device}" for device in troop.devices]
        own = [f"{root}/{tail}" for root in roots for tail in ("cmd/+", "upto")]
        return Link(
            troop.link,
            filters=(*own, hub_status_topic(self._site)),
            on_packet=lambda packet: self._inbox.put(_Told(number, packet, self._now_ms())),
            on_up=lambda: self._inbox.put(_Up(number)),
        )

    def _new_speaker(self, device: str, link: Link) -> _Speaker:
        diary, key = Diary(_NOWHERE, device), new_key()
        diary.start()
        reporter = Reporter(self._site, device, link, self._spool, key=key)
        performer = _PretendPerformer(self._now_ms)
        rules = DeskRules(device, hub_keys=self._hub_keys)
        desk = Desk(rules, reporter, diary, performer, self._now_ms)
        birth = Birth(
            id=device,
            device_class=DeviceClass.SPEAKER,
            boot=reporter.boot,
            at_ms=self._now_ms(),
            period_s=_PERIOD_S,
            commands=tuple(name for name in COMMANDS if name != "talk"),
            public_key=key.public.text,
        )
        return _Speaker(desk, diary, reporter, performer, birth)

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001  # the top of this thread: the crowd ends with it
            self._failure = error

    def _work(self) -> None:
        for speaker in self._speakers.values():
            speaker.reporter.declare(Kind.BIRTH, speaker.birth)
            speaker.desk.open()
        while True:
            match self._next():
                case _Up(troop):
                    self._present(troop)
                case _Told() as told:
                    self._tell(told)
                case _Stop():
                    return
                case None:
                    pass
            now_ms = self._now_ms()
            while self._due and self._due[0][0] <= now_ms:
                self._turn(heapq.heappop(self._due)[1])

    def _next(self) -> _Item | None:
        wait_s = _LONGEST_WAIT_S
        if self._due:
            wait_s = min(wait_s, max(0.0, (self._due[0][0] - self._now_ms()) / 1000))
        try:
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _present(self, troop: int) -> None:
        for device in self._troops[troop].devices:
            speaker = self._speakers[device]
            status = Status(online=True, boot=speaker.reporter.boot, at_ms=self._now_ms())
            speaker.reporter.declare(Kind.STATUS, status)
            speaker.reporter.resend()

    def _tell(self, told: _Told) -> None:
        for device in self._meant(told):
            self._speakers[device].desk.take(told.packet)
            self._turn(device)
        self._links[told.troop].ack(told.packet)

    def _meant(self, told: _Told) -> tuple[str, ...]:
        address = parse_topic(told.packet.topic)
        if address.scope is Scope.HUB:
            return self._troops[told.troop].devices
        if address.kind is Kind.CMD:
            self.arrivals.append(Arrival(told.packet.topic, told.at_ms))
        return (address.target,)

    def _turn(self, device: str) -> None:
        """Let a speaker decide until nothing is over any more, and note when to ask it again."""
        speaker = self._speakers[device]
        while True:
            wait_s = speaker.desk.turn()
            outcome = speaker.performer.outcome(self._now_ms())
            if outcome is None:
                break
            self._note(device, speaker.performer.began_ms, outcome)
            speaker.desk.finished(outcome)
        over_ms = speaker.performer.over_ms()
        asked_ms = None if wait_s is None else self._now_ms() + 1 + int(wait_s * 1000)
        for due_ms in (over_ms, asked_ms):
            if due_ms is not None:
                heapq.heappush(self._due, (due_ms, device))

    def _note(self, device: str, began_ms: int, outcome: Outcome) -> None:
        if isinstance(outcome.job, Play) and outcome.heard is not None:
            name = outcome.job.entry.announcement
            ended_ms, is_complete = self._now_ms(), outcome.heard.is_complete
            self.sounded.append(Sounded(device, name, began_ms, ended_ms, is_complete))
