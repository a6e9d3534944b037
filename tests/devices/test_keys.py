"""A private key is made once, and nobody but its owner may read it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from devices.keys import BadKeyFile, kept_key, new_key, read_key, write_key


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "hub.key"
    first = kept_key(file)

    assert kept_key(file).public == first.public
    assert file.stat().st_mode & 0o777 == 0o600
    assert new_key().public != first.public


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "hub.key"
    kept_key(file)
    file.chmod(0o640)

    with pytest.raises(BadKeyFile, match="chmod 600"):
        kept_key(file)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFile, match="cannot be read"):
        read_key(tmp_path / "hub.key")


def test_what_is_no_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hub.key"
    file.write_text("key")
    file.chmod(0o600)

    with pytest.raises(BadKeyFile, match="restore it from the backup"):
        kept_key(file)


def test_a_key_of_another_kind_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hub.key"
    pem = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem)
    file.chmod(0o600)

    with pytest.raises(BadKeyFile, match="expected Ed25519"):
        kept_key(file)


def test_where_nothing_can_be_written_no_key_is_made(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")

    with pytest.raises(BadKeyFile, match="cannot be written"):
        write_key(tmp_path / "keys" / "hub.key", new_key())
