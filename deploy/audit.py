"""`village-hub audit`: is every kept point in the series store? Asks the running hub and waits."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.running import running_hub

if TYPE_CHECKING:
    from deploy.api import Hub

_PATH = "/api/v1/series-store"
_POLL_S = 0.5


def audit(config: Path | None, home: Path) -> dict[str, Any]:
    """Have the running hub look for every kept point, and return what it found.

    Raises:
        NoAnswer: no hub runs there, or it refuses.
    """
    with running_hub(config, home) as hub:
        hub.post(f"{_PATH}/audit", {})
        return _ended(hub)


def _ended(hub: "Hub") -> dict[str, Any]:
    pause = threading.Event()
    while True:
        found: dict[str, Any] = hub.get(_PATH)["audit"]
        if found["ended_at"] is not None:
            return found
        pause.wait(_POLL_S)
