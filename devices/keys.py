"""Private keys: made by chance once, kept in a file that only its owner may read."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from devices.contract.signing import SigningKey


class BadKeyFile(OSError):
    """A key file that cannot be used; the text names it and the way out. Nothing may be signed."""


def new_key() -> SigningKey:
    """Make a key by chance."""
    return SigningKey(Ed25519PrivateKey.generate())


def kept_key(file: Path) -> SigningKey:
    """Read the key in a file, or make one and write it there first.

    Raises:
        BadKeyFile: others may read it, it is no Ed25519 key, or the folder cannot be written.
    """
    if file.exists():
        return read_key(file)
    key = new_key()
    write_key(file, key)
    return key


def read_key(file: Path) -> SigningKey:
    """Read the key in a file.

    Raises:
        BadKeyFile: there is none, others may read it, or it is no Ed25519 key.
    """
    try:
        is_open = bool(file.stat().st_mode & 0o077)
        private = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise BadKeyFile(f"key {file} cannot be read: {error}; restore it from the backup") from error
    if is_open:
        raise BadKeyFile(f"others may read the key {file}: `chmod 600 {file}`")
    if not isinstance(private, Ed25519PrivateKey):
        raise BadKeyFile(f"key {file} is a {type(private).__name__}; expected Ed25519")
    return SigningKey(private)


def write_key(file: Path, key: SigningKey) -> None:
    """Write a key into a file, whole and durably or not at all.

    Raises:
        BadKeyFile: it is not kept.
    """
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    new = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
        _sync_folder(file.parent)
    except OSError as error:
        raise BadKeyFile(f"key {file} cannot be written: {error}") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
