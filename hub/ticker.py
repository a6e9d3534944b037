"""What happens by the clock rather than by a message."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.ports import Clock

log = logging.getLogger(__name__)
_SHORTEST_S, _LONGEST_S = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every `every_s` seconds; a store or disk that is down (OSError) gets another turn."""

    name: str
    every_s: float
    do: Callable[[], None]


class Ticker:
    """Runs jobs one after another on one thread; a job that is due twice runs once."""

    def __init__(self, clock: Clock, jobs: Sequence[Job]) -> None:
        self._clock = clock
        self._jobs = tuple(jobs)
        self._due: dict[str, float] = {}

    def run(self, stop: threading.Event) -> None:
        """Tick until stopped."""
        due = self._due = dict.fromkeys((job.name for job in self._jobs), self._clock.monotonic_s())
        down: set[str] = set()
        while not stop.is_set():
            for job in self._jobs:
                now = self._clock.monotonic_s()
                if now < due[job.name]:
                    continue
                self._do(job, down)
                due[job.name] = now + job.every_s
            # Until the next turn, and not beyond a second: a pretend clock may be told to go faster.
            ahead_s = min(due.values(), default=_LONGEST_S) - self._clock.monotonic_s()
            self._clock.wait(stop, min(max(ahead_s, _SHORTEST_S), _LONGEST_S))

    def late_s(self) -> float:
        """For how many seconds a job has missed a whole turn, the worst of them; any thread may ask."""
        now_s, due = self._clock.monotonic_s(), self._due
        missed_s = [now_s - due[job.name] - job.every_s for job in self._jobs if job.name in due]
        return max([0.0, *missed_s])

    def _do(self, job: Job, down: set[str]) -> None:
        try:
            job.do()
        except OSError as error:
            if job.name not in down:
                log.warning("%s waits: %s", job.name, error)
            down.add(job.name)
            return
        if job.name in down:
            log.info("%s works again", job.name)
        down.discard(job.name)
