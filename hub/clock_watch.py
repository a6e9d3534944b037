"""A wall clock that jumps is seen and said: ages and deadlines around that moment are not to be trusted."""

import logging
from datetime import datetime, timedelta

from hub.ports import Clock

log = logging.getLogger(__name__)
# Slewing a clock into step (adjtimex: 0.5 ms a second) stays far below this.
_JUMP = timedelta(seconds=2)
_REMEMBERED_S = 3600.0


class ClockWatch:
    """Compares the wall clock with the time that truly passed, each time `look` is called (every second)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._passed_s = clock.now(), clock.monotonic_s()
        self._jumped_at: datetime | None = None
        self._jumped_s = 0.0

    def look(self) -> None:
        """Compare once."""
        wall, passed_s = self._clock.now(), self._clock.monotonic_s()
        jump = (wall - self._wall) - timedelta(seconds=passed_s - self._passed_s)
        self._wall, self._passed_s = wall, passed_s
        if abs(jump) >= _JUMP:
            log.warning("the system clock jumped by %+.1f s", jump.total_seconds())
            self._jumped_at, self._jumped_s = wall, passed_s

    def jumped_at(self) -> datetime | None:
        """When the clock last jumped, by the clock as it went on; None when that is an hour ago."""
        if self._clock.monotonic_s() - self._jumped_s > _REMEMBERED_S:
            return None
        return self._jumped_at
