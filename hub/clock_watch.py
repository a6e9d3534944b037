"""A wall clock that jumps is seen and said: ages and deadlines around that moment are not to be trusted."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.ports import Clock

log = logging.getLogger(__name__)
# Slewing a clock into step (adjtimex: 0.5 ms a second) stays far below this.
_JUMP = timedelta(seconds=2)
_REMEMBERED_S = 3600.0


@dataclass(frozen=True, slots=True)
class _Look:
    """Both clocks at one moment; `passed_s` lies so much too late at most as this thread was kept waiting."""

    wall: datetime
    passed_s: float
    kept_s: float


class ClockWatch:
    """Compares the wall clock with the time that truly passed, each time `look` is called (every second).

    `began_at`: by the clock, when it was built, which is when the hub began.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = self._look()
        self.began_at = self._last.wall
        self._jumped_at: datetime | None = None
        self._jumped_s = 0.0

    def look(self) -> None:
        """Compare once."""
        last, now = self._last, self._look()
        jump = (now.wall - last.wall) - timedelta(seconds=now.passed_s - last.passed_s)
        self._last = now
        if abs(jump) >= _JUMP + timedelta(seconds=now.kept_s + last.kept_s):
            log.warning("the system clock jumped by %+.1f s", jump.total_seconds())
            self._jumped_at, self._jumped_s = now.wall, now.passed_s

    def jumped_at(self) -> datetime | None:
        """When the clock last jumped, by the clock as it went on; None when that is an hour ago."""
        if self._clock.monotonic_s() - self._jumped_s > _REMEMBERED_S:
            return None
        return self._jumped_at

    def _look(self) -> _Look:
        before_s = self._clock.monotonic_s()
        wall, after_s = self._clock.now(), self._clock.monotonic_s()
        return _Look(wall, after_s, after_s - before_s)
