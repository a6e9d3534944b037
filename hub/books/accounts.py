"""The account book: who may sign in, and who is signed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.people import Account, Session


class AccountBook(Protocol):
    """Who may sign in, and who is signed in."""

    def account(self, name: str) -> Account | None:
        """One account by its sign-in name."""
        ...

    def people(self) -> Sequence[Account]:
        """Every account that is no program's or device's, by name."""
        ...

    def put_account(self, account: Account) -> None:
        """Add or replace by name."""
        ...

    def remove_account(self, name: str) -> None:
        """Let nobody sign in by that name, and end the sessions; unknown ones are no error."""
        ...

    def session(self, token_sha256: str) -> Session | None:
        """One session by the hash of its token."""
        ...

    def put_session(self, session: Session) -> None:
        """Add a session."""
        ...

    def end_session(self, token_sha256: str) -> None:
        """Forget a session; unknown ones are no error."""
        ...

    def forget_sessions(self, over_at: datetime) -> None:
        """Forget the sessions that are over at an instant."""
        ...
