"""Batches just committed, on their way from the pump to the forwarder; for a crash the ledger has them."""

import threading
from collections import deque
from collections.abc import Sequence

from hub.books.outbox import HeldPoints

# Some 20 MB of points with their lines. Beyond it the oldest are read from the ledger again, in their turn.
MOST_POINTS = 20_000


class FreshPoints:
    """A bounded queue; of too many the newest stay. Any thread may call."""

    def __init__(self, most_points: int = MOST_POINTS) -> None:
        self._most_points = most_points
        self._batches: deque[HeldPoints] = deque()
        self._points = 0
        self._lock = threading.Lock()
        self._is_filled = threading.Event()

    def put(self, batch: HeldPoints) -> None:
        """Add a batch that is committed."""
        with self._lock:
            self._batches.append(batch)
            self._points += len(batch.points)
            while self._points > self._most_points and len(self._batches) > 1:
                self._points -= len(self._batches.popleft().points)
            self._is_filled.set()

    def take(self, most_points: int) -> Sequence[HeldPoints]:
        """Take the oldest batches out, at least one if there is any, of at most so many points."""
        taken: list[HeldPoints] = []
        points = 0
        with self._lock:
            while self._batches and (not taken or points + len(self._batches[0].points) <= most_points):
                taken.append(self._batches.popleft())
                points += len(taken[-1].points)
            self._points -= points
            if not self._batches:
                self._is_filled.clear()
        return taken

    def first(self) -> int | None:
        """The number of the oldest batch that is here; all later ones of the pump are or come here."""
        with self._lock:
            return self._batches[0].id if self._batches else None

    def wait(self, timeout_s: float) -> None:
        """Return when there is a batch, or after the timeout."""
        self._is_filled.wait(timeout_s)
