"""Signing in: people with a password, programs in the field with theirs."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hub.books import Ledger
from hub.domain.people import Account, Role, Session
from hub.ports import Clock


@dataclass(frozen=True, slots=True)
class Passwords:
    """How passwords are hashed and checked; None (unknown name) must take as long as a known one."""

    hashed: Callable[[str], str]
    matches: Callable[[str | None, str], bool]


class Accounts:
    """Who is who. A session token is random and only its hash is kept."""

    def __init__(self, ledger: Ledger, clock: Clock, passwords: Passwords, session_length: timedelta) -> None:
        self._ledger = ledger
        self._clock = clock
        self._passwords = passwords
        self._session_length = session_length

    def put(self, name: str, role: Role, password: str) -> None:
        """Add an account, or give it a new password and role.

        Raises:
            StoreDown: nothing was kept.
        """
        account = Account(name, role, self._passwords.hashed(password))
        with self._ledger.write() as tx:
            tx.accounts.put_account(account)

    def known(self, name: str) -> Account | None:
        """The account of that name.

        Raises:
            StoreDown: cannot be known now.
        """
        with self._ledger.read() as tx:
            return tx.accounts.account(name)

    def check(self, name: str, password: str) -> Account | None:
        """The account if the password is right; as slow for an unknown name as for a wrong password.

        Raises:
            StoreDown: nobody can sign in now.
        """
        account = self.known(name)
        is_right = self._passwords.matches(account.password_hash if account else None, password)
        return account if is_right else None

    def sign_in(self, name: str, password: str) -> str | None:
        """Open a session and return its token; None when name or password are wrong.

        Raises:
            StoreDown: nobody can sign in now.
        """
        account = self.check(name, password)
        if account is None:
            return None
        token = secrets.token_urlsafe(32)
        session = Session(_hash(token), account.name, self._clock.now() + self._session_length)
        with self._ledger.write() as tx:
            tx.accounts.put_session(session)
        return token

    def signed_in(self, token: str) -> Account | None:
        """Whose session a token is; None when it is none, or over.

        Raises:
            StoreDown: nobody can be recognised now.
        """
        with self._ledger.read() as tx:
            session = tx.accounts.session(_hash(token))
            if session is None or session.expires_at <= self._clock.now():
                return None
            return tx.accounts.account(session.account)

    def sign_out(self, token: str) -> None:
        """End a session; unknown ones are no error.

        Raises:
            StoreDown: the session is still open.
        """
        with self._ledger.write() as tx:
            tx.accounts.end_session(_hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
