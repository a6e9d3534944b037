"""The thread that waits for sound: it fetches a clip or plays it, one job at a time, and reports back."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from devices.agents.audio_cache import AudioAway, AudioRefused
from devices.agents.playlist import Entry
from devices.contract.commands import Audio
from devices.drivers.playing import Heard, Player, PlayerFailed, Sound

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
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Play:
    """Make a clip heard."""

    entry: Entry
    sound: Sound
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Store:
    """Get a clip that will be needed later, so that it can be played without the hub."""

    audio: Audio
    halt: threading.Event = field(default_factory=threading.Event)


Job: TypeAlias = Fetch | Play | Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job; `error` is "" when `path` (of a fetch) or `heard` (of a play) is there."""

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

    def give(self, job: Job) -> None:
        """Do a job after the one at hand."""
        ...


class Performer:
    """One thread; `report` is called on it after each job, must not block, and takes a bug as it is."""

    def __init__(self, player: Player, sounds: Sounds, report: Callable[[Outcome | Exception], None]) -> None:
        self.method = player.method
        self._player = player
        self._sounds = sounds
        self._report = report
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
                self._report(self._play(job) if isinstance(job, Play) else self._fetch(job))
        except Exception as error:  # noqa: BLE001  # the top of this thread: the agent ends with it
            self._report(error)

    def _fetch(self, job: Fetch | Store) -> Outcome:
        audio = job.audio if isinstance(job, Store) else job.entry.command.audio
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
