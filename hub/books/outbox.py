"""The outbox: points on their way to the series store, as the ledger keeps them (docs/decisions/0001)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.series import Point


@dataclass(frozen=True, slots=True)
class HeldPoints:
    """Points of one batch; `messages` that made them count as waiting until the series store has them.

    `is_damaged`: its bytes cannot be read any more, so there are no points; the journal has the messages.
    """

    id: int
    points: Sequence[Point]
    messages: int
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """Which batches are kept, by number; 0, 0 when none is. `since` is when the oldest was queued."""

    first: int
    last: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Aside:
    """Good points that the store cannot take for now, and its reason for one of them."""

    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of the series store.

    Attributes:
        started_ms: when its process began, as it last said; 0: never heard.
        safe_batch: everything up to this batch survives a crash of the store.
        lost_before_ms: ms UTC; what is older is gone with the database. 0: nothing is known to be.
    """

    started_ms: int
    safe_batch: int
    lost_before_ms: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """Batches `next`..`last` are to be written once more."""

    next: int
    last: int


@dataclass(frozen=True, slots=True)
class Audited:
    """The newest audit of the series store, under way or over; all zero when there was none.

    Attributes:
        begun_ms: ms UTC.
        ended_ms: ms UTC; 0 while it is under way.
        next: the batch to be checked next.
        last: the batch it ends with.
        checked: points that were looked for.
        missing: points that were not there.
        repaired: missing ones that the store took when they were written again.
    """

    begun_ms: int = 0
    ended_ms: int = 0
    next: int = 1
    last: int = 0
    checked: int = 0
    missing: int = 0
    repaired: int = 0

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is under way."""
        return not self.begun_ms or self.ended_ms > 0


class OutboxBook(Protocol):
    """Batches of points; they stay when the store took them, for what it took it can still lose."""

    def queue(self, points: Sequence[Point], messages: int, at: datetime) -> HeldPoints:
        """Keep the points of one batch, and note that they are due. `at`: now, aware UTC."""
        ...

    def due(self, limit: int, before: int | None = None) -> Sequence[HeldPoints]:
        """Batches still to be written and below `before`, oldest first; fewer where they are large."""
        ...

    def written(self, batches: Iterable[int]) -> None:
        """Note that the series store has taken these batches."""
        ...

    def set_aside(self, points: Sequence[Point], messages: int, at: datetime, why: str) -> None:
        """Keep good points that the store cannot take for now, as a batch that is not due."""
        ...

    def keep_only(self, batch: int, points: Sequence[Point]) -> None:
        """Keep these points of a batch: the store never took the others, so they are not missed there."""
        ...

    def put_back(self, batch: HeldPoints, why: str) -> None:
        """Set a whole kept batch aside, under its own number."""
        ...

    def aside(self) -> Aside:
        """What is set aside."""
        ...

    def release_aside(self) -> None:
        """Make everything that is set aside due again."""
        ...

    def settled(self) -> int:
        """The batch up to which everything is written, once or again; what is set aside does not count."""
        ...

    def waiting(self) -> int:
        """How many messages made points that are still due or set aside."""
        ...

    def waiting_since(self) -> datetime | None:
        """When the oldest batch that is still due was queued; None when none is."""
        ...

    def extent(self) -> Extent:
        """Which batches are kept."""
        ...

    def kept(self, first: int, last: int, limit: int) -> Sequence[HeldPoints]:
        """Kept batches `first`..`last`, oldest first; fewer than `limit` where they are large."""
        ...

    def written_ones(self, first: int, last: int, limit: int) -> Sequence[HeldPoints]:
        """The same without those that are due or set aside."""
        ...

    def audited(self) -> Audited:
        """The newest audit."""
        ...

    def keep_audited(self, audited: Audited) -> None:
        """Replace it."""
        ...

    def trust(self) -> Trust:
        """What is known of the store."""
        ...

    def keep_trust(self, trust: Trust) -> None:
        """Replace it."""
        ...

    def replay(self) -> Replay | None:
        """What is being written again; None when nothing is."""
        ...

    def begin_replay(self, first: int) -> Extent:
        """Have all kept batches from `first` on written again, and say which these are."""
        ...

    def replayed(self, replay: Replay, last: int) -> None:
        """Note that a replay is written up to `last`, unless another was begun since it was read."""
        ...

    def prune(self, older_than: datetime, quota_bytes: int) -> int:
        """Delete some of the oldest batches, and say how many; 0: nothing more to do.

        One goes when it is safe in the store and was queued before `older_than`, or when all of them take
        more than `quota_bytes`; never while it is due or set aside.
        """
        ...
