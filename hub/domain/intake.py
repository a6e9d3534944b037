"""The accounts of ingest: what became of every message, and the balance that must always hold. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one received message; LOST: its record was destroyed on disk before it was read."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    DEAD_LETTER = "dead_letter"
    REJECTED = "rejected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Balance:
    """Where every message ever received is now; exact whole numbers.

    `in_journal` counts messages safe on disk but not yet worked on, or whose points the series store has
    not taken. `lost` counts numbers that no intact record bears any more: accounted for, and never well.
    """

    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    in_journal: int
    lost: int = 0

    @property
    def is_even(self) -> bool:
        """Tell whether the fate of each message is known and none is counted twice."""
        ended = self.stored + self.duplicate + self.dead_letter + self.rejected + self.lost
        return self.received == ended + self.in_journal
