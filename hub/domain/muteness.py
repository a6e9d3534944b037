"""A sensor that speaks and tells no level: since when, until it has told enough of them again. Pure."""

from datetime import datetime
from typing import NamedTuple

# As many readings as a silent device is waited for (hub.domain.health.Patience).
_LOST_AFTER = 6
# Who hears an echo in twenty tells so many in a row once in 64 million readings, who hears every other once
# in 126 of them: a mended one does after six.
_BACK_AFTER = 6


class Muteness(NamedTuple):
    """What is known of how a sensor comes by its level.

    Attributes:
        missed: how many readings in a row told none, six at most.
        told: how many in a row told one since it counts as mute.
        since: of a mute one, when it had last told a level before that, or when it first told none.
    """

    missed: int = 0
    told: int = 0
    since: datetime | None = None

    def after_nothing(self, last_at: datetime | None, at: datetime) -> "Muteness":
        """What is known after a reading taken at `at` told no level; the newest level is of `last_at`."""
        missed = min(self.missed + 1, _LOST_AFTER)
        is_lost = missed == _LOST_AFTER
        return Muteness(missed, 0, self.since or ((last_at or at) if is_lost else None))

    def after_level(self) -> "Muteness":
        """What is known after a reading told a level."""
        if self.since is None or self.told + 1 == _BACK_AFTER:
            return _WELL
        return Muteness(0, self.told + 1, self.since)


_WELL = Muteness()
