"""The ledger itself: opens the database, migrates it, and hands out transactions."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from hub.adapters.ledger.accounts import SqlAccounts
from hub.adapters.ledger.announcements import SqlAnnouncements
from hub.adapters.ledger.intake import SqlIntake
from hub.adapters.ledger.registry import SqlRegistry
from hub.adapters.ledger.tickets import SqlTickets
from hub.ports import StoreDown

log = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_S = 10


class SqlTransaction:
    """Fulfils `hub.books.Transaction`: all books on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.registry = SqlRegistry(connection)
        self.intake = SqlIntake(connection)
        self.tickets = SqlTickets(connection)
        self.announcements = SqlAnnouncements(connection)
        self.accounts = SqlAccounts(connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside when an exception leaves the block."""
        with self._connection.begin_nested():
            yield


class SqlLedger:
    """Fulfils `hub.books.Ledger` on any database SQLAlchemy reaches.

    SQLite runs in WAL mode with synchronous=FULL: a committed transaction survives a power cut, and
    readers never wait.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None

    def start(self) -> None:
        """Open and migrate; raises StoreDown naming the database."""
        engine = create_engine(self._url, connect_args=_connect_args(self._url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            with engine.begin() as connection:
                config = Config()
                config.set_main_option("script_location", str(_MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            raise StoreDown(f"the ledger {engine.url!r} cannot be opened: {error.orig}") from error
        self._engine = engine

    def stop(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """One transaction, committed when the block ends."""
        with self._translated(), self._opened().begin() as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """One view, rolled back when the block ends."""
        with self._translated(), self._opened().connect() as fresh:
            connection = fresh.execution_options(is_read_only=True)
            with connection.begin() as transaction:
                yield SqlTransaction(connection)
                transaction.rollback()

    def _opened(self) -> Engine:
        if self._engine is None:
            raise StoreDown("the ledger is not open")
        return self._engine

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreDown(f"the ledger does not answer: {error.orig}") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise StoreDown(f"the ledger's connection broke: {error.orig}") from error
            raise


def _connect_args(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False, "isolation_level": None}
    return {"connect_timeout": _BUSY_TIMEOUT_S}


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # pysqlite would begin late and deferred; a writer that upgrades from reading can fail at once as
    # "locked".
    is_read_only = connection.get_execution_options().get("is_read_only", False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")
