"""The only source of time."""

import threading
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time in hub."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait for an event for so many seconds of this clock; tell whether it came."""
        ...

    def ago(self, real_s: float) -> datetime:
        """Aware UTC wall time of so many seconds of the machine ago."""
        ...

    @property
    def machine(self) -> "Clock":
        """The machine's own clock, for patience with sockets, disks and people; in a simulation another."""
        ...

    @property
    def pretend_speed(self) -> float | None:
        """How many times as fast as the machine's it goes in a simulation; None outside of one."""
        ...
