"""The ledger itself: opens the database, migrates it, and hands out transactions."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from hub.adapters.ledger.accounts import SqlAccounts
from hub.adapters.ledger.acts import SqlActs
from hub.adapters.ledger.announcements import SqlAnnouncements
from hub.adapters.ledger.cameras import SqlCameras
from hub.adapters.ledger.cap import SqlCap
from hub.adapters.ledger.dead_letters import SqlLetters
from hub.adapters.ledger.earshot import SqlEarshot
from hub.adapters.ledger.intake import SqlIntake
from hub.adapters.ledger.keys import SqlKeys
from hub.adapters.ledger.levels import SqlLevels
from hub.adapters.ledger.outbox import SqlOutbox
from hub.adapters.ledger.parsed_states import ParsedStates
from hub.adapters.ledger.photos import SqlPhotos
from hub.adapters.ledger.profiles import SqlProfiles
from hub.adapters.ledger.registry import SqlRegistry
from hub.adapters.ledger.schedules import SqlSchedules
from hub.adapters.ledger.speaking import SqlSpeaking
from hub.adapters.ledger.tickets import SqlTickets
from hub.adapters.ledger.turns import Turns
from hub.adapters.ledger.upgrade import upgrade
from hub.adapters.ledger.webhooks import SqlWebhooks
from hub.ports import StoreDown

log = logging.getLogger(__name__)
_BUSY_TIMEOUT_S = 10


class SqlTransaction:
    """Fulfils `hub.books.Transaction`: all books on one connection."""

    def __init__(self, connection: Connection, parsed: ParsedStates) -> None:
        self._connection = connection
        self.registry = SqlRegistry(connection)
        self.intake = SqlIntake(connection, parsed)
        self.earshot = SqlEarshot(connection)
        self.outbox = SqlOutbox(connection)
        self.letters = SqlLetters(connection)
        self.tickets = SqlTickets(connection)
        self.photos = SqlPhotos(connection)
        self.cameras = SqlCameras(connection)
        self.announcements = SqlAnnouncements(connection)
        self.cap = SqlCap(connection)
        self.speaking = SqlSpeaking(connection)
        self.schedules = SqlSchedules(connection)
        self.acts = SqlActs(connection)
        self.accounts = SqlAccounts(connection)
        self.levels = SqlLevels(connection)
        self.profiles = SqlProfiles(connection)
        self.webhooks = SqlWebhooks(connection)
        self.keys = SqlKeys(connection)

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
        self._turns = Turns(_BUSY_TIMEOUT_S)
        self._commits = 0
        self._parsed = ParsedStates()

    def start(self) -> None:
        """Open and migrate; raises StoreDown naming the database."""
        engine = create_engine(self._url, connect_args=_connect_args(self._url))
        event.listen(engine, "handle_error", _translate)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            with engine.begin() as connection:
                upgrade(connection)
        except StoreDown as error:
            engine.dispose()
            raise StoreDown(f"{engine.url!r} cannot be opened: {error}") from error
        self._engine = engine

    def stop(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @property
    def commits(self) -> int:
        """Counted behind each commit, while it is still this writer's turn."""
        return self._commits

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """One transaction, committed when the block ends."""
        with self._turns.mine():
            with self._connected() as connection, connection.begin():
                yield SqlTransaction(connection, self._parsed)
            self._commits += 1

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """One view, rolled back when the block ends."""
        with self._connected() as fresh:
            connection = fresh.execution_options(is_read_only=True)
            with connection.begin() as transaction:
                yield SqlTransaction(connection, self._parsed)
                transaction.rollback()

    def _connected(self) -> Connection:
        if self._engine is None:
            raise StoreDown("the ledger is not open")
        try:
            return self._engine.connect()
        except NoConnectionFree as error:
            raise StoreDown(f"the ledger is asked by too many at once: {error}") from error


def _translate(context: ExceptionContext) -> None:
    """Say of every failure that is no mistake of ours that the ledger is down: locked, full, broken, gone.

    Called by SQLAlchemy for each statement, so that nobody above takes a full disk for a bad message.
    """
    error = context.sqlalchemy_exception
    is_world = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    if is_world or context.is_disconnect:
        raise StoreDown(f"the ledger does not answer: {context.original_exception}") from error


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
