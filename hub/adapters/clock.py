"""The real clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Fulfils `hub.ports.Clock` with the machine's own time."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        return datetime.now(UTC)  # noqa: TID251  # this is the adapter

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()
