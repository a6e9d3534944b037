"""What the hub needs from the outside, as Protocols; documented here so that callers read nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from hub.series import FieldValue, Point

Row: TypeAlias = Mapping[str, FieldValue | None]


class StoreDown(ConnectionError):
    """A store cannot answer now; keep the data and try the same call again, with back-off."""


class StoreRefused(ValueError):
    """A store will never take these points as they are; `index` is the first refused one. Set it aside and go on."""

    def __init__(self, reason: str, index: int) -> None:
        super().__init__(reason)
        self.index = index


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

    def write(self, points: Sequence[Point]) -> None:
        """Keep all points; they are queryable when this returns.

        Raises:
            StoreDown: nothing is known about any of the points; write the same ones again.
            StoreRefused: one point is impossible for this store; those before it are kept.
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


class Clock(Protocol):
    """The only source of time in hub."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...
