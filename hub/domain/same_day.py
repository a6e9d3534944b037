"""Same-day clearance (日产日清): of the bins full on a day, how many were emptied on it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class FullSpell(NamedTuple):
    """The last time a bin was full: from `full_at`, until `room_at` if that is later.

    `emptied_at`: its last proven emptying, of whenever.
    """

    full_at: datetime | None
    room_at: datetime | None
    emptied_at: datetime | None

    @property
    def is_full(self) -> bool:
        """Tell whether it lasts."""
        return self.full_at is not None and (self.room_at is None or self.room_at < self.full_at)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Of the bins that were `full` on a day, `cleared` were emptied on it and are not full again."""

    full: int = 0
    cleared: int = 0

    @property
    def share_pct(self) -> float | None:
        """The rate, percent; None on a day without a full bin, which is neither good nor bad."""
        return 100.0 * self.cleared / self.full if self.full else None

    def __add__(self, other: "Clearance") -> "Clearance":
        """Both together."""
        return Clearance(self.full + other.full, self.cleared + other.cleared)


def clearance(spell: FullSpell, day_began: datetime) -> Clearance:
    """Judge one bin as of now.

    A bin that was full overnight counts for both days: for the first it was not cleared. One that found room
    without being emptied was not cleared either: refuse that settles is no collection.

    Args:
        spell: the last time it was full.
        day_began: midnight on the township's clocks, aware.
    """
    if spell.full_at is None:
        return Clearance()
    if spell.is_full:
        return Clearance(full=1)
    if spell.room_at is not None and spell.room_at < day_began:
        return Clearance()
    is_cleared = spell.emptied_at is not None and spell.emptied_at >= max(spell.full_at, day_began)
    return Clearance(1, int(is_cleared))
