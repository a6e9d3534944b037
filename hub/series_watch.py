"""What is done for the series store by the clock, on a thread of its own.

One that hangs must not keep announcements waiting.
"""

import threading

from hub.context import Context
from hub.forwarder import Forwarder
from hub.services.audit import Audit
from hub.services.durability import Durability
from hub.ticker import Job, Ticker

_STEP_S = 0.1


def jobs(durability: Durability, audit: Audit) -> tuple[Job, ...]:
    """What is to be done, and how often."""
    return (
        Job("look", 10, durability.look),
        Job("points", 60, durability.prune),
        Job("retention", 3600, durability.prune_store),
        Job("audit", 1, audit.step),
    )


class SeriesWatch:
    """Looks at the store once it answered for the first time: nothing is known of it before."""

    def __init__(self, hub: Context, forwarder: Forwarder) -> None:
        self._forwarder = forwarder
        self._ticker = Ticker(hub.clock, jobs(hub.durability, hub.audit))

    def run(self, stop: threading.Event) -> None:
        """Watch until stopped."""
        while not stop.is_set():
            if self._forwarder.has_started.wait(_STEP_S):
                self._ticker.run(stop)
