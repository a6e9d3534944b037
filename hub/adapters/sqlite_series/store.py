"""The SQLite series store: every point as it was written, the newest of each, and five-minute figures."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hub.adapters.sqlite_series import rollups
from hub.ports import Condition, Refused, Row, StoreDown
from hub.series import FIRST_NS, LAST_NS, NUMERIC, SERIES, FieldType, FieldValue, Point, check, numeric

HISTORY_ROWS = 5_000

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
# `value` has no type on purpose: a column type would turn 85.0 into 85 and "1" into 1. `device` is "" where
# the series has none. `latest` is what every screen asks for; without it each look would scan `point`.
_TABLES = """
CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, tags TEXT NOT NULL, device TEXT NOT NULL,
    UNIQUE (name, tags));
CREATE INDEX IF NOT EXISTS series_device ON series (name, device);
CREATE TABLE IF NOT EXISTS point (
    series_id INTEGER NOT NULL REFERENCES series (id), field TEXT NOT NULL, at_ns INTEGER NOT NULL,
    value NOT NULL,
    PRIMARY KEY (series_id, field, at_ns)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS latest (
    series_id INTEGER NOT NULL REFERENCES series (id), field TEXT NOT NULL, at_ns INTEGER NOT NULL,
    value NOT NULL,
    PRIMARY KEY (series_id, field)) WITHOUT ROWID;
"""
_PUT_POINT = """
INSERT INTO point (series_id, field, at_ns, value) VALUES (?, ?, ?, ?)
ON CONFLICT (series_id, field, at_ns) DO UPDATE SET value = excluded.value
"""
_PUT_LATEST = """
INSERT INTO latest (series_id, field, at_ns, value) VALUES (?, ?, ?, ?)
ON CONFLICT (series_id, field) DO UPDATE SET at_ns = excluded.at_ns, value = excluded.value
WHERE excluded.at_ns >= latest.at_ns
"""
_LATEST = """
SELECT series.tags, latest.value, latest.at_ns FROM latest JOIN series ON series.id = latest.series_id
WHERE series.name = ? AND latest.field = ? ORDER BY series.tags
"""
_HISTORY = """
SELECT point.value, point.at_ns FROM point JOIN series ON series.id = point.series_id
WHERE series.name = ? AND series.device = ? AND point.field = ? AND point.at_ns >= ? AND point.at_ns < ?
ORDER BY point.at_ns LIMIT ?
"""
_NUMBERS = frozenset(
    name for series in SERIES.values() for name, field in series.fields.items() if field.type in NUMERIC
)
_FIELDS_THERE = """
SELECT point.field FROM point JOIN series ON series.id = point.series_id
WHERE series.name = ? AND series.tags = ? AND point.at_ns = ?
"""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long points and their five-minute figures stay.

    A span is figured out from its points, so points stay longer than the 30 days that a device may be late.
    """

    raw: timedelta = timedelta(days=35)
    rollups: timedelta = timedelta(days=1_100)


class SqliteSeries:
    """A SeriesStore in a file: points are on disk when `write` returns. Any thread may call.

    Args:
        file: the database; its folder is created.
        retention: how long what is in it stays.
        busy_timeout_s: how long to wait for another process that writes to the file.
    """

    def __init__(
        self, file: Path, retention: Retention = Retention(), *, busy_timeout_s: float = 5.0
    ) -> None:
        self._file = file
        self._retention = retention
        self._busy_timeout_s = busy_timeout_s
        # Reading must not wait for a write's fsync, so each has its own connection, and its own lock.
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._series_ids: dict[tuple[str, str], int] = {}

    def start(self) -> None:
        """See SeriesStore."""
        self.stop()
        with self._writing, self._reading, self._down_on_errors():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            self._writer.executescript(_TABLES)
            rollups.prepare(self._writer, _NUMBERS)
            self._reader = self._connect()

    def stop(self) -> None:
        """See SeriesStore."""
        with self._writing, self._reading:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._writer = self._reader = None
            self._series_ids.clear()

    def write(self, points: Sequence[Point]) -> Sequence[Refused]:
        """See SeriesStore; all points but the refused ones are one transaction."""
        good: list[Point] = []
        refused: list[Refused] = []
        for index, point in enumerate(points):
            try:
                check(point)
            except ValueError as error:
                refused.append(Refused(index, str(error)))
            else:
                good.append(point)
        with self._writing, self._down_on_errors():
            self._put(_opened(self._writer, self._file), good)
        return refused

    def missing(self, points: Sequence[Point]) -> Sequence[Point]:
        """See SeriesStore."""
        with self._reading, self._down_on_errors():
            reader = _opened(self._reader, self._file)
            return [point for point in points if not _has(reader, point)]

    def condition(self) -> Condition:
        """See SeriesStore; what SQLite has committed stays."""
        return Condition()

    def latest(self, series: str, field: str) -> Sequence[Row]:
        """See SeriesStore."""
        kind = SERIES[series].fields[field].type
        return [
            {**json.loads(str(tags)), "value": _typed(value, kind), "at_ns": at_ns}
            for tags, value, at_ns in self._read(_LATEST, (series, field))
        ]

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        """See SeriesStore; a series without devices is a KeyError too."""
        schema = SERIES[series]
        kind = schema.fields[field].type
        if "device" not in schema.tags:
            raise KeyError(f"series {series!r} has no devices")
        window = (max(since_ns, FIRST_NS), min(until_ns, LAST_NS + 1))
        rows = self._read(_HISTORY, (series, device, field, *window, HISTORY_ROWS))
        return [{"value": _typed(value, kind), "at_ns": at_ns} for value, at_ns in rows]

    def means(
        self, series: str, field: str, *, device: str, since_ns: int, until_ns: int, every_ns: int
    ) -> Sequence[Row]:
        """See SeriesStore."""
        numeric(series, field)
        window = (max(since_ns, FIRST_NS), min(until_ns, LAST_NS + 1), every_ns)
        with self._reading, self._down_on_errors():
            reader = _opened(self._reader, self._file)
            found = rollups.means(reader, series, field, device, window)
        return [{"value": mean, "at_ns": at_ns} for at_ns, mean in found]

    def prune(self, now_ns: int) -> None:
        """See SeriesStore."""
        kept = (self._retention.raw, self._retention.rollups)
        raw_ns, rollups_ns = (int(span.total_seconds()) * 1_000_000_000 for span in kept)
        with self._writing, self._down_on_errors():
            rollups.prune(_opened(self._writer, self._file), now_ns - raw_ns, now_ns - rollups_ns)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=self._busy_timeout_s, check_same_thread=False)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _put(self, writer: sqlite3.Connection, points: Sequence[Point]) -> None:
        rows: list[tuple[int, str, int, FieldValue]] = []
        new_ids: dict[tuple[str, str], int] = {}
        with writer:
            for point in points:
                series_id = self._series_id(writer, point, new_ids)
                rows.extend((series_id, name, point.at_ns, value) for name, value in point.fields.items())
            writer.executemany(_PUT_POINT, rows)
            writer.executemany(_PUT_LATEST, rows)
            spans = {
                (series, name, rollups.span(at_ns)) for series, name, at_ns, _ in rows if name in _NUMBERS
            }
            rollups.roll_up(writer, spans)
        # Only now: ids of a transaction that was undone would point at nothing.
        self._series_ids.update(new_ids)

    def _series_id(
        self, writer: sqlite3.Connection, point: Point, new_ids: dict[tuple[str, str], int]
    ) -> int:
        tags = _tags(point)
        known = self._series_ids.get((point.series, tags)) or new_ids.get((point.series, tags))
        if known is not None:
            return known
        writer.execute(
            "INSERT INTO series (name, tags, device) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (point.series, tags, point.tags.get("device", "")),
        )
        found: int = writer.execute(
            "SELECT id FROM series WHERE name = ? AND tags = ?", (point.series, tags)
        ).fetchone()[0]
        new_ids[point.series, tags] = found
        return found

    def _read(self, statement: str, parameters: Sequence[str | int]) -> list[tuple[FieldValue, ...]]:
        with self._reading, self._down_on_errors():
            return _opened(self._reader, self._file).execute(statement, parameters).fetchall()

    @contextmanager
    def _down_on_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreDown(f"{self._file}: {error}") from error


def _has(reader: sqlite3.Connection, point: Point) -> bool:
    where = (point.series, _tags(point), point.at_ns)
    there = {name for (name,) in reader.execute(_FIELDS_THERE, where)}
    return point.fields.keys() <= there


def _tags(point: Point) -> str:
    return json.dumps(dict(sorted(point.tags.items())), ensure_ascii=False)


def _opened(connection: sqlite3.Connection | None, file: Path) -> sqlite3.Connection:
    if connection is None:
        raise StoreDown(f"{file}: the store is not started")
    return connection


def _typed(value: FieldValue, kind: FieldType) -> FieldValue:
    return bool(value) if kind is FieldType.BOOLEAN else value
