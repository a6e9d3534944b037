"""From the outbox to the series store: points wait durably in the ledger until the store has taken them."""

import logging
import threading

from hub.books import Ledger
from hub.domain.intake import DeadLetter
from hub.ports import Clock, SeriesStore, StoreDown, StoreRefused
from hub.series import Point

log = logging.getLogger(__name__)
_BATCHES = 20
_WAIT_S = 0.1
_LONGEST_WAIT_S = 30.0


class Forwarder:
    """Writes queued points for ever.

    A store that is away stops nothing else; a refused point is set aside alone.
    """

    def __init__(self, ledger: Ledger, store: SeriesStore, clock: Clock) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self.down_because = ""

    def run(self, applied: threading.Event, stop: threading.Event) -> None:
        """Forward until stopped; `applied` wakes it when a batch was queued."""
        wait_s = _WAIT_S
        is_started = False
        while not stop.is_set():
            applied.clear()
            try:
                if not is_started:
                    self._store.start()
                    is_started = True
                moved = self._forward()
            except StoreDown as error:
                if not self.down_because:
                    log.warning("points are held in the ledger: %s", error)
                self.down_because = str(error)
                stop.wait(wait_s)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
                continue
            if self.down_because:
                log.info("the series store is back")
            self.down_because = ""
            wait_s = _WAIT_S
            if not moved:
                applied.wait(_WAIT_S)

    def _forward(self) -> bool:
        with self._ledger.read() as tx:
            queued = tx.intake.queued_points(_BATCHES)
        if not queued:
            return False
        refused = self._write([point for held in queued for point in held.points])
        with self._ledger.write() as tx:
            tx.intake.bury([self._letter(point, why) for point, why in refused])
            tx.intake.points_written([held.id for held in queued])
        return True

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
