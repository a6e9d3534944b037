"""Passwords, generated once and kept in a file that only its owner may read."""

import json
import os
import secrets
import string
from pathlib import Path

from deploy import sayings
from deploy.sayings import shown

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 20  # 62^20, about 119 bits: NIST SP 800-63B asks for 112 where no one needs to remember it
_SPOKEN = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that look alike
_SPOKEN_LENGTH = 12


class Credentials:
    """A file of passwords by name, made when first asked for.

    Raises:
        PermissionError: (on reading) others may read the file; the text names the chmod that closes it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def password(self, name: str, *, is_typed: bool = False) -> str:
        """Return the password of that name, generating and saving it the first time.

        Args:
            name: such as "mqtt.hub" or "operator".
            is_typed: a person types it: shorter, without look-alikes.
        """
        return self.passwords([name], is_typed=is_typed)[name]

    def passwords(self, names: list[str], *, is_typed: bool = False) -> dict[str, str]:
        """Return several passwords, writing the file at most once."""
        known = self._read()
        new = {name: new_password(is_typed=is_typed) for name in names if name not in known}
        if new:
            known |= new
            self._write(known)
        return {name: known[name] for name in names}

    def known(self, name: str) -> str | None:
        """Return the password of that name; None where none was made."""
        return self._read().get(name)

    def keep(self, name: str, password: str) -> None:
        """Keep a password that was made elsewhere, in place of any other of that name."""
        self._write(self._read() | {name: password})

    def names(self, prefix: str) -> list[str]:
        """List the names that begin so, without the prefix."""
        return sorted(name.removeprefix(prefix) for name in self._read() if name.startswith(prefix))

    def forget(self, name: str) -> None:
        """Forget a password; unknown names are no error."""
        known = self._read()
        if known.pop(name, None) is not None:
            self._write(known)

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        if self._file.stat().st_mode & 0o077:
            raise PermissionError(sayings.OPEN_TO_OTHERS.of(file=shown(self._file)))
        known: dict[str, str] = json.loads(self._file.read_text())
        return known

    def _write(self, known: dict[str, str]) -> None:
        write_private(self._file, json.dumps(known, indent=1, sort_keys=True) + "\n")


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    new.replace(file)


def new_password(*, is_typed: bool = False) -> str:
    """Make a password by chance; `is_typed`: shorter, without letters that look alike."""
    alphabet, length = (_SPOKEN, _SPOKEN_LENGTH) if is_typed else (_ALPHABET, _LENGTH)
    return "".join(secrets.choice(alphabet) for _ in range(length))
