"""The machine's own services (本机服务): its commands and its Grafana, which borrow nobody's account."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.people import Account, Role


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
    """Recognises the services of this machine: in no ledger, so that no page and no restore touches them."""

    def __init__(self, logins: Sequence[MachineLogin] = ()) -> None:
        self._own = [login for login in logins if not login.is_former]
        self._former = [login for login in logins if login.is_former]

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


def _whose(logins: Sequence[MachineLogin], name: str, secret: str) -> Account | None:
    for login in logins:
        is_right = hmac.compare_digest(login.secret.encode(), secret.encode())
        if is_right and login.name == name:
            return login.service
    return None
