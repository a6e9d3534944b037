"""The outbox book: points of committed batches, what of them is still to be written, and what may be lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, insert, select, update

from hub.adapters.ledger.packing import Unreadable, pack, unpack
from hub.adapters.ledger.schema import HELD_POINTS, POINTS_DUE, PROGRESS
from hub.adapters.ledger.upsert import upsert
from hub.books.outbox import Aside, Audited, Extent, HeldPoints, Replay, Trust
from hub.domain.instants import instant, millis
from hub.lines import lined
from hub.series import Point

_STARTED, _SAFE, _LOST_BEFORE = "series_started_ms", "series_safe_batch", "series_lost_before_ms"
_AUDIT = "audit_"
_REPLAY_NEXT, _REPLAY_LAST = "replay_next", "replay_last"
# Some 15,000 points: a quarter of a second to write, so that what is new waits no longer behind what is old.
_MOST_PACKED_BYTES = 256 * 1024
_PRUNED_AT_ONCE = 5_000
_IS_DUE = select(POINTS_DUE.c.id).where(POINTS_DUE.c.id == HELD_POINTS.c.id).exists()

# Built once: building one costs more than SQLite takes to run it.
_BARE = select(HELD_POINTS.c.id, HELD_POINTS.c.queued_ms, HELD_POINTS.c.upto_bytes)
_NEWEST = _BARE.order_by(HELD_POINTS.c.id.desc()).limit(1)
_KEEP = insert(HELD_POINTS).returning(HELD_POINTS.c.id)
_NOTE = insert(POINTS_DUE)
_WRITTEN = delete(POINTS_DUE).where(POINTS_DUE.c.id == bindparam("written"))
_DUE = (
    select(HELD_POINTS, POINTS_DUE.c.messages)
    .join(POINTS_DUE, POINTS_DUE.c.id == HELD_POINTS.c.id)
    .where(POINTS_DUE.c.aside_why == "", HELD_POINTS.c.id < bindparam("before"))
    .order_by(HELD_POINTS.c.id)
    .limit(bindparam("limit"))
    .execution_options(stream_results=True)
)
_OLDEST_DUE = (
    select(HELD_POINTS.c.queued_ms)
    .join(POINTS_DUE, POINTS_DUE.c.id == HELD_POINTS.c.id)
    .where(POINTS_DUE.c.aside_why == "")
    .order_by(HELD_POINTS.c.id)
    .limit(1)
)
_KEPT = (
    select(HELD_POINTS, func.coalesce(POINTS_DUE.c.messages, 0).label("messages"))
    .outerjoin(POINTS_DUE, POINTS_DUE.c.id == HELD_POINTS.c.id)
    .where(HELD_POINTS.c.id.between(bindparam("first"), bindparam("last")))
    .order_by(HELD_POINTS.c.id)
    .limit(bindparam("limit"))
    .execution_options(stream_results=True)
)
_MARKS = select(PROGRESS.c.name, PROGRESS.c.value)
_WRITTEN_ONES = _KEPT.where(POINTS_DUE.c.id.is_(None))
_LAST_ID = 2**63 - 1


class SqlOutbox:
    """Fulfils `hub.books.OutboxBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def queue(self, points: Sequence[Point], messages: int, at: datetime) -> HeldPoints:
        """Keep a batch and note that it is due."""
        return self._keep(points, messages, at, "")

    def set_aside(self, points: Sequence[Point], messages: int, at: datetime, why: str) -> None:
        """Keep points that the store cannot take for now."""
        self._keep(points, messages, at, why)

    def due(self, limit: int, before: int | None = None) -> Sequence[HeldPoints]:
        """Oldest batches first."""
        return self._batches(_DUE, {"limit": limit, "before": _LAST_ID if before is None else before})

    def written(self, batches: Iterable[int]) -> None:
        """Forget that batches are due."""
        gone = [{"written": batch} for batch in batches]
        if gone:
            self._connection.execute(_WRITTEN, gone)

    def kept(self, first: int, last: int, limit: int) -> Sequence[HeldPoints]:
        """Batches by number, due or not."""
        return self._batches(_KEPT, {"first": first, "last": last, "limit": limit})

    def written_ones(self, first: int, last: int, limit: int) -> Sequence[HeldPoints]:
        """Batches by number that nothing waits for."""
        return self._batches(_WRITTEN_ONES, {"first": first, "last": last, "limit": limit})

    def audited(self) -> Audited:
        """The newest."""
        marks = self._marks()
        known = {f.name: marks[_AUDIT + f.name] for f in fields(Audited) if _AUDIT + f.name in marks}
        return Audited(**known)

    def keep_audited(self, audited: Audited) -> None:
        """Replace it."""
        self._keep_marks({_AUDIT + name: value for name, value in asdict(audited).items()})

    def waiting_since(self) -> datetime | None:
        """When the oldest batch that is due was queued."""
        queued_ms = self._connection.scalar(_OLDEST_DUE)
        return None if queued_ms is None else instant(queued_ms)

    def extent(self) -> Extent:
        """The first and the last."""
        oldest = self._edge(HELD_POINTS.c.id > 0)
        newest = self._connection.execute(_NEWEST).one_or_none()
        if oldest is None or newest is None:
            return Extent(0, 0, None)
        return Extent(oldest.id, newest.id, instant(oldest.queued_ms))

    def keep_only(self, batch: int, points: Sequence[Point]) -> None:
        """Pack them anew; the size that was counted stays."""
        these = update(HELD_POINTS).where(HELD_POINTS.c.id == batch)
        self._connection.execute(these.values(points=pack(lined(points))))

    def put_back(self, batch: HeldPoints, why: str) -> None:
        """It waits, and is not due."""
        row = {"id": batch.id, "messages": batch.messages, "points": len(batch.points), "aside_why": why}
        upsert(self._connection, POINTS_DUE, [row])

    def aside(self) -> Aside:
        """What is set aside."""
        figures = select(
            func.coalesce(func.sum(POINTS_DUE.c.points), 0), func.max(POINTS_DUE.c.aside_why)
        ).where(POINTS_DUE.c.aside_why != "")
        points, why = self._connection.execute(figures).one()
        return Aside(points, why or "")

    def release_aside(self) -> None:
        """Everything set aside is due."""
        everything = update(POINTS_DUE).where(POINTS_DUE.c.aside_why != "")
        self._connection.execute(everything.values(aside_why=""))

    def waiting(self) -> int:
        """Messages of all batches that are not written."""
        return self._connection.scalar(select(func.coalesce(func.sum(POINTS_DUE.c.messages), 0))) or 0

    def settled(self) -> int:
        """One before the first that is due or written again."""
        due = select(func.min(POINTS_DUE.c.id)).where(POINTS_DUE.c.aside_why == "")
        first_due, replay = self._connection.scalar(due), self.replay()
        ends = [self.extent().last]
        if first_due is not None:
            ends.append(first_due - 1)
        if replay is not None:
            ends.append(replay.next - 1)
        return min(ends)

    def trust(self) -> Trust:
        """What is known of the store."""
        marks = self._marks()
        return Trust(marks.get(_STARTED, 0), marks.get(_SAFE, 0), marks.get(_LOST_BEFORE, 0))

    def keep_trust(self, trust: Trust) -> None:
        """Replace it."""
        self._keep_marks(
            {_STARTED: trust.started_ms, _SAFE: trust.safe_batch, _LOST_BEFORE: trust.lost_before_ms}
        )

    def replay(self) -> Replay | None:
        """What is being written again."""
        marks = self._marks()
        found = Replay(marks.get(_REPLAY_NEXT, 1), marks.get(_REPLAY_LAST, 0))
        return found if found.next <= found.last else None

    def begin_replay(self, first: int) -> Extent:
        """From there, or from where another replay is, to the newest."""
        kept, before = self.extent(), self.replay()
        if kept.last == 0:
            return kept
        start = max(first, kept.first) if before is None else min(max(first, kept.first), before.next)
        self._keep_marks({_REPLAY_NEXT: start, _REPLAY_LAST: kept.last})
        oldest = self._edge(HELD_POINTS.c.id >= start)
        return Extent(start, kept.last, None if oldest is None else instant(oldest.queued_ms))

    def replayed(self, replay: Replay, last: int) -> None:
        """Go on behind it."""
        if self.replay() == replay:
            self._keep_marks({_REPLAY_NEXT: last + 1, _REPLAY_LAST: replay.last})

    def prune(self, older_than: datetime, quota_bytes: int) -> int:
        """Delete the oldest batches that are written; the newest stays, for its number."""
        newest = self._connection.execute(_NEWEST).one_or_none()
        if newest is None:
            return 0
        oldest = (
            _BARE.where(~_IS_DUE, HELD_POINTS.c.id < newest.id)
            .order_by(HELD_POINTS.c.id)
            .limit(_PRUNED_AT_ONCE)
        )
        safe = self.trust().safe_batch
        gone = []
        for row in self._connection.execute(oldest):
            is_over_quota = row.upto_bytes <= newest.upto_bytes - quota_bytes
            if not (is_over_quota or (row.id <= safe and row.queued_ms < millis(older_than))):
                break
            gone.append(row.id)
        if gone:
            many = HELD_POINTS.c.id.between(gone[0], gone[-1])
            self._connection.execute(delete(HELD_POINTS).where(many, ~_IS_DUE))
        return len(gone)

    def _keep(self, points: Sequence[Point], messages: int, at: datetime, why: str) -> HeldPoints:
        # Made here once, for the disk and for the store; one that makes no line hears of it from the store.
        points = lined(tuple(points))
        packed = pack(points)
        newest = self._connection.execute(_NEWEST).one_or_none()
        upto_bytes = len(packed) + (newest.upto_bytes if newest is not None else 0)
        row = {"points": packed, "queued_ms": millis(at), "upto_bytes": upto_bytes}
        batch: int = self._connection.execute(_KEEP, row).scalar_one()
        due = {"id": batch, "messages": messages, "points": len(points), "aside_why": why}
        self._connection.execute(_NOTE, due)
        return HeldPoints(batch, points, messages)

    def _batches(self, query: Select[tuple[object, ...]], named: Mapping[str, int]) -> Sequence[HeldPoints]:
        found: list[HeldPoints] = []
        packed_bytes = 0
        for row in self._connection.execute(query, named):
            packed_bytes += len(row.points)
            if found and packed_bytes > _MOST_PACKED_BYTES:
                break
            found.append(_held(row.id, row.points, row.messages))
        return found

    def _edge(self, where: ColumnElement[bool]) -> Row[int, int, int] | None:
        """The first batch of some, without its points."""
        return self._connection.execute(_BARE.where(where).order_by(HELD_POINTS.c.id).limit(1)).one_or_none()

    def _marks(self) -> dict[str, int]:
        return {row.name: row.value for row in self._connection.execute(_MARKS)}

    def _keep_marks(self, marks: Mapping[str, int]) -> None:
        upsert(self._connection, PROGRESS, [{"name": name, "value": value} for name, value in marks.items()])


def _held(batch: int, packed: bytes, messages: int) -> HeldPoints:
    try:
        return HeldPoints(batch, unpack(packed), messages)
    except Unreadable:
        return HeldPoints(batch, (), messages, is_damaged=True)
