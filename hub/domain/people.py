"""Who uses the hub, and who is signed in. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do: people and programs in the field, least first; then services of this machine.

    A service (本机服务) may do only what names it: docs/decisions/0021.
    """

    VIEWER = "viewer"
    FIELD = "field"
    OPERATOR = "operator"
    ADMIN = "admin"
    COMMANDS = "commands"
    ALERTS = "alerts"


_RANKED = (Role.VIEWER, Role.FIELD, Role.OPERATOR, Role.ADMIN)
OF_PEOPLE = (Role.VIEWER, Role.OPERATOR, Role.ADMIN)


def reaches(role: Role, least: Role) -> bool:
    """Tell whether a role may what is the least role's; a service of the machine never does."""
    return role in _RANKED and _RANKED.index(role) >= _RANKED.index(least)


@dataclass(frozen=True, slots=True)
class Account:
    """One who may sign in.

    `password_hash` is argon2id; programs in the field are accounts of role `field`. It is "" for a service of
    the machine, which stands in no book and knows a secret instead.
    """

    name: str
    role: Role
    password_hash: str


# No person or device can be called so (`_NAME`; devices.contract.topics.ID_PATTERN).
COMMANDS = Account("@machine", Role.COMMANDS, "")
ALERTS = Account("@grafana", Role.ALERTS, "")


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; only the hash of its token is kept."""

    token_sha256: str
    account: str
    expires_at: datetime


class StaffFlaw(StrEnum):
    """Why the account of a person is not made, changed or removed."""

    NAME = "name"
    PASSWORD = "password"  # noqa: S105  a word, no password
    PROGRAM = "program"
    OWN = "own"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    SAME = "same"


# NIST SP 800-63B asks for eight where a person chooses; whoever signs in here makes villages sound.
LEAST_PASSWORD, MOST_PASSWORD = 10, 200
_NAME = re.compile(r"[\w.-]{1,32}")


def staff_flaw(name: str, role: Role, password: str | None) -> StaffFlaw | None:
    """What is wrong with the account of a person as it is asked for; None where nothing is.

    The password is None where that of a known account stays.
    """
    if not _NAME.fullmatch(name):
        return StaffFlaw.NAME
    if role not in OF_PEOPLE:
        return StaffFlaw.PROGRAM
    return None if password is None else password_flaw(password)


def password_flaw(password: str, old: str | None = None) -> StaffFlaw | None:
    """What is wrong with a password that a person chooses, in place of an old one; None where nothing is."""
    if password == old:
        return StaffFlaw.SAME
    is_fitting = LEAST_PASSWORD <= len(password) <= MOST_PASSWORD
    return None if is_fitting else StaffFlaw.PASSWORD
