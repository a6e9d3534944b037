"""Passwords of single devices at our own broker: given and taken while it runs, kept as hashes only."""

import base64
import hashlib
import os
import secrets
import signal
import threading
from pathlib import Path

from deploy.credentials import Credentials, write_private
from hub.ports import BrokerUnchanged

# As mosquitto_passwd 2.0 writes them: $7$ is PBKDF2-HMAC-SHA512. The passwords are random, so that its few
# rounds do.
_ROUNDS, _SALT_BYTES = 101, 12


class DeviceAccess:
    """Fulfils `hub.ports.BrokerAccess` for the mosquitto that `village-hub up` runs.

    `devices.passwd` in the installation's directory outlives restarts; the broker's own file is made of it
    and of the installation's passwords at each start. A SIGHUP makes the broker read its file again.
    """

    def __init__(self, home: Path, credentials: Credentials) -> None:
        self._kept = kept_file(home)
        self._live = home / "mosquitto" / "passwd"
        self._pid = home / "mosquitto" / "pid"
        self._config = home / "mosquitto" / "mosquitto.conf"
        self._credentials = credentials
        self._changing = threading.Lock()

    def grant(self, user: str, password: str) -> None:
        """Let a user in with this password, and with no other."""
        self._change(user, hashed(password))

    def revoke(self, user: str) -> None:
        """Let a user in no more, and end its connection."""
        self._change(user, "")

    def _change(self, user: str, hash_of_password: str) -> None:
        try:
            with self._changing:
                self._credentials.forget(f"mqtt.{user}")
                for file in (self._kept, self._live):
                    lines = [line for line in _lines(file) if line.partition(":")[0] != user]
                    lines += [f"{user}:{hash_of_password}"] if hash_of_password else []
                    write_private(file, "".join(f"{line}\n" for line in lines))
                os.kill(self._broker(), signal.SIGHUP)
        except OSError as error:
            raise BrokerUnchanged(f"the broker's passwords cannot be changed: {error}") from error

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


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
