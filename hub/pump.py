"""From the journal to its effects, by cursor, one transaction a batch; tells devices what is safe."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from hub.books import Ledger
from hub.confirmations import Confirmations
from hub.fresh_points import FreshPoints
from hub.journal import Journal
from hub.journal.format import Record
from hub.ports import Bus, Clock, StoreDown
from hub.services.batch import Applied
from hub.services.ingest import Ingest
from hub.services.registry import Registry

log = logging.getLogger(__name__)
# So many take a third of a second, which is what a crash repeats and what other writers wait for. Fewer cost
# more: the state of a device is written once a batch.
_BATCH = 4_000
_WAIT_S = 0.1
# A transaction costs as much as fifty messages: at a busy hour a twenty-fifth of a second gathers so many.
_PACE_S = 0.04
_T = TypeVar("_T")


class Pump:
    """Works through the journal for ever; a crash anywhere begins again behind the last committed batch.

    `down_since` is when the ledger stopped answering, None while it answers; any thread may read it.
    """

    def __init__(
        self,
        journal: Journal,
        ledger: Ledger,
        registry: Registry,
        ingest: Ingest,
        clock: Clock,
        fresh: FreshPoints,
    ) -> None:
        self._journal = journal
        self._ledger = ledger
        self._registry = registry
        self._ingest = ingest
        self._clock = clock
        self._confirmations = Confirmations(registry.site, clock)
        self._fresh = fresh
        self.down_since: datetime | None = None

    def run(self, bus: Bus, stop: threading.Event) -> None:
        """Apply batches until stopped; while the ledger is down the journal keeps everything."""
        cursor = self._persist(self._cursor, stop)
        if cursor is None:
            return
        reader = self._journal.reader(cursor)
        while not stop.is_set():
            records = reader.next(_BATCH, _WAIT_S)
            began_s = self._clock.machine.monotonic_s()
            applied = self._persist(partial(self._apply, records), stop) if records else None
            if applied is not None:
                if applied.points is not None:
                    self._fresh.put(applied.points)
                self._confirmations.note(applied.safe)
            self._confirmations.say(bus)
            if len(records) < _BATCH:
                stop.wait(max(0.0, began_s + _PACE_S - self._clock.machine.monotonic_s()))

    def _cursor(self) -> int:
        with self._ledger.read() as tx:
            return tx.intake.cursor()

    def _apply(self, records: Sequence[Record]) -> Applied:
        try:
            with self._ledger.write() as tx:
                return self._ingest.apply(tx, self._registry.catalog, records)
        except BaseException:
            self._ingest.forget()
            raise

    def _persist(self, ask: Callable[[], _T], stop: threading.Event) -> _T | None:
        """Ask the ledger until it answers; None when stopped first."""
        while not stop.is_set():
            try:
                answer = ask()
            except StoreDown as error:
                if self.down_since is None:
                    log.warning("the ledger is down, messages wait in the journal: %s", error)
                    self.down_since = self._clock.now()
                stop.wait(_WAIT_S)
                continue
            if self.down_since is not None:
                log.info("the ledger is back")
            self.down_since = None
            return answer
        return None
