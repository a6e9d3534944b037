"""How far the series store can be trusted, and writing again what a restart may have cost."""

import logging
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.books import Ledger
from hub.books.outbox import Aside, Extent, Trust
from hub.domain.instants import instant, millis
from hub.ports import Clock, Condition, SeriesStore

log = logging.getLogger(__name__)

# InfluxDB writes a cache to a TSM file after 10 minutes without writes (cache-snapshot-write-cold-duration);
# three times that is what a store may lose at least, whatever it says.
SHORTEST_UNSAVED = timedelta(minutes=30)
_RETRY_ASIDE_S = 900.0
_PROBES = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about the series store, as of now.

    Attributes:
        started_ms: when its process began, as it last said; 0: it cannot say.
        restarts: how often it was seen to have restarted since this hub runs.
        replaying: batches still to be written once more.
        unsaved: batches that a crash of the store could still take, and that are kept here for it.
        kept_since: from when on points are kept here.
        lost_before: everything older than this is gone with the database; None: nothing is known to be.
        aside: good points that it cannot take for now.
    """

    started_ms: int
    restarts: int
    replaying: int
    unsaved: int
    kept_since: datetime | None
    lost_before: datetime | None
    aside: Aside


class Durability:
    """A 204 is provisional: what a store acknowledged is kept until the store cannot lose it any more.

    Args:
        ledger: holds the outbox.
        store: the series store.
        clock: the time.
        keep: how long points are kept at least, and taken for unsafe where the store cannot say.
        quota_bytes: of all kept points together, packed.
    """

    def __init__(
        self, ledger: Ledger, store: SeriesStore, clock: Clock, *, keep: timedelta, quota_bytes: int
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._keep = keep
        self._quota_bytes = quota_bytes
        self._begun_at, self._begun_s = clock.now(), clock.monotonic_s()
        self._settled: deque[tuple[float, int]] = deque()
        self._made = 0
        self._restarts = 0
        self._aside_s = clock.machine.monotonic_s()

    def look(self) -> None:
        """Notice a restart and have everything since the last safe batch written again; call every 10 s.

        Raises:
            StoreDown: a store does not answer; look again later.
        """
        condition = self._store.condition()
        with self._ledger.read() as tx:
            trust = tx.outbox.trust()
        if condition.made > self._made:
            self._made = condition.made
            self._write_again(condition, 0, "has a new, empty database")
        elif 0 not in {trust.started_ms, condition.started_ms} and trust.started_ms != condition.started_ms:
            self._restarts += 1
            lost_all = self._has_lost_what_was_safe(trust)
            why = "restarted and lacks old points" if lost_all else "restarted"
            self._write_again(condition, 0 if lost_all else trust.safe_batch + 1, why)
        else:
            self._advance(condition, trust)

    def prune(self) -> None:
        """Delete kept points that are old and safe, or over the quota; call every minute.

        A wall clock that is put forward makes nothing old: no more time has passed than this process has run.

        Raises:
            StoreDown: the ledger does not answer; what is kept stays.
        """
        older_than = self._now() - self._keep
        gone = 1
        while gone:
            with self._ledger.write() as tx:
                gone = tx.outbox.prune(older_than, self._quota_bytes)

    def prune_store(self) -> None:
        """Have the store forget what is over by its own retention; call every hour. Clocks as in `prune`.

        Raises:
            StoreDown: the store does not answer; it is asked again later.
        """
        self._store.prune(millis(self._now()) * 1_000_000)

    def standing(self) -> Standing:
        """What is known now.

        Raises:
            StoreDown: the ledger does not answer.
        """
        with self._ledger.read() as tx:
            trust, replay, kept = tx.outbox.trust(), tx.outbox.replay(), tx.outbox.extent()
            aside = tx.outbox.aside()
        return Standing(
            started_ms=trust.started_ms,
            restarts=self._restarts,
            replaying=replay.last - replay.next + 1 if replay else 0,
            unsaved=max(0, kept.last - max(trust.safe_batch, kept.first - 1)),
            kept_since=kept.since,
            lost_before=instant(trust.lost_before_ms) if trust.lost_before_ms else None,
            aside=aside,
        )

    def _now(self) -> datetime:
        ran = timedelta(seconds=self._clock.monotonic_s() - self._begun_s)
        return min(self._clock.now(), self._begun_at + ran)

    def _write_again(self, condition: Condition, first: int, why: str) -> None:
        with self._ledger.write() as tx:
            again, before = tx.outbox.begin_replay(first), tx.outbox.trust()
            lost_before = again.since if first == 0 else None
            lost_ms = before.lost_before_ms if lost_before is None else millis(lost_before)
            safe = min(before.safe_batch, max(first - 1, 0))
            tx.outbox.keep_trust(Trust(condition.started_ms, safe, lost_ms))
            tx.outbox.release_aside()
        self._settled.clear()
        if lost_before is not None:
            log.error("the series store %s: nothing from before %s can be brought back", why, lost_before)
        self._say(again, why)

    def _say(self, again: Extent, why: str) -> None:
        batches = again.last - again.first + 1
        if again.since is not None and batches > 0:
            log.warning(
                "the series store %s: %d batches since %s are written again", why, batches, again.since
            )

    def _has_lost_what_was_safe(self, trust: Trust) -> bool:
        """Probe a few batches that no restart takes: without them the data is another's or an old copy."""
        with self._ledger.read() as tx:
            kept = tx.outbox.extent()
            step = max(1, (trust.safe_batch - kept.first) // _PROBES)
            places = range(kept.first, trust.safe_batch + 1, step) if kept.last else ()
            found = [tx.outbox.written_ones(place, trust.safe_batch, 1) for place in places]
        points = [point for batches in found for batch in batches for point in batch.points]
        return bool(self._store.missing(points))

    def _advance(self, condition: Condition, trust: Trust) -> None:
        """Trust the store with what it has had for longer than it may lose."""
        now_s = self._clock.machine.monotonic_s()
        unsaved_s = self._keep.total_seconds() if condition.unsaved_s is None else condition.unsaved_s
        horizon_s = now_s - max(unsaved_s, SHORTEST_UNSAVED.total_seconds())
        with self._ledger.write() as tx:
            self._settled.append((now_s, tx.outbox.settled()))
            # One from before the horizon stays: what was settled then has been in the store ever since.
            while len(self._settled) > 1 and self._settled[1][0] <= horizon_s:
                self._settled.popleft()
            lowest = min(batch for _, batch in self._settled)
            is_long_enough = self._settled[0][0] <= horizon_s
            safe = lowest if is_long_enough else min(trust.safe_batch, lowest)
            started_ms = condition.started_ms or trust.started_ms
            tx.outbox.keep_trust(replace(trust, started_ms=started_ms, safe_batch=safe))
            if now_s - self._aside_s >= _RETRY_ASIDE_S:
                self._aside_s = now_s
                tx.outbox.release_aside()
