"""Passwords by argon2id, and by chance."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane, so that ten people who sign in
# at once do not
# take 640 MiB from a small server (the library's default is 64 MiB each).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash("nobody has this password")
_RANDOM_BYTES = 18  # 144 bits: NIST SP 800-63B asks for 112 where no one needs to remember it


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


def new_password() -> str:
    """Make a password by chance, for a device: nobody needs to remember it."""
    return secrets.token_urlsafe(_RANDOM_BYTES)
