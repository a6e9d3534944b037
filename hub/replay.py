"""Points once more: messages of the journal are worked on beside the ledger, and only their points are kept.

For a series store that lost what the hub no longer keeps for it. docs/decisions/0004.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from hub.books import Ledger
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.journal import Journal
from hub.journal.format import Record
from hub.ports import Clock
from hub.services.ingest import Ingest

_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """Messages received from `since` on and before `until`, aware UTC."""

    since: datetime
    until: datetime

    def holds(self, record: Record) -> bool:
        """Tell whether a message is one of them."""
        return millis(self.since) <= record.entry.received_ms < millis(self.until)


@dataclass(frozen=True, slots=True)
class Again:
    """What a replay came to."""

    messages: int
    points: int


class Replay:
    """Works through the journal on a scratch ledger, as the pump once did on the real one.

    Devices and places are those of today's registry. What the journal holds before the span is worked on too,
    so that levels and duplicates come out as they did; only of a bin's first two readings in the whole
    journal the level may differ.
    """

    def __init__(
        self, journal: Journal, ledger: Ledger, scratch: Ledger, ingest: Ingest, clock: Clock
    ) -> None:
        """Take what is needed, all of it open.

        Args:
            journal: nobody else may work on it or on the ledger meanwhile; its lock sees to that.
            ledger: where the points go to the outbox, and nothing else changes.
            scratch: an empty ledger, to be thrown away.
            ingest: one that has worked for no other ledger.
            clock: when the points are queued.
        """
        self._journal = journal
        self._ledger = ledger
        self._scratch = scratch
        self._ingest = ingest
        self._clock = clock

    def count(self, span: Span) -> int:
        """How many messages of the span were worked on and are still in the journal.

        Raises:
            StoreDown: the ledger does not answer.
        """
        return sum(span.holds(record) for records in self._worked_on() for record in records)

    def run(self, span: Span) -> Again:
        """Queue the points of the span once more; the same points, so that twice is once.

        Raises:
            StoreDown: a ledger does not answer; what was queued stays queued, run it again.
        """
        with self._ledger.read() as tx:
            catalog = tx.registry.catalog()
        messages = points = 0
        for batch in self._worked_on():
            for is_wanted, group in groupby(batch, span.holds):
                records = list(group)
                queued = self._work(records, catalog, is_wanted=is_wanted)
                points += queued
                messages += len(records) if is_wanted else 0
        return Again(messages, points)

    def _worked_on(self) -> Iterator[Sequence[Record]]:
        """Give what the pump has worked on; the rest it will work on by itself."""
        with self._ledger.read() as tx:
            cursor = tx.intake.cursor()
        reader = self._journal.reader(0)
        while records := [record for record in reader.next(_TOGETHER, 0) if record.seq <= cursor]:
            yield records

    def _work(self, records: Sequence[Record], catalog: Catalog, *, is_wanted: bool) -> int:
        with self._scratch.write() as tx:
            # What the journal no longer holds is not lost, it had its effect long ago.
            tx.intake.move_cursor(records[0].seq - 1)
            made = self._ingest.apply(tx, catalog, records).points
            if made is None:
                return 0
            tx.outbox.written([made.id])
        if not is_wanted:
            return 0
        with self._ledger.write() as tx:
            tx.outbox.queue(made.points, 0, self._clock.now())
        return len(made.points)
