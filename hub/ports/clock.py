"""The only source of time."""

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
