"""Signing in: people with a password, programs in the field with theirs."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hub.books import Ledger
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.people import Account, Role, Session, StaffFlaw, password_flaw, staff_flaw
from hub.ports import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Passwords:
    """How passwords are hashed and checked; None (unknown name) must take as long as a known one."""

    hashed: Callable[[str], str]
    matches: Callable[[str | None, str], bool]


class NotAdmitted(Exception):
    """The account of a person is left as it was; `flaw` says why."""

    def __init__(self, flaw: StaffFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


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

    def make_administrator(self, name: str, password: str) -> bool:
        """Let somebody administer where nobody does: at the first start, and when all of them are gone.

        Returns:
            Whether it was needed: accounts that are there stay as people made them.

        Raises:
            StoreDown: nothing was kept.
        """
        with self._ledger.write() as tx:
            if any(account.role is Role.ADMIN for account in tx.accounts.people()):
                return False
            tx.accounts.put_account(Account(name, Role.ADMIN, self._passwords.hashed(password)))
        return True

    def people(self) -> Sequence[Account]:
        """Everybody who may sign in and is no program or device, by name.

        Raises:
            StoreDown: cannot be known now.
        """
        with self._ledger.read() as tx:
            return tx.accounts.people()

    def admit(self, name: str, role: Role, password: str, by: str) -> None:
        """Let a person sign in, or give one another role and password; their sessions end.

        Raises:
            NotAdmitted: say its flaw. Nobody takes their own rights away, so that one administrator is left,
                and for one's own password the old one is asked (`change_password`).
            StoreDown: nothing was kept.
        """
        flaw = staff_flaw(name, role, password)
        if flaw is not None:
            raise NotAdmitted(flaw)
        account = Account(name, role, self._passwords.hashed(password))
        with self._ledger.write() as tx:
            self._check(tx.accounts.account(name), by)
            tx.accounts.remove_account(name)
            tx.accounts.put_account(account)
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.ACCOUNT_SAVED, name, role.value))
        log.info("%s may sign in as %s, by %s", name, role.value, by)

    def change_role(self, name: str, role: Role, by: str) -> None:
        """Give a person another role, from their next act on; password and sessions stay. Twice is once.

        Raises:
            NotAdmitted: say its flaw; StaffFlaw.UNKNOWN where nobody has that account.
            StoreDown: nothing changed.
        """
        flaw = staff_flaw(name, role, None)
        if flaw is not None:
            raise NotAdmitted(flaw)
        with self._ledger.write() as tx:
            known = tx.accounts.account(name)
            self._check(known, by)
            if known is None:
                raise NotAdmitted(StaffFlaw.UNKNOWN)
            if known.role is role:
                return
            tx.accounts.put_account(replace(known, role=role))
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.ROLE_CHANGED, name, role.value))
        log.info("%s is %s now, by %s", name, role.value, by)

    def dismiss(self, name: str, by: str) -> None:
        """Let a person sign in no more; their sessions end. Unknown ones are no error.

        Raises:
            NotAdmitted: it is a program's account, or one's own.
            StoreDown: nothing changed.
        """
        with self._ledger.write() as tx:
            known = tx.accounts.account(name)
            if known is None:
                return
            self._check(known, by)
            tx.accounts.remove_account(name)
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.ACCOUNT_REMOVED, name, known.role.value))
        log.info("%s may sign in no more, by %s", name, by)

    @staticmethod
    def _check(known: Account | None, by: str) -> None:
        if known is not None and known.role is Role.FIELD:
            raise NotAdmitted(StaffFlaw.PROGRAM)
        if known is not None and known.name == by:
            raise NotAdmitted(StaffFlaw.OWN)

    def change_password(self, name: str, old: str, new: str, session: str = "") -> None:
        """Give oneself another password; all one's sessions end but the one of the token `session`.

        Raises:
            NotAdmitted: say its flaw; StaffFlaw.WRONG is a guess at the old one, to be counted as such.
            StoreDown: nothing changed.
        """
        known = self.check(name, old)
        if known is None:
            raise NotAdmitted(StaffFlaw.WRONG)
        # Its password is also the broker's, and is made and revoked on the page of the registry.
        flaw = StaffFlaw.PROGRAM if known.role is Role.FIELD else password_flaw(new, old)
        if flaw is not None:
            raise NotAdmitted(flaw)
        changed = replace(known, password_hash=self._passwords.hashed(new))
        with self._ledger.write() as tx:
            # An administrator may have been quicker: what was checked holds no more.
            if tx.accounts.account(name) != known:
                raise NotAdmitted(StaffFlaw.WRONG)
            here = tx.accounts.session(_hash(session))
            tx.accounts.remove_account(name)
            tx.accounts.put_account(changed)
            if here is not None and here.account == name:
                tx.accounts.put_session(here)
            tx.acts.add(Deed(self._clock.now(), name, BroadcastAct.PASSWORD_CHANGED, name))
        log.info("%s has another password", name)

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
