"""How often somebody was turned away in the name of a service of this machine. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# Said for so long after the last time.
SAID_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """How many times since when (aware UTC), without a day's pause in between.

    Nothing of what a caller sent is kept: whoever knows the name may knock, and fills no screen by it.
    """

    times: int
    since: datetime
    last_at: datetime

    def is_recent(self, now: datetime) -> bool:
        """Tell whether the last time is so fresh that somebody should hear of it."""
        return now - self.last_at < SAID_FOR


def turned_away(before: TurnedAway | None, at: datetime) -> TurnedAway:
    """Count one more time."""
    if before is None or not before.is_recent(at):
        return TurnedAway(1, at, at)
    return replace(before, times=before.times + 1, last_at=at)
