"""Passwords by argon2id, with the library's current parameters."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Checked when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Make the hash to keep."""
    return _HASHER.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is the one of the hash; None (unknown name) is always False, and as slow."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
