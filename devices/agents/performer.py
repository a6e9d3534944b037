"""The thread that waits for sound: it fetches a clip or plays it, one job at a time, and reports back."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from devices.agents.audio_cache import AudioAway, AudioRefused
from devices.agents.feed import Feed
from devices.agents.playlist import Entry
from devices.contract.commands import Announce, Audio
from devices.contract.talk import RATE_HZ
from devices.drivers.playing import Heard, LivePlayer, Player, PlayerFailed, Sound, Talking

_STOP_S = 3.0


class Sounds(Protocol):
    """Where clips come from; see `audio_cache.AudioCache`."""

    def fetch(self, audio: Audio, halt: threading.Event) -> Path:
        """The checked file.

        Raises:
            AudioRefused: it cannot be had.
            AudioAway: ask again later.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fetch:
    """Get the clip of an announcement."""

    entry: Entry
    order: Announce
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Play:
    """Make a clip heard."""

    entry: Entry
    order: Announce
    sound: Sound
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Relay:
    """Let somebody be heard who speaks now."""

    entry: Entry
    feed: Feed
    volume_pct: int
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Store:
    """Get a clip that will be needed later, so that it can be played without the hub."""

    audio: Audio
    halt: threading.Event = field(default_factory=threading.Event)


Job: TypeAlias = Fetch | Play | Relay | Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job; `error` is "" when `path` (of a fetch) or `heard` (of all others) is there."""

    job: Job
    path: Path | None = None
    heard: Heard | None = None
    error: str = ""
    may_retry: bool = False


class Performs(Protocol):
    """Something that does one job after the other, and lets the desk know by other ways what came of it."""

    @property
    def method(self) -> str:
        """See `Player.method`."""
        ...

    @property
    def can_relay(self) -> bool:
        """Tell whether somebody can be heard who still speaks."""
        ...

    def give(self, job: Job) -> None:
        """Do a job after the one at hand."""
        ...


class Performer:
    """One thread; `report` is called on it after each job, must not block, and takes a bug as it is.

    `tune` lets the pieces of a talk be heard, by the announcement's name, and of none for "".
    """

    def __init__(
        self,
        player: Player,
        sounds: Sounds,
        report: Callable[[Outcome | Exception], None],
        tune: Callable[[str], None],
    ) -> None:
        self.method = player.method
        self.can_relay = isinstance(player, LivePlayer)
        self._player = player
        self._sounds = sounds
        self._report = report
        self._tune = tune
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="performer", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand, which the caller has halted; one that hangs is left behind."""
        self._jobs.put(None)
        self._thread.join(_STOP_S)

    def give(self, job: Job) -> None:
        """Do a job after the one at hand."""
        self._jobs.put(job)

    def _run(self) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                self._report(self._done(job))
        except Exception as error:  # noqa: BLE001  # the top of this thread: the agent ends with it
            self._report(error)

    def _done(self, job: Job) -> Outcome:
        match job:
            case Play():
                return self._play(job)
            case Relay():
                return self._relay(job)
            case Store(audio):
                return self._fetch(job, audio)
            case Fetch():
                return self._fetch(job, job.order.audio)

    def _fetch(self, job: Fetch | Store, audio: Audio) -> Outcome:
        try:
            return Outcome(job, path=self._sounds.fetch(audio, job.halt))
        except AudioRefused as error:
            return Outcome(job, error=f"audio_refused: {error}")
        except (AudioAway, OSError) as error:
            return Outcome(job, error=f"audio_away: {error}", may_retry=True)

    def _play(self, job: Play) -> Outcome:
        try:
            return Outcome(job, heard=self._player.play(job.sound, job.halt))
        except PlayerFailed as error:
            return Outcome(job, error=f"player_failed: {error}")

    def _relay(self, job: Relay) -> Outcome:
        player = self._player
        if not isinstance(player, LivePlayer):
            return Outcome(job, error=f"no_live: {player.method}")
        self._tune(job.entry.announcement)
        try:
            return Outcome(job, heard=player.relay(Talking(job.feed.pull, RATE_HZ, job.volume_pct), job.halt))
        except PlayerFailed as error:
            return Outcome(job, error=f"player_failed: {error}")
        finally:
            self._tune("")
