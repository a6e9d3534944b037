"""Who uses the hub, and who is signed in. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person or program may do, least first."""

    VIEWER = "viewer"
    FIELD = "field"
    OPERATOR = "operator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """One who may sign in.

    `password_hash` is argon2id; programs in the field are accounts of role `field`.
    """

    name: str
    role: Role
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; only the hash of its token is kept."""

    token_sha256: str
    account: str
    expires_at: datetime
