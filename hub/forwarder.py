"""From the outbox to the series store: what is new first, what waits and what is written again beside it."""

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from devices.contract.fields import MAX_SAMPLES
from hub.books import Ledger, Transaction
from hub.books.outbox import HeldPoints, Replay
from hub.domain.dead_letters import refused_point
from hub.fresh_points import FreshPoints
from hub.lines import joined
from hub.ports import Clock, Refused, SeriesStore, StoreDown
from hub.series import Point

log = logging.getLogger(__name__)
_BATCHES = 500
_FRESH_POINTS = 10_000
_IDLE_S = 0.1
# What another process may have put into the outbox, or made due again, is found within so long.
_LOOK_ANYWAY_S = 1.0
# A store that is back is current on the screens within seconds; asking every five costs it nothing.
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 5.0
_NS_PER_MS = 1_000_000
_DAMAGED = "is damaged in the ledger: have the journal replayed from before it"
_T = TypeVar("_T")


class Recounts(Protocol):
    """The part of ingest that is told when the store refused a whole message."""

    def refused(self, tx: Transaction, messages: Mapping[str, int]) -> None:
        """Count so many messages of each device as dead letters that were counted as stored."""
        ...


class Forwarder:
    """Writes queued points for ever, on one thread.

    A store that is away stops nothing else; a refused point is set aside alone. Screens are current the
    moment the store is back, because what is new does not queue behind what waits. `down_since` is when the
    series store stopped answering, None while it answers, and `has_started` is set when it answered first;
    any thread may ask.
    """

    def __init__(
        self, ledger: Ledger, store: SeriesStore, clock: Clock, fresh: FreshPoints, recounts: Recounts
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._fresh = fresh
        self._recounts = recounts
        self.has_started = threading.Event()
        self.down_since: datetime | None = None
        self._why = ""
        self._seen_commits = -1
        self._looked_s = 0.0
        self._ahead_of = 0

    def run(self, stop: threading.Event) -> None:
        """Forward until stopped."""
        wait_s = _FIRST_WAIT_S
        while not stop.is_set():
            try:
                is_busy = self._forward()
            except StoreDown as error:
                log.debug("points stay in the ledger: %s", error)
                self._seen_commits = -1  # what was handed over and not written waits there now
                asked_s = error.retry_after_s or 0.0
                # Jitter: hubs that lost one server at the same moment do not come back at the same moment.
                stop.wait(max(asked_s, wait_s * random.uniform(0.5, 1.0)))  # noqa: S311  # no secret
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
                continue
            wait_s = _FIRST_WAIT_S
            if not is_busy:
                self._fresh.wait(_IDLE_S)

    def _forward(self) -> bool:
        """Write one share of everything there is; say whether there may be more."""
        if not self.has_started.is_set():
            self._reach(self._store.start)
            self.has_started.set()
        # What was found in the ledger before the pump could hand it over is written, and refused, once.
        fresh = [batch for batch in self._fresh.take(_FRESH_POINTS) if batch.id > self._ahead_of]
        if fresh:
            self._write(fresh)
        commits, now_s = self._ledger.commits, self._clock.machine.monotonic_s()
        if commits == self._seen_commits and now_s - self._looked_s < _LOOK_ANYWAY_S:
            return False
        with self._ledger.read() as tx:
            due = tx.outbox.due(_BATCHES, self._fresh.first())
            replay = tx.outbox.replay()
        if due:
            self._write(due)
            self._ahead_of = max(self._ahead_of, due[-1].id)
        if replay is not None:
            self._write_again(replay)
        is_busy = bool(due) or replay is not None
        if not is_busy:
            # Nothing comes until somebody commits something: looking costs more than all else at rest.
            self._seen_commits, self._looked_s = commits, now_s
        return is_busy

    def _write_again(self, replay: Replay) -> None:
        with self._ledger.read() as tx:
            batches = tx.outbox.kept(replay.next, replay.last, _BATCHES)
        last = batches[-1].id if batches else replay.last
        self._write(batches, lambda tx: tx.outbox.replayed(replay, last))
        if last == replay.last:
            log.info("all that the series store may have lost is written again")

    def _write(
        self, batches: Sequence[HeldPoints], note: Callable[[Transaction], None] | None = None
    ) -> None:
        points = joined([batch.points for batch in batches])
        refused = self._reach(lambda: self._store.write(points))
        with self._ledger.write() as tx:
            tx.outbox.written([batch.id for batch in batches])
            if refused:
                self._part(tx, batches, {item.index: item for item in refused})
            for batch in batches:
                if batch.is_damaged and batch.messages:
                    log.error("batch %d of %d messages %s", batch.id, batch.messages, _DAMAGED)
                    tx.outbox.put_back(batch, _DAMAGED)
            if note is not None:
                note(tx)

    def _part(self, tx: Transaction, batches: Sequence[HeldPoints], refused: Mapping[int, Refused]) -> None:
        """Take what was refused out of the batches: impossible points to the dead letters, others aside."""
        first = 0
        for batch in batches:
            places = range(first, first + len(batch.points))
            first += len(batch.points)
            numbered = list(zip(places, batch.points, strict=True))
            found = [(point, refused[place]) for place, point in numbered if place in refused]
            if not found:
                continue
            good = [point for point, item in found if item.is_for_now]
            never = [(point, item.reason) for point, item in found if not item.is_for_now]
            now = self._clock.now()
            tx.letters.bury([refused_point(point, why, now) for point, why in never])
            self._recounts.refused(tx, _refused_whole(batch, [point for point, _ in never]))
            if len(good) == len(batch.points):
                tx.outbox.put_back(batch, found[0][1].reason)
            else:
                tx.outbox.keep_only(batch.id, [point for place, point in numbered if place not in refused])
                self._set_aside(tx, batch, good, found[0][1].reason)

    def _set_aside(self, tx: Transaction, batch: HeldPoints, good: Sequence[Point], why: str) -> None:
        if not good:
            return
        # A message has one time of its own, so this counts the messages among the points; they wait still.
        messages = len({(point.tags.get("device"), point.at_ns) for point in good})
        tx.outbox.set_aside(good, min(messages, batch.messages), self._clock.now(), why)

    def _reach(self, ask: Callable[[], _T]) -> _T:
        """Ask the series store, and remember since when it does not answer."""
        try:
            answer = ask()
        except StoreDown as error:
            self.down_since = self.down_since or self._clock.now()
            if str(error) != self._why:
                self._why = str(error)
                log.warning("points are held in the ledger: %s", error)
            raise
        if self.down_since is not None:
            log.info("the series store is back")
        self.down_since, self._why = None, ""
        return answer


def _refused_whole(batch: HeldPoints, refused: Sequence[Point]) -> Mapping[str, int]:
    """Count, by device, the messages of a batch of which the store took nothing; none in a replay."""
    if not batch.messages:
        return {}
    gone = {_message(point) for point in refused}
    kept = {_message(point) for point in batch.points if point not in refused}
    return Counter(device for device, _ in gone - kept)


def _message(point: Point) -> tuple[str, int]:
    # Below the millisecond a point's time tells which message of its device made it (hub.domain.telemetry).
    return point.tags.get("device", ""), point.at_ns % _NS_PER_MS // MAX_SAMPLES
