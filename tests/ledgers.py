"""Ledgers for tests: started and empty, copied from one that was migrated once in this process."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from hub.adapters.ledger.database import SqlLedger


def ledger_file(folder: Path, name: str = "ledger.db") -> Path:
    """Where a ledger lies; whole once it was stopped."""
    return folder / name


def started_ledger(folder: Path, name: str = "ledger.db", *, content: bytes | None = None) -> SqlLedger:
    """A started ledger in a file of `folder`, empty or with the bytes of another; stop it at the end."""
    file = ledger_file(folder, name)
    file.write_bytes(content or _migrated())
    ledger = SqlLedger(f"sqlite:///{file}")
    ledger.start()
    assert ledger._engine is not None
    _share_statements(ledger._engine)
    return ledger


_first_engine: list[Engine] = []


def _share_statements(engine: Engine) -> None:
    # Compiled for each engine, and so for each test, they were a fifth of what tests with a ledger cost.
    _first_engine[:] = _first_engine or [engine]
    engine.dialect = _first_engine[0].dialect
    engine._compiled_cache = _first_engine[0]._compiled_cache


@cache
def _migrated() -> bytes:
    # Every migration for every test took two thirds of the time of the tests that need a ledger.
    with tempfile.TemporaryDirectory(prefix="village-ledger-") as folder:
        file = Path(folder) / "ledger.db"
        ledger = SqlLedger(f"sqlite:///{file}")
        ledger.start()
        ledger.stop()
        return file.read_bytes()
