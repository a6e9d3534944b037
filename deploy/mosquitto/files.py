"""Write mosquitto.conf, its acl_file and its password_file."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import sayings
from deploy.credentials import write_private
from deploy.errors import CannotRun

_TIMEOUT_S = 60.0
# max_packet_size and not message_size_limit: 2.0.11 acknowledges, then drops what breaks the latter.
# With the default queue and window, 1000 and 20, an absent hub loses everything after 1000 messages.
_CONFIG = """\
listener {port} 127.0.0.1
allow_anonymous false
acl_file {folder}/acl
password_file {folder}/passwd
pid_file {folder}/pid
persistence true
persistence_location {folder}/
autosave_interval 30
persistent_client_expiration 14d
max_queued_messages 200000
max_inflight_messages 1000
max_packet_size 270000
sys_interval 10
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
"""


class PasswordsNotWritten(CannotRun):
    """mosquitto_passwd did not hash the passwords; the text carries what it said."""


@dataclass(frozen=True, slots=True)
class Hasher:
    """mosquitto_passwd, and the environment in which it finds its libraries."""

    program: Path
    environ: Mapping[str, str]


def write_files(
    folder: Path, port: int, acl: str, passwords: Mapping[str, str], *, hasher: Hasher, granted: str = ""
) -> Path:
    """Write everything mosquitto reads, for its owner only, and return the path of mosquitto.conf.

    Args:
        folder: for the three files and mosquitto.db; made when missing.
        port: on 127.0.0.1.
        acl: text of `deploy.mosquitto.access.acl`.
        passwords: by user, in clear; only their hashes are kept.
        hasher: the program that hashes.
        granted: lines of users whose passwords are hashed already; they come before `passwords`.

    Raises:
        PasswordsNotWritten: the program failed.
    """
    folder = folder.absolute()
    config = _CONFIG.format(port=port, folder=folder)
    if os.geteuid() == 0:
        # Started by root, mosquitto would become a user that may not read these files, or is not there.
        config += "user root\n"
    write_private(folder / "mosquitto.conf", config)
    write_private(folder / "acl", acl)
    have_one = {line.partition(":")[0] for line in granted.splitlines()}
    _write_passwords(
        folder / "passwd", {user: word for user, word in passwords.items() if user not in have_one}, hasher
    )
    write_private(folder / "passwd", (folder / "passwd").read_text(encoding="utf-8") + granted)
    return folder / "mosquitto.conf"


def _write_passwords(file: Path, passwords: Mapping[str, str], hasher: Hasher) -> None:
    clear = file.with_name("passwd.clear")
    write_private(clear, "".join(f"{user}:{password}\n" for user, password in passwords.items()))
    try:
        done = subprocess.run(  # noqa: S603  a program found by deploy.parts
            (str(hasher.program), "-U", str(clear)),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            env=dict(hasher.environ),
            check=False,
        )
        if done.returncode:
            words = (done.stderr or done.stdout).strip()
            raise PasswordsNotWritten(sayings.NO_PASSWORDS.of(program=hasher.program, words=words))
        clear.replace(file)
    finally:
        clear.unlink(missing_ok=True)
    file.chmod(0o600)
