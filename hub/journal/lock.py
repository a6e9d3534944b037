"""One process at a time writes a journal."""

import fcntl
import os
from pathlib import Path


class JournalBusy(RuntimeError):
    """Another process holds this journal; stop it first, or give this hub another data directory."""


def take_lock(folder: Path) -> int:
    """Hold a journal for this process until the descriptor that is returned is closed.

    Raises:
        JournalBusy: another process holds it.
        OSError: the folder cannot be written.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise JournalBusy(f"another hub uses the journal {folder}") from error
    return descriptor


def is_held(folder: Path) -> bool:
    """Tell whether some process holds a journal at this moment.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
