"""What the API asks and answers about the accounts of people."""

from datetime import datetime
from typing import Literal

from hub.api.asked import Asked, Plain
from hub.api.models import Answer, Named
from hub.api.shown import named
from hub.domain.people import Account
from hub.words import ROLES


class AccountIn(Asked):
    """What somebody may do, and the password until they choose their own (10 to 200 characters).

    Without a password a known account has another role and keeps its own.
    """

    role: Literal["viewer", "operator", "admin"]
    password: Plain | None = None


class PasswordIn(Asked):
    """One's own password, and the one that takes its place (10 to 200 characters)."""

    old: Plain
    new: Plain


class AccountOut(Answer):
    """Somebody who may sign in; nobody is told a password."""

    name: str
    role: Named


class AccountList(Answer):
    """Everybody who may sign in and is no program or device, by name."""

    at: datetime
    accounts: list[AccountOut]


def shown(account: Account) -> AccountOut:
    """One account."""
    return AccountOut(name=account.name, role=named(account.role, ROLES[account.role]))
