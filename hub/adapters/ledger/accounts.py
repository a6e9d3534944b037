"""The account book: who may sign in, who is signed in."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from hub.adapters.ledger.schema import ACCOUNT, SESSION
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.people import Account, Role, Session


class SqlAccounts:
    """Fulfils `hub.books.AccountBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, name: str) -> Account | None:
        """One account by name."""
        row = self._connection.execute(select(ACCOUNT).where(ACCOUNT.c.name == name)).one_or_none()
        return None if row is None else Account(row.name, Role(row.role), row.password_hash)

    def people(self) -> list[Account]:
        """Those of people."""
        query = select(ACCOUNT).where(ACCOUNT.c.role != Role.FIELD.value).order_by(ACCOUNT.c.name)
        rows = self._connection.execute(query)
        return [Account(row.name, Role(row.role), row.password_hash) for row in rows]

    def put_account(self, account: Account) -> None:
        """Add or replace."""
        row = {"name": account.name, "role": account.role.value, "password_hash": account.password_hash}
        upsert(self._connection, ACCOUNT, [row])

    def remove_account(self, name: str) -> None:
        """Forget an account and its sessions."""
        self._connection.execute(delete(SESSION).where(SESSION.c.account == name))
        self._connection.execute(delete(ACCOUNT).where(ACCOUNT.c.name == name))

    def session(self, token_sha256: str) -> Session | None:
        """One session by the hash of its token."""
        query = select(SESSION).where(SESSION.c.token_sha256 == token_sha256)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Session(row.token_sha256, row.account, instant(row.expires_ms))

    def put_session(self, session: Session) -> None:
        """Add a session."""
        row = {
            "token_sha256": session.token_sha256,
            "account": session.account,
            "expires_ms": millis(session.expires_at),
        }
        upsert(self._connection, SESSION, [row])

    def end_session(self, token_sha256: str) -> None:
        """Forget a session."""
        self._connection.execute(delete(SESSION).where(SESSION.c.token_sha256 == token_sha256))

    def forget_sessions(self, over_at: datetime) -> None:
        """Forget what is over."""
        self._connection.execute(delete(SESSION).where(SESSION.c.expires_ms <= millis(over_at)))
