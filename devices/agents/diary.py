"""What a speaker was told and how far it came, written before it sounds, so that a crash never repeats it."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from devices.agents.numbers import Numbers
from devices.agents.playlist import Entry
from devices.contract.commands import Aired, Command
from devices.contract.receipts import Proof, Stage
from devices.spool import SpoolFailed, open_database

_TABLES = (
    """CREATE TABLE IF NOT EXISTS told (
        arrival INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, announcement TEXT NOT NULL,
        command BLOB NOT NULL, stage TEXT NOT NULL, error TEXT NOT NULL, proof BLOB,
        position_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, UNIQUE (device, announcement))""",
    """CREATE TABLE IF NOT EXISTS called_off (
        device TEXT NOT NULL, announcement TEXT NOT NULL, stage TEXT NOT NULL, expires_ms INTEGER NOT NULL,
        PRIMARY KEY (device, announcement)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS order_numbers (
        device TEXT NOT NULL, audience TEXT NOT NULL, epoch INTEGER NOT NULL, counters TEXT NOT NULL,
        PRIMARY KEY (device, audience)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS adopted (
        device TEXT NOT NULL, name TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL,
        mark TEXT NOT NULL, PRIMARY KEY (device, name)) WITHOUT ROWID""",
)
_AIRED: TypeAdapter[Aired] = TypeAdapter(Aired)
_COLUMNS = "command, arrival, stage, error, proof, position_ms"
_ADD = """INSERT INTO told (device, announcement, command, stage, error, proof, position_ms, expires_ms)
    VALUES (?, ?, ?, ?, ?, NULL, 0, ?)"""
_PUT = """UPDATE told SET stage = ?, error = ?, proof = ?, position_ms = ?
    WHERE device = ? AND announcement = ?"""
_ONE = f"SELECT {_COLUMNS} FROM told WHERE device = ? AND announcement = ?"  # noqa: S608  names of ours
_UNFINISHED = f"""SELECT {_COLUMNS} FROM told
    WHERE device = ? AND stage IN ('received', 'playing', 'preempted') ORDER BY arrival"""  # noqa: S608
_CALL_OFF = "INSERT OR REPLACE INTO called_off VALUES (?, ?, ?, ?)"
_CALLED_OFF = "SELECT stage FROM called_off WHERE device = ? AND announcement = ?"
_NUMBERS = "SELECT audience, epoch, counters FROM order_numbers WHERE device = ?"
_NOTE = "INSERT OR REPLACE INTO order_numbers VALUES (?, ?, ?, ?)"
_ADOPT = "INSERT OR REPLACE INTO adopted VALUES (?, ?, ?, ?, ?)"
_ADOPTED = "SELECT topic, payload, mark FROM adopted WHERE device = ? AND name = ?"
_PRUNE = (
    """DELETE FROM told WHERE device = ? AND expires_ms < ?
        AND stage NOT IN ('received', 'playing', 'preempted')""",
    "DELETE FROM called_off WHERE device = ? AND expires_ms < ?",
)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A standing order as it came, signature and all; `mark` is what it was adopted under."""

    topic: str
    payload: bytes
    mark: str


class Diary:
    """One speaker's memory, kept in its own tables of the spool file; what a method wrote is on the disk.

    An order's number is written in the transaction of what the order did. Every method may raise
    SpoolFailed: nothing was written, so nothing may sound.
    """

    def __init__(self, path: Path, device: str) -> None:
        self._path = path
        self._device = device
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None
        self._numbers: dict[str, Numbers] = {}

    def start(self) -> None:
        """Open the file; idempotent."""
        with self._lock:
            if self._opened is not None:
                return
            try:
                self._opened = open_database(self._path, _TABLES)
                rows = self._opened.execute(_NUMBERS, (self._device,)).fetchall()
            except sqlite3.Error as error:
                raise SpoolFailed(f"diary {self._path} cannot be opened: {error}") from error
            self._numbers = {
                audience: Numbers(epoch, tuple(json.loads(counters))) for audience, epoch, counters in rows
            }

    def stop(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def numbers(self, audience: str) -> Numbers:
        """Which orders to an audience were obeyed."""
        return self._numbers.get(audience, Numbers())

    def newest_epoch(self) -> int:
        """The newest epoch of any order that was obeyed."""
        return max((numbers.epoch for numbers in self._numbers.values()), default=0)

    def add(self, command: Aired, stage: Stage = Stage.RECEIVED, error: str = "") -> Entry:
        """Write down a new announcement; it waits unless `stage` is already a final one."""
        body = command.model_dump_json(by_alias=True)
        row = (self._device, command.announcement, body, stage.value, error, command.expires_ms)
        with self._obeyed(command) as db:
            arrival = db.execute(_ADD, row).lastrowid
        return Entry(command, arrival or 0, stage, error)

    def put(self, entry: Entry) -> None:
        """Write down how far an announcement has come."""
        proof = None if entry.proof is None else entry.proof.model_dump_json(by_alias=True)
        row = (
            entry.stage.value, entry.error, proof, entry.position_ms, self._device, entry.announcement,
        )  # fmt: skip
        with self._transaction() as db:
            db.execute(_PUT, row)

    def entry(self, announcement: str) -> Entry | None:
        """What is known of an announcement, or None when it was never heard of."""
        with self._transaction() as db:
            row = db.execute(_ONE, (self._device, announcement)).fetchone()
        return None if row is None else _entry(row)

    def unfinished(self) -> list[Entry]:
        """What waited, played or had been preempted when the process ended, oldest first."""
        with self._transaction() as db:
            rows = db.execute(_UNFINISHED, (self._device,)).fetchall()
        return [_entry(row) for row in rows]

    def call_off(self, command: Command, announcement: str, stage: Stage) -> None:
        """Remember that an announcement is cancelled or superseded, whether it has come or not."""
        row = (self._device, announcement, stage.value, command.expires_ms)
        with self._obeyed(command) as db:
            db.execute(_CALL_OFF, row)

    def called_off(self, announcement: str) -> Stage | None:
        """How it was called off, or None."""
        with self._transaction() as db:
            row = db.execute(_CALLED_OFF, (self._device, announcement)).fetchone()
        return None if row is None else Stage(row[0])

    def adopt(self, command: Command, name: str, adopted: Adopted) -> None:
        """Keep a standing order in place of the one of that name before."""
        row = (self._device, name, adopted.topic, adopted.payload, adopted.mark)
        with self._obeyed(command) as db:
            db.execute(_ADOPT, row)

    def adopted(self, name: str) -> Adopted | None:
        """The standing order of that name."""
        with self._transaction() as db:
            row = db.execute(_ADOPTED, (self._device, name)).fetchone()
        return None if row is None else Adopted(*row)

    def prune(self, expired_before_ms: int) -> None:
        """Forget finished announcements that expired before an instant: they could not sound again anyway."""
        with self._transaction() as db:
            for statement in _PRUNE:
                db.execute(statement, (self._device, expired_before_ms))

    @contextmanager
    def _obeyed(self, command: Command) -> Iterator[sqlite3.Connection]:
        """Write what an order did together with its number (0: it bears none)."""
        numbers = self.numbers(command.audience)
        if command.counter:
            numbers = numbers.noted(command.epoch, command.counter)
        with self._transaction() as db:
            yield db
            row = (self._device, command.audience, numbers.epoch, json.dumps(numbers.counters))
            db.execute(_NOTE, row)
        self._numbers[command.audience] = numbers

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
    command, arrival, stage, error, proof, position_ms = row
    return Entry(
        command=_AIRED.validate_json(command),
        arrival=arrival,
        stage=Stage(stage),
        error=error,
        proof=None if proof is None else Proof.model_validate_json(proof),
        position_ms=position_ms,
    )
