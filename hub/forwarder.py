"""From the outbox to the series store: points wait durably in the ledger until the store has taken them."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from hub.books import Ledger
from hub.domain.intake import DeadLetter
from hub.ports import Clock, SeriesStore, StoreDown, StoreRefused
from hub.series import Point

log = logging.getLogger(__name__)
_BATCHES = 20
_WAIT_S = 0.1
_LONGEST_WAIT_S = 30.0
_T = TypeVar("_T")


class Forwarder:
    """Writes queued points for ever.

    A store that is away stops nothing else; a refused point is set aside alone. `down_since` is when the
    series store stopped answering, None while it answers; any thread may read it.
    """

    def __init__(self, ledger: Ledger, store: SeriesStore, clock: Clock) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._is_started = False
        self.down_since: datetime | None = None

    def run(self, applied: threading.Event, stop: threading.Event) -> None:
        """Forward until stopped; `applied` wakes it when a batch was queued."""
        wait_s = _WAIT_S
        while not stop.is_set():
            applied.clear()
            try:
                moved = self._forward()
            except StoreDown as error:
                log.debug("points stay in the ledger: %s", error)
                stop.wait(wait_s)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
                continue
            wait_s = _WAIT_S
            if not moved:
                applied.wait(_WAIT_S)

    def _forward(self) -> bool:
        if not self._is_started:
            self._reach(self._store.start)
            self._is_started = True
        with self._ledger.read() as tx:
            queued = tx.intake.queued_points(_BATCHES)
        if not queued:
            return False
        refused = self._reach(lambda: self._write([point for held in queued for point in held.points]))
        with self._ledger.write() as tx:
            tx.intake.bury([self._letter(point, why) for point, why in refused])
            tx.intake.points_written([held.id for held in queued])
        return True

    def _reach(self, ask: Callable[[], _T]) -> _T:
        """Ask the series store, and remember since when it does not answer."""
        try:
            answer = ask()
        except StoreDown as error:
            if self.down_since is None:
                log.warning("points are held in the ledger: %s", error)
                self.down_since = self._clock.now()
            raise
        if self.down_since is not None:
            log.info("the series store is back")
        self.down_since = None
        return answer

    def _write(self, points: list[Point]) -> list[tuple[Point, str]]:
        """Write all but the points that the store will never take; return those with the reason."""
        refused: list[tuple[Point, str]] = []
        left = points
        while left:
            try:
                self._store.write(left)
            except StoreRefused as error:
                refused.append((left[error.index], str(error)))
                left = [*left[: error.index], *left[error.index + 1 :]]
                continue
            break
        return refused

    def _letter(self, point: Point, why: str) -> DeadLetter:
        return DeadLetter(
            0,
            f"point/{point.series}",
            repr(point).encode(),
            f"the series store refused it: {why}",
            point.tags.get("device", ""),
            self._clock.now(),
            is_partial=True,
        )
