"""Whose turn it is to write: in the order of asking.

SQLite lets a second writer try again after pauses of up to 100 ms, so one that writes all the time keeps the
others out for seconds: with 2,000 messages a second a point was queryable after 4.6 s instead of 0.1 s
(`village-hub bench ingest --rate 2000`, p99, 2026-11).
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from hub.ports import StoreDown


class Turns:
    """A lock that is handed to the thread that has waited longest."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Hold the lock inside.

        Raises:
            StoreDown: the others did not come to an end in time; try again.
        """
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        turn = threading.Event()
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            self._waiting.append(turn)
        if turn.wait(self._patience_s):
            return
        with self._lock:
            if not turn.is_set():
                self._waiting.remove(turn)
                raise StoreDown(f"the ledger was busy for {self._patience_s:g} s")

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
