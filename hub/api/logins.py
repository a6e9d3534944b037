"""Passwords at the door: how often one may guess, and how often a program in the field is checked anew."""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict, deque

from hub.domain.people import Account, Role, StaffFlaw
from hub.ports import Clock
from hub.services.accounts import Accounts, NotAdmitted
from hub.services.machine import MachineServices

# OWASP ASVS 5.0 6.3.1 asks for a limit against guessing and leaves the numbers open; these are ours.
_WINDOW_S = 15 * 60.0
_MOST_PER_NAME = 5
_MOST_PER_ADDRESS = 50
_MOST_REMEMBERED = 10_000
# How long a program's password is not hashed again, while its account is as it was.
_TRUST_S = 60.0
_MOST_TRUSTED = 2_000
# One argon2 check takes 19 MiB and a tenth of a second of a core (hub.adapters.passwords).
_CHECKS_AT_ONCE = 2


class TooManyFailures(Exception):
    """Somebody guesses; `retry_after_s` is when one more try is allowed."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Logins:
    """Checks passwords for the API; safe to call from many threads."""

    def __init__(self, accounts: Accounts, machine: MachineServices, clock: Clock) -> None:
        self._accounts = accounts
        self._machine = machine
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._trusted: OrderedDict[bytes, tuple[Account, float]] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._checking = threading.BoundedSemaphore(_CHECKS_AT_ONCE)

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """Open a session; None when name or password are wrong.

        Raises:
            TooManyFailures: say when to try again.
            StoreDown: nobody can sign in now.
        """
        self._refuse_guessing(name, address)
        with self._checking:
            token = self._accounts.sign_in(name, password)
        if token is None:
            self._note_failure(name, address)
        return token

    def change_password(self, name: str, old: str, new: str, session: str, address: str) -> None:
        """Give the one who asks another password; guesses at the old one count as failed sign-ins.

        Raises:
            TooManyFailures: say when to try again.
            NotAdmitted: say its flaw.
            StoreDown: nothing changed.
        """
        self._refuse_guessing(name, address)
        try:
            with self._checking:
                self._accounts.change_password(name, old, new, session)
        except NotAdmitted as error:
            if error.flaw is StaffFlaw.WRONG:
                self._note_failure(name, address)
            raise

    def check(
        self, name: str, password: str, address: str, services: frozenset[Role] = frozenset()
    ) -> Account | None:
        """The account of a program that sends its password with every request; None when it is wrong.

        `services` of the machine may do what is asked: what they were given formerly counts there alone.

        Raises:
            TooManyFailures: say when to try again.
            StoreDown: nobody can be recognised now.
        """
        now = self._clock.now()
        try:
            account = self._checked(name, password, address, services)
        except TooManyFailures:
            self._machine.note(name, None, services, now)
            raise
        self._machine.note(name, account, services, now)
        return account

    def _checked(self, name: str, password: str, address: str, services: frozenset[Role]) -> Account | None:
        # Made by chance and too long to guess: whoever guesses at the same address does not keep it out.
        service = self._machine.recognised(name, password)
        if service is not None:
            return service
        mark = hmac.new(self._key, f"{name}\0{password}".encode(), hashlib.sha256).digest()
        known = self._known(mark)
        if known is not None:
            return known
        self._refuse_guessing(name, address)
        with self._checking:
            account = self._accounts.check(name, password)
        if account is None:
            former = self._machine.recognised_formerly(name, password, services)
            if former is None:
                self._note_failure(name, address)
            return former
        with self._lock:
            self._trusted[mark] = (account, self._clock.machine.monotonic_s() + _TRUST_S)
            _trim(self._trusted, _MOST_TRUSTED)
        return account

    def _known(self, mark: bytes) -> Account | None:
        with self._lock:
            account, until_s = self._trusted.get(mark, (None, 0.0))
        if account is None or self._clock.machine.monotonic_s() >= until_s:
            return None
        return account if self._accounts.known(account.name) == account else None

    def _refuse_guessing(self, name: str, address: str) -> None:
        now_s = self._clock.machine.monotonic_s()
        with self._lock:
            for key, most in ((_both(name, address), _MOST_PER_NAME), (address, _MOST_PER_ADDRESS)):
                times = self._failures.get(key)
                while times and times[0] <= now_s - _WINDOW_S:
                    times.popleft()
                if times and len(times) >= most:
                    raise TooManyFailures(max(1, int(times[0] + _WINDOW_S - now_s) + 1))

    def _note_failure(self, name: str, address: str) -> None:
        now_s = self._clock.machine.monotonic_s()
        with self._lock:
            for key in (_both(name, address), address):
                self._failures.setdefault(key, deque(maxlen=_MOST_PER_ADDRESS)).append(now_s)
                self._failures.move_to_end(key)
            _trim(self._failures, _MOST_REMEMBERED)


def _both(name: str, address: str) -> str:
    return f"{address}\0{name}"


def _trim(
    kept: OrderedDict[bytes, tuple[Account, float]] | OrderedDict[str, deque[float]], most: int
) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
