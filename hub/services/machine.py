"""The machine's own services (本机服务): its commands and its Grafana, which borrow nobody's account."""

import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.domain.people import ALERTS, Account, Role
from hub.domain.turned_away import TurnedAway, turned_away


@dataclass(frozen=True, slots=True)
class MachineLogin:
    """With what one service signs in.

    `is_former`: it was given a person's password before it had a secret of its own. A person may have chosen
    that one, so it is worth guessing at.
    """

    service: Account
    name: str
    secret: str
    is_former: bool = False


class MachineServices:
    """Recognises the services of this machine: in no ledger, so that no page and no restore touches them.

    Any thread may ask.
    """

    def __init__(self, logins: Sequence[MachineLogin] = ()) -> None:
        self._own = [login for login in logins if not login.is_former]
        self._former = [login for login in logins if login.is_former]
        self._alerts_refused: TurnedAway | None = None
        self._lock = threading.Lock()

    def recognised(self, name: str, secret: str) -> Account | None:
        """Whose secret it is; None for nobody's."""
        return _whose(self._own, name, secret)

    def recognised_formerly(self, name: str, secret: str, wanted: frozenset[Role]) -> Account | None:
        """Who of the wanted services signed in so before it had a secret of its own.

        Want those who may do what is asked: to all else this is a person's name with a wrong password. Count
        whoever is not recognised as somebody who guesses.
        """
        found = _whose(self._former, name, secret)
        return found if found is not None and found.role in wanted else None

    def note(self, name: str, account: Account | None, wanted: frozenset[Role], at: datetime) -> None:
        """Count who was turned away in Grafana's name where alerts are taken, until Grafana is let in.

        Args:
            name: by which somebody signed in.
            account: who that is; None for whoever was turned away.
            wanted: the services that may do what was asked.
            at: when, aware UTC.
        """
        if ALERTS.role not in wanted:
            return
        with self._lock:
            if account is ALERTS:
                self._alerts_refused = None
            elif account is None and name == ALERTS.name:
                self._alerts_refused = turned_away(self._alerts_refused, at)

    def alerts_refused(self, now: datetime) -> TurnedAway | None:
        """How often Grafana was turned away lately; None where it was not, or was let in since."""
        found = self._alerts_refused
        return found if found is not None and found.is_recent(now) else None


def _whose(logins: Sequence[MachineLogin], name: str, secret: str) -> Account | None:
    for login in logins:
        is_right = hmac.compare_digest(login.secret.encode(), secret.encode())
        if is_right and login.name == name:
            return login.service
    return None
