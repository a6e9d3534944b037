"""In how many days the disk is full if it goes on filling as it did. Pure."""

from collections import deque
from datetime import datetime, timedelta

_LOOK_BACK = timedelta(hours=24)
_EVERY = timedelta(minutes=10)
# Less than an hour tells of a single compaction more than of a habit.
_SHORTEST = timedelta(hours=1)
MOST_DAYS = 3_650.0


class DiskDays:
    """Remembers a day of free space, one figure every ten minutes."""

    def __init__(self) -> None:
        self._seen: deque[tuple[datetime, float]] = deque()

    def left(self, free_mib: float, now: datetime) -> float | None:
        """How many days are left, given what is free now; None while less than an hour is known.

        MOST_DAYS where it does not fill at all.
        """
        if not self._seen or now - self._seen[-1][0] >= _EVERY:
            self._seen.append((now, free_mib))
        while now - self._seen[0][0] > _LOOK_BACK:
            self._seen.popleft()
        since, before_mib = self._seen[0]
        if now - since < _SHORTEST:
            return None
        used_per_day = (before_mib - free_mib) / ((now - since) / timedelta(days=1))
        return MOST_DAYS if used_per_day <= 0 else min(MOST_DAYS, free_mib / used_per_day)
