"""Sound that only takes its time: what a pretend speaker plays, fetched as a real one fetches it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Protocol

from devices.agents.audio_cache import AudioAway, AudioRefused
from devices.agents.performer import Fetch, Job, Outcome, Play, Relay, Sounds, Store
from devices.contract.commands import Audio
from devices.contract.receipts import ProofLevel
from devices.drivers.playing import Heard

_NOWHERE = Path("sound")


class Sounded(NamedTuple):
    """One stretch of sound: the truth against which receipts are compared. Times: milliseconds UTC."""

    announcement: str
    began_ms: int
    ended_ms: int
    is_complete: bool
    sha256: str


class Library(Protocol):
    """Where speakers get their sounds."""

    def get(self, audio: Audio, halt: threading.Event) -> Future[Path]:
        """Begin to fetch a sound; fails as `devices.agents.performer.Sounds.fetch` does."""
        ...


class EverySound:
    """A library that has whatever is asked for."""

    def get(self, _audio: Audio, _halt: threading.Event) -> Future[Path]:
        """See `Library.get`."""
        found: Future[Path] = Future()
        found.set_result(_NOWHERE)
        return found


class SharedSounds:
    """One cache for all speakers of a process, asked on a thread of its own: the hub gives a sound once."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sounds")

    def get(self, audio: Audio, halt: threading.Event) -> Future[Path]:
        """See `Library.get`."""
        return self._pool.submit(self._sounds.fetch, audio, halt)

    def close(self) -> None:
        """End the thread after the sound at hand."""
        self._pool.shutdown(cancel_futures=True)


class PretendPerformer:
    """Does one job after the other for a desk (`devices.agents.performer.Performs`); one thread calls it.

    Whoever drives the desk asks `over_ms` when to look again, and takes `outcome`. `level` is what its word
    is worth: a foreign horn only says that it took a sound.
    """

    method = "simulated"
    can_relay = False

    def __init__(
        self, library: Library, now_ms: Callable[[], int], level: ProofLevel = ProofLevel.FINISHED
    ) -> None:
        self._is_broken = False
        self._library = library
        self._now_ms = now_ms
        self._level = level
        self._job: Job | None = None
        self._fetching: Future[Path] | None = None
        self._began_ms = 0

    @property
    def is_fetching(self) -> bool:
        """Tell whether it waits for a sound."""
        return self._fetching is not None

    @property
    def is_sounding(self) -> bool:
        """Tell whether something is heard right now."""
        return isinstance(self._job, Play) and not self._is_broken

    def give(self, job: Job) -> None:
        """Do a job; see `Performs.give`."""
        self._job, self._began_ms = job, self._now_ms()
        match job:
            case Fetch(_, order, halt):
                self._fetching = self._library.get(order.audio, halt)
            case Store(audio, halt):
                self._fetching = self._library.get(audio, halt)
            case Play() | Relay():
                self._fetching = None

    def over_ms(self) -> int | None:
        """When to look what became of the job at hand; None without one, or while a sound is fetched."""
        match self._job:
            case Play(_, order, sound, halt) if not halt.is_set() and not self._is_broken:
                return self._began_ms + order.length_ms - sound.start_ms
            case Play() | Relay():
                return self._began_ms
            case _:
                return None

    def outcome(self) -> Outcome | None:
        """What became of the job at hand if it is over."""
        match self._job:
            case Fetch() | Store() as job:
                ended = self._fetched(job)
            case Play() as job:
                ended = self._played(job)
            case Relay() as job:
                ended = Outcome(job, error="player_failed: this pretend horn plays recordings only")
            case None:
                ended = None
        if ended is not None:
            self._job = self._fetching = None
        return ended

    def sounded(self, outcome: Outcome) -> Sounded | None:
        """What was heard of a job that is over."""
        if not isinstance(outcome.job, Play) or outcome.heard is None:
            return None
        return self._stretch(outcome.job, is_complete=outcome.heard.is_complete)

    def cut(self) -> Sounded | None:
        """Forget the job at hand as by a power cut; what had sounded until then."""
        heard = self._so_far()
        self._job = self._fetching = None
        return heard

    def set_broken(self, *, is_broken: bool) -> Sounded | None:
        """Let no sound come out, which the player says, or mend it; what had sounded until then."""
        heard = self._so_far()
        self._is_broken = is_broken
        return heard

    def _so_far(self) -> Sounded | None:
        job = self._job
        return self._stretch(job, is_complete=False) if isinstance(job, Play) and self.is_sounding else None

    def _stretch(self, job: Play, *, is_complete: bool) -> Sounded:
        name, sha256 = job.entry.announcement, job.order.audio.sha256
        return Sounded(name, self._began_ms, self._now_ms(), is_complete, sha256)

    def _fetched(self, job: Fetch | Store) -> Outcome | None:
        if self._fetching is None or not self._fetching.done():
            return None
        try:
            return Outcome(job, path=self._fetching.result())
        except AudioRefused as error:
            return Outcome(job, error=f"audio_refused: {error}")
        except (AudioAway, OSError) as error:
            return Outcome(job, error=f"audio_away: {error}", may_retry=True)

    def _played(self, job: Play) -> Outcome | None:
        if self._is_broken:
            return Outcome(job, error="player_failed: the amplifier gives no sound")
        now_ms, over_ms = self._now_ms(), self.over_ms()
        if over_ms is None or over_ms > now_ms:
            return None
        if job.halt.is_set():
            played_ms = job.sound.start_ms + now_ms - self._began_ms
            return Outcome(job, heard=Heard(played_ms, is_complete=False))
        return Outcome(job, heard=Heard(job.order.length_ms, is_complete=True, level=self._level))
