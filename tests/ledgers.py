"""Ledgers for tests: started and empty, copied from one that was migrated once in this process."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import PoolProxiedConnection

from hub.adapters.ledger.database import SqlLedger


def ledger_file(folder: Path, name: str = "ledger.db") -> Path:
    """Where a ledger lies; whole once it was stopped."""
    return folder / name


def started_ledger(folder: Path, name: str = "ledger.db", *, content: bytes | None = None) -> SqlLedger:
    """A started ledger in a file of `folder`, empty or with the bytes of another; stop it at the end.

    It waits for no disk: what it commits survives the test's process, not the machine.
    """
    file = ledger_file(folder, name)
    file.write_bytes(content or _migrated())
    ledger = SqlLedger(f"sqlite:///{file}")
    ledger.start()
    assert ledger._engine is not None
    _share_statements(ledger._engine)
    _wait_for_no_disk(ledger._engine)
    return ledger


_first_engine: list[Engine] = []


def _share_statements(engine: Engine) -> None:
    # Compiled for each engine, and so for each test, they were a fifth of what tests with a ledger cost.
    _first_engine[:] = _first_engine or [engine]
    engine.dialect = _first_engine[0].dialect
    engine._compiled_cache = _first_engine[0]._compiled_cache


def _wait_for_no_disk(engine: Engine) -> None:
    event.listen(engine, "connect", _unsynchronised)
    opened = engine.raw_connection()
    _unsynchronised(opened)
    opened.close()


def _unsynchronised(connection: DBAPIConnection | PoolProxiedConnection, *_: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@cache
def _migrated() -> bytes:
    # Every migration for every test took two thirds of the time of the tests that need a ledger.
    with tempfile.TemporaryDirectory(prefix="village-ledger-") as folder:
        file = Path(folder) / "ledger.db"
        ledger = SqlLedger(f"sqlite:///{file}")
        ledger.start()
        ledger.stop()
        return file.read_bytes()
