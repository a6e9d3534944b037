"""With which settings an installation runs now."""

import fcntl
from pathlib import Path

from deploy.config import BadConfig, VillageSettings, load


def running_settings(home: Path) -> VillageSettings | None:
    """Find the settings with which the installation runs now; None when it does not."""
    file = home / "run" / "settings.json"
    try:
        with (home / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            return load(file)
        except BadConfig:
            return None
    except OSError:
        return None
    return None
