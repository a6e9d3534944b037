"""The real clock, and the pretend one of a simulation."""

import threading
import time
from datetime import UTC, datetime, timedelta

from devices.pace import PacedTime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemClock:
    """Fulfils `hub.ports.Clock` with the machine's own time."""

    pretend_speed = None

    def now(self) -> datetime:
        """Aware UTC wall time."""
        return datetime.now(UTC)  # noqa: TID251  # this is the adapter

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """See `Clock.wait`."""
        return event.wait(seconds)

    def ago(self, real_s: float) -> datetime:
        """See `Clock.ago`."""
        return self.now() - timedelta(seconds=real_s)

    @property
    def machine(self) -> "SystemClock":
        """Itself."""
        return self


class PacedClock:
    """Fulfils `hub.ports.Clock` with the pretend time that a simulation tells all its processes."""

    def __init__(self, pace: PacedTime) -> None:
        self._pace = pace
        self._machine = SystemClock()

    def now(self) -> datetime:
        """See `Clock.now`."""
        return _EPOCH + timedelta(microseconds=self._pace.now_ns() // 1000)

    def monotonic_s(self) -> float:
        """See `Clock.monotonic_s`."""
        return self._pace.monotonic_s()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """See `Clock.wait`."""
        return self._pace.wait(event, seconds)

    def ago(self, real_s: float) -> datetime:
        """See `Clock.ago`."""
        return _EPOCH + timedelta(milliseconds=self._pace.ago_ms(real_s))

    @property
    def machine(self) -> SystemClock:
        """The machine's."""
        return self._machine

    @property
    def pretend_speed(self) -> float:
        """See `Clock.pretend_speed`."""
        return self._pace.speed()
