"""Where what was heard is kept: the series store, and the evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from hub.domain.keeping import KeptFile
from hub.series import FieldValue, Point


class StoreDown(ConnectionError):
    """A store cannot answer now; keep the data and try the same call again, with back-off.

    `retry_after_s` is how long it asks to be left alone, None when it does not.
    """

    def __init__(self, *reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(*reason)
        self.retry_after_s = retry_after_s


Row: TypeAlias = Mapping[str, FieldValue | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A point that a store did not take; `index` is its place in what was written.

    `is_for_now`: the point is good and the store is at a limit of its own, so keep it and write it again when
    the limit was raised. Otherwise it will never be taken: set it aside with the reason.
    """

    index: int
    reason: str
    is_for_now: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What a store says about itself.

    Attributes:
        started_ms: when its process began, ms UTC; another number means that it restarted; 0: it cannot say.
        unsaved_s: acknowledged points older than this survive a crash of the store; None: it cannot say.
        made: how many times this adapter found the database missing and made it.
    """

    started_ms: int = 0
    unsaved_s: float | None = 0.0
    made: int = 0


class SeriesStore(Protocol):
    """Where time series are kept. Writing the same point twice leaves one point."""

    def start(self) -> None:
        """Connect and create what is missing (database, tables).

        Raises:
            StoreDown: not reachable; call again later, writing may be tried meanwhile.
        """
        ...

    def stop(self) -> None:
        """Release connections and files; idempotent."""
        ...

    def write(self, points: Sequence[Point]) -> Sequence[Refused]:
        """Keep all points but those it returns, in order; the kept ones are queryable when this returns.

        Raises:
            StoreDown: nothing is known about any of the points; write the same ones again.
        """
        ...

    def means(
        self, series: str, field: str, *, device: str, since_ns: int, until_ns: int, every_ns: int
    ) -> Sequence[Row]:
        """One device's mean of each `every_ns` that begins in [since_ns, until_ns), oldest first.

        Rows have "value", a float, and "at_ns", the begin: a multiple of `every_ns`, itself one of five
        minutes, as the ends of the window should be. Where there is no point there is no row.

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series, or no numbers in it.
        """
        ...

    def prune(self, now_ns: int) -> None:
        """Forget what is older than this store keeps; one with a retention of its own does nothing.

        Raises:
            StoreDown: some of it may be gone; try later.
        """
        ...

    def missing(self, points: Sequence[Point]) -> Sequence[Point]:
        """Those of the points that the store does not have, whole or in part.

        Raises:
            StoreDown: try later.
        """
        ...

    def condition(self) -> Condition:
        """Whether it restarted, and how much of what it acknowledged a crash could still take.

        Raises:
            StoreDown: try later.
        """
        ...

    def latest(self, series: str, field: str) -> Sequence[Row]:
        """Newest value of one field for each tag set: rows with the series' tags, "value" and "at_ns".

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series.
        """
        ...

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        """One device's values in [since_ns, until_ns), oldest first, at most 5,000 rows: "value" and "at_ns".

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series.
        """
        ...


class EvidenceStore(Protocol):
    """Pictures and sounds named by their sha256, and the last picture of each camera."""

    def put(self, content: bytes, media_type: str) -> str:
        """Keep durably and return the sha256; the same content twice is kept once.

        Raises:
            StoreDown: not kept; put the same content again later.
            KeyError: a media type that is never kept.
        """
        ...

    def get(self, sha256: str) -> tuple[bytes, str] | None:
        """Content and media type, or None when there is none of that name.

        Raises:
            StoreDown: try later.
        """
        ...

    def kept(self) -> Sequence[KeptFile]:
        """Everything that is kept, in no order; what was put while it is listed may be missing.

        Raises:
            StoreDown: try later.
        """
        ...

    def remove(self, sha256: str) -> None:
        """Keep it no longer; what is not there is no error.

        Raises:
            StoreDown: it is still there.
        """
        ...

    def put_last(self, camera: str, jpeg: bytes, at: datetime) -> None:
        """Replace a camera's last picture (kept in memory, those of the longest silent cameras least)."""
        ...

    def last(self, camera: str) -> tuple[bytes, datetime] | None:
        """A camera's last picture and when it came."""
        ...
