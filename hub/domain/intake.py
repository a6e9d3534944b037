"""The accounts of ingest: what became of every message, and the balance that must always hold. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one received message."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    DEAD_LETTER = "dead_letter"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Balance:
    """Where every message ever received is now; exact whole numbers.

    `in_journal` counts messages safe on disk but not yet worked on, or whose points the series store has
    not taken.
    """

    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    in_journal: int

    @property
    def is_even(self) -> bool:
        """Tell whether nothing is missing and nothing is counted twice."""
        return self.received == (
            self.stored + self.duplicate + self.dead_letter + self.rejected + self.in_journal
        )
