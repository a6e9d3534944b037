"""What devices said and the hub has not yet confirmed, in one SQLite file that survives a power cut."""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

IN_MEMORY = Path(":memory:")
"""A spool there is gone with its process."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS boot (device TEXT PRIMARY KEY, counter INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS kept (
        row INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL,
        boot INTEGER NOT NULL, seq INTEGER NOT NULL,
        topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS kept_by_device ON kept (device, row)",
)
_PUT = "INSERT INTO kept (device, boot, seq, topic, payload, qos, retain) VALUES (?, ?, ?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM kept WHERE device = ? AND boot = ? AND seq <= ?"
_COUNT = "SELECT count(*) FROM kept WHERE device = ? AND row <= ? AND (? IS NULL OR boot = ?)"
_LIST = """SELECT row, device, boot, seq, topic, payload, qos, retain FROM kept
    WHERE device = ? AND row > ? ORDER BY row LIMIT ?"""


class SpoolFailed(OSError):
    """The file cannot be read or written; nothing was kept. Make room, then start again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One encoded message of a device, as it goes to the broker."""

    device: str
    boot: int
    seq: int
    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


class Spool:
    """Messages of all devices of one process, oldest first, and each device's boot counter.

    Any thread may call any method. What `keep` and `next_boot` did is on the disk when they return.

    Args:
        path: the SQLite file; its folder is made when absent. One process at a time.
        quota: most messages held for all devices together; beyond it the oldest are dropped and counted.
    """

    def __init__(self, path: Path, *, quota: int = 50_000) -> None:
        self.path = path
        self._quota = quota
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None
        self._held = 0
        self._dropped = 0
        self._is_overflowing = False

    def start(self) -> None:
        """Open the file, or make it; idempotent.

        Raises:
            SpoolFailed: no such folder, or no SQLite database; move the file away to start afresh.
        """
        with self._lock:
            if self._opened is not None:
                return
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._opened = open_database(self.path, _TABLES)
            except (OSError, sqlite3.Error) as error:
                raise SpoolFailed(f"spool {self.path} cannot be opened: {error}") from error
            self._held = int(self._opened.execute("SELECT count(*) FROM kept").fetchone()[0])

    def stop(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def next_boot(self, device: str) -> int:
        """Count one more start of the device and return its number, from 1.

        Raises:
            SpoolFailed: nothing was counted; do not speak without a boot number.
        """
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO boot VALUES (?, 1) ON CONFLICT (device) DO UPDATE SET counter = counter + 1"
                " RETURNING counter",
                (device,),
            ).fetchone()
        return int(row[0])

    def keep(self, letter: Letter) -> None:
        """Put a message at the end of the queue.

        Raises:
            SpoolFailed: it was not kept; the reading is lost unless the caller sends or keeps it.
        """
        with self._transaction() as db:
            db.execute(_PUT, astuple(letter))
            self._held += 1
            self._drop_excess(db)

    def after(self, device: str, behind: int, limit: int) -> list[tuple[int, Letter]]:
        """List a device's next `limit` messages behind a row (0: from the oldest), each with its row."""
        with self._transaction() as db:
            found = db.execute(_LIST, (device, behind, limit)).fetchall()
        return [(row, _letter(columns)) for row, *columns in found]

    def forget(self, device: str, boot: int, upto_seq: int) -> int:
        """Delete what is confirmed: the messages of that boot up to and with `upto_seq`; say how many.

        Other boots have confirmations of their own: what came after a restart says nothing about what a
        broker dropped before it.
        """
        with self._transaction() as db:
            gone = db.execute(_FORGET, (device, boot, upto_seq)).rowcount
            self._held -= gone
            if self._held < self._quota:
                self._is_overflowing = False
        return gone

    def held(self, device: str, *, boot: int | None = None, until_row: int | None = None) -> int:
        """Count the messages of a device: of one boot (None: of all), up to and with a row (None: all)."""
        bound = 2**63 - 1 if until_row is None else until_row
        with self._transaction() as db:
            row = db.execute(_COUNT, (device, bound, boot, boot)).fetchone()
        return int(row[0])

    @property
    def dropped(self) -> int:
        """Messages lost to the quota since `start`."""
        return self._dropped

    def _drop_excess(self, db: sqlite3.Connection) -> None:
        excess = self._held - self._quota
        if excess <= 0:
            return
        db.execute("DELETE FROM kept WHERE row IN (SELECT row FROM kept ORDER BY row LIMIT ?)", (excess,))
        self._held -= excess
        self._dropped += excess
        if not self._is_overflowing:
            self._is_overflowing = True
            log.error(
                "spool %s is full (%s messages): the oldest are lost from now on", self.path, self._quota
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._opened is None:
                raise SpoolFailed(f"spool {self.path} is not open: call start() first")
            held = self._held
            try:
                with self._opened:
                    yield self._opened
            except sqlite3.Error as error:
                self._held = held
                raise SpoolFailed(f"spool {self.path}: {error}") from error


def _letter(columns: list[Any]) -> Letter:
    device, boot, seq, topic, payload, qos, retain = columns
    return Letter(device, boot, seq, topic, payload, qos, bool(retain))


def open_database(path: Path, tables: Iterable[str]) -> sqlite3.Connection:
    """Open a file whose commits survive a power cut, any thread may use, and make its tables.

    Raises:
        sqlite3.Error: no SQLite database, or no room; nothing is left open.
    """
    db = sqlite3.connect(path, timeout=5, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        for statement in tables:
            db.execute(statement)
        db.commit()
    except sqlite3.Error:
        db.close()
        raise
    return db
