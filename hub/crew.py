"""The threads that live as long as the hub: one that dies must end the process, a half-dead hub is worse."""

import logging
import threading
from collections.abc import Callable
from time import monotonic

from hub.adapters.process import name_thread

log = logging.getLogger(__name__)


class Crew:
    """Begins threads and notes when one dies.

    Attributes:
        failed: set when a thread died or ended by itself; end the process with an error.
        problem: which one and why; "" while all is well.
    """

    def __init__(self, stop: threading.Event) -> None:
        self.failed = threading.Event()
        self.problem = ""
        self._stop = stop
        self._threads: list[threading.Thread] = []

    def begin(self, name: str, run: Callable[[], None]) -> None:
        """Run something on a thread of its own until it is told to stop."""
        thread = threading.Thread(target=self._guarded, args=(name, run), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def join(self, patience_s: float) -> frozenset[str]:
        """Wait for all that were told to stop; the names of those that did not end in time."""
        until_s = monotonic() + patience_s
        for thread in self._threads:
            thread.join(max(0.0, until_s - monotonic()))
        return frozenset(thread.name for thread in self._threads if thread.is_alive())

    def _guarded(self, name: str, run: Callable[[], None]) -> None:
        name_thread(name)
        try:
            run()
        except BaseException as error:  # the top of a thread: log it and end the process
            log.exception("thread %s died", name)
            self._fail(f"{name}: {type(error).__name__}: {error}")
        else:
            if not self._stop.is_set():
                self._fail(f"{name}: ended by itself")

    def _fail(self, problem: str) -> None:
        # The first death is the cause, those that follow are its consequence.
        self.problem = self.problem or problem
        self.failed.set()
