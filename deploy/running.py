"""The installation that runs now: its settings, and its hub."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.config import BadConfig, VillageSettings, load, load_or_default

if TYPE_CHECKING:
    from deploy.api import Hub


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


@contextmanager
def running_hub(config: Path | None, home: Path) -> Iterator["Hub"]:
    """Ask the hub that runs there as this machine; the one of the settings file when none is known to run."""
    from deploy.api import Hub
    from deploy.machine import commands_login
    from deploy.servers import Place

    settings = running_settings(home) or load_or_default(config)
    url = f"http://127.0.0.1:{settings.http.port}"
    with Hub(url, *commands_login(Place.at(home))) as hub:
        yield hub
