"""A store that stands still for a while, stopped and continued by signals."""

import os
import signal
import threading
from math import isfinite
from time import perf_counter

# At a busy hour as many are always on their way.
_CAUGHT_UP = 1_000


class Outage:
    """Holds one process still from entering on; use it with `with`. Nothing happens for 0 seconds.

    `caught_up_s`: how long after its end hardly a message waited any more, seconds; None until then.

    Args:
        pid: the process; None where there is none to hold.
        seconds: how long; infinite: until `end` is called.
    """

    def __init__(self, pid: int | None, seconds: float) -> None:
        self._pid = pid
        self._seconds = seconds
        self._began_s = self._ended_s = 0.0
        self._timer: threading.Timer | None = None
        self.caught_up_s: float | None = None

    def __enter__(self) -> "Outage":
        self._began_s = self._ended_s = perf_counter()
        if self._pid is not None and self._seconds:
            os.kill(self._pid, signal.SIGSTOP)
            if isfinite(self._seconds):
                self._timer = threading.Timer(self._seconds, self.end)
                self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        self.end()

    @property
    def seconds(self) -> float:
        """How long it was; 0 until it is over."""
        return round(self._ended_s - self._began_s, 1)

    def look(self, waiting: int) -> None:
        """Note how many messages wait for the store; call it often."""
        has_ended = self._ended_s > self._began_s
        if has_ended and self.caught_up_s is None and waiting < _CAUGHT_UP:
            self.caught_up_s = round(perf_counter() - self._ended_s, 2)

    def end(self) -> None:
        """Let the process go on; idempotent."""
        if self._pid is not None and self._seconds and self._ended_s == self._began_s:
            os.kill(self._pid, signal.SIGCONT)
            self._ended_s = perf_counter()
