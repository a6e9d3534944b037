"""Passwords of single devices at our own broker: given and taken while it runs, kept as hashes only."""

import base64
import hashlib
import os
import secrets
import signal
import threading
from collections.abc import Collection, Mapping
from pathlib import Path

from deploy.credentials import Credentials, write_private
from hub.ports import BrokerUnchanged, NameTaken

# As mosquitto_passwd 2.0 writes them: $7$ is PBKDF2-HMAC-SHA512. The passwords are random, so that its few
# rounds do.
_ROUNDS, _SALT_BYTES = 101, 12


class DeviceAccess:
    """Fulfils `hub.ports.BrokerAccess` for the mosquitto that `village-hub up` runs.

    `devices.passwd` in the installation's directory outlives restarts; the broker's own file is made of it
    and of the installation's passwords at each start. A SIGHUP makes the broker read its file again.

    Args:
        home: the installation's directory.
        credentials: the passwords in clear of what it runs itself.
        programs: users that are no devices; a device called like one of them gets and loses nothing.
    """

    def __init__(self, home: Path, credentials: Credentials, programs: Collection[str] = ()) -> None:
        self._programs = frozenset(programs)
        self._kept = kept_file(home)
        self._live = home / "mosquitto" / "passwd"
        self._pid = home / "mosquitto" / "pid"
        self._config = home / "mosquitto" / "mosquitto.conf"
        self._credentials = credentials
        self._changing = threading.Lock()

    def grant(self, user: str, password: str) -> None:
        """Let a user in with this password, and with no other."""
        if user in self._programs:
            raise NameTaken(user)
        self._change({user: f"{user}:{hashed(password)}"})

    def revoke(self, users: Collection[str]) -> Collection[str]:
        """Let users in no more, and end their connections."""
        return self._change(dict.fromkeys(set(users) - self._programs))

    def _change(self, lines: Mapping[str, str | None]) -> Collection[str]:
        """Put the lines of users, None for no line; returns those who had one before."""
        added = [line for line in lines.values() if line]
        try:
            with self._changing:
                known = {_user(line) for file in (self._kept, self._live) for line in _lines(file)}
                before = known.intersection(lines)
                if before or added:
                    self._write(set(lines), added)
                    os.kill(self._broker(), signal.SIGHUP)
        except OSError as error:
            raise BrokerUnchanged(f"the broker's passwords cannot be changed: {error}") from error
        return before

    def _write(self, users: Collection[str], added: Collection[str]) -> None:
        for user in users:
            self._credentials.forget(f"mqtt.{user}")
        for file in (self._kept, self._live):
            others = [line for line in _lines(file) if _user(line) not in users]
            write_private(file, "".join(f"{line}\n" for line in (*others, *added)))

    def _broker(self) -> int:
        pid = int(self._pid.read_text())
        # The number may be that of another program by now.
        if os.fsencode(self._config) not in Path(f"/proc/{pid}/cmdline").read_bytes():
            raise ProcessLookupError(f"process {pid} is not the broker")
        return pid


def kept_file(home: Path) -> Path:
    """Where the hashes of devices' passwords lie."""
    return home / "devices.passwd"


def hashed(password: str) -> str:
    """Hash a password as mosquitto reads it."""
    salt = secrets.token_bytes(_SALT_BYTES)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    return f"$7${_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"


def _user(line: str) -> str:
    return line.partition(":")[0]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
