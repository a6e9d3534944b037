"""What a speaker was told and how far it came, written before it sounds, so that a crash never repeats it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from devices.agents.playlist import Entry
from devices.contract.commands import Announce
from devices.contract.receipts import Proof, Stage
from devices.spool import SpoolFailed, open_database

_TABLES = (
    """CREATE TABLE IF NOT EXISTS diary (
        arrival INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, announcement TEXT NOT NULL,
        command BLOB NOT NULL, stage TEXT NOT NULL, error TEXT NOT NULL, proof BLOB,
        expires_ms INTEGER NOT NULL, UNIQUE (device, announcement))""",
    """CREATE TABLE IF NOT EXISTS diary_cancelled (
        device TEXT NOT NULL, announcement TEXT NOT NULL, expires_ms INTEGER NOT NULL,
        PRIMARY KEY (device, announcement)) WITHOUT ROWID""",
)
_ADD = """INSERT INTO diary (device, announcement, command, stage, error, proof, expires_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_PUT = "UPDATE diary SET stage = ?, error = ?, proof = ? WHERE device = ? AND announcement = ?"
_ONE = "SELECT command, arrival, stage, error, proof FROM diary WHERE device = ? AND announcement = ?"
_UNFINISHED = """SELECT command, arrival, stage, error, proof FROM diary
    WHERE device = ? AND stage IN ('received', 'playing') ORDER BY arrival"""
_CANCEL = "INSERT OR REPLACE INTO diary_cancelled VALUES (?, ?, ?)"
_IS_CANCELLED = "SELECT 1 FROM diary_cancelled WHERE device = ? AND announcement = ?"
_PRUNE = (
    "DELETE FROM diary WHERE device = ? AND expires_ms < ? AND stage NOT IN ('received', 'playing')",
    "DELETE FROM diary_cancelled WHERE device = ? AND expires_ms < ?",
)


class Diary:
    """One speaker's memory, kept in its own tables of the spool file; what a method wrote is on the disk.

    Every method may raise SpoolFailed: nothing was written, so nothing may sound.
    """

    def __init__(self, path: Path, device: str) -> None:
        self._path = path
        self._device = device
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def start(self) -> None:
        """Open the file; idempotent."""
        with self._lock:
            if self._opened is None:
                try:
                    self._opened = open_database(self._path, _TABLES)
                except sqlite3.Error as error:
                    raise SpoolFailed(f"diary {self._path} cannot be opened: {error}") from error

    def stop(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def add(self, command: Announce, stage: Stage = Stage.RECEIVED, error: str = "") -> Entry:
        """Write down a new announcement; it waits unless `stage` is already a final one."""
        body = command.model_dump_json(by_alias=True)
        row = (self._device, command.announcement, body, stage.value, error, None, command.expires_ms)
        with self._transaction() as db:
            arrival = db.execute(_ADD, row).lastrowid
        return Entry(command, arrival or 0, stage, error)

    def put(self, entry: Entry) -> None:
        """Write down how far an announcement has come."""
        proof = None if entry.proof is None else entry.proof.model_dump_json()
        row = (entry.stage.value, entry.error, proof, self._device, entry.announcement)
        with self._transaction() as db:
            db.execute(_PUT, row)

    def entry(self, announcement: str) -> Entry | None:
        """What is known of an announcement, or None when it was never heard of."""
        with self._transaction() as db:
            row = db.execute(_ONE, (self._device, announcement)).fetchone()
        return None if row is None else _entry(row)

    def unfinished(self) -> list[Entry]:
        """What waited or played when the process ended, oldest first."""
        with self._transaction() as db:
            rows = db.execute(_UNFINISHED, (self._device,)).fetchall()
        return [_entry(row) for row in rows]

    def cancel(self, announcement: str, expires_ms: int) -> None:
        """Remember that an announcement is cancelled, whether it has come or not."""
        with self._transaction() as db:
            db.execute(_CANCEL, (self._device, announcement, expires_ms))

    def is_cancelled(self, announcement: str) -> bool:
        """Tell whether it was cancelled."""
        with self._transaction() as db:
            return db.execute(_IS_CANCELLED, (self._device, announcement)).fetchone() is not None

    def prune(self, expired_before_ms: int) -> None:
        """Forget finished announcements that expired before an instant: they could not sound again anyway."""
        with self._transaction() as db:
            for statement in _PRUNE:
                db.execute(statement, (self._device, expired_before_ms))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._opened is None:
                raise SpoolFailed(f"diary {self._path} is not open: call start() first")
            try:
                with self._opened:
                    yield self._opened
            except sqlite3.Error as error:
                raise SpoolFailed(f"diary {self._path}: {error}") from error


def _entry(row: tuple[Any, ...]) -> Entry:
    command, arrival, stage, error, proof = row
    return Entry(
        command=Announce.model_validate_json(command),
        arrival=arrival,
        stage=Stage(stage),
        error=error,
        proof=None if proof is None else Proof.model_validate_json(proof),
    )
