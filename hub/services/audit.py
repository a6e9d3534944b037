"""Once a day, or when asked: is every kept point in the series store? What is missing is written again."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

from hub.books import Ledger
from hub.books.outbox import Audited
from hub.domain.instants import millis
from hub.ports import Clock, SeriesStore

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
# Called once a second, this leaves three quarters of the store's time to what is live.
_SLICE_S = 0.25
_BATCHES = 500


class Audit:
    """Goes through the outbox by batch numbers, a slice at a time; how far it is stands in the ledger."""

    def __init__(self, ledger: Ledger, store: SeriesStore, clock: Clock) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        # The last one while nothing is under way: asking the ledger each second is the whole cost at rest.
        self._over: Audited | None = None

    def begin(self) -> Audited:
        """Begin anew with the oldest kept batch, unless one is under way.

        Raises:
            StoreDown: the ledger does not answer; nothing was begun.
        """
        with self._lock, self._ledger.write() as tx:
            self._over = None
            audited = tx.outbox.audited()
            if not audited.is_over:
                return audited
            first, last = tx.outbox.extent().first, tx.outbox.settled()
            begun = Audited(millis(self._clock.now()), 0, first, last)
            if begun.next > begun.last:
                begun = replace(begun, ended_ms=begun.begun_ms)
            tx.outbox.keep_audited(begun)
        return begun

    def audited(self) -> Audited:
        """How far the last one is, or what it found.

        Raises:
            StoreDown: the ledger does not answer.
        """
        with self._ledger.read() as tx:
            return tx.outbox.audited()

    def step(self) -> None:
        """Check a slice, and begin when the last one is a day ago; call every second.

        Raises:
            StoreDown: a store does not answer; the same slice is checked again later.
        """
        audited = self._newest()
        if audited.is_over:
            if millis(self._clock.now()) - audited.begun_ms < EVERY / timedelta(milliseconds=1):
                return
            audited = self.begin()
        until_s = self._clock.machine.monotonic_s() + _SLICE_S
        while not audited.is_over and self._clock.machine.monotonic_s() <= until_s:
            audited = self._checked(audited)

    def _newest(self) -> Audited:
        with self._lock:
            audited = self._over or self.audited()
            self._over = audited if audited.is_over else None
            return audited

    def _checked(self, audited: Audited) -> Audited:
        with self._ledger.read() as tx:
            batches = tx.outbox.written_ones(audited.next, audited.last, _BATCHES)
        points = [point for batch in batches for point in batch.points]
        missing = self._store.missing(points)
        refused = self._store.write(missing) if missing else ()
        following = batches[-1].id + 1 if batches else audited.last + 1
        audited = replace(
            audited,
            next=following,
            checked=audited.checked + len(points),
            missing=audited.missing + len(missing),
            repaired=audited.repaired + len(missing) - len(refused),
        )
        if following > audited.last:
            audited = replace(audited, ended_ms=millis(self._clock.now()))
            self._say(audited)
        with self._ledger.write() as tx:
            tx.outbox.keep_audited(audited)
        return audited

    def _say(self, audited: Audited) -> None:
        if audited.missing:
            log.error(
                "of %d points %d were missing in the series store, %d are written again",
                audited.checked,
                audited.missing,
                audited.repaired,
            )
        else:
            log.info("all %d points are in the series store", audited.checked)
