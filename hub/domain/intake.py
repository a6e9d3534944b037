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
class Room:
    """How much is kept of one unclaimed device: so many messages, of so many bytes together."""

    messages: int
    payload_bytes: int


# A week of a bin that speaks every two minutes, or a day of pictures of a few kilobytes.
_MOST_FOR_ONE = Room(5_000, 8 * 1024 * 1024)
# A flood of strangers takes no more of the disk than this; twice while the first of them made use of more.
_MOST_FOR_ALL = Room(1_000_000, 256 * 1024 * 1024)


def room_for_each(unclaimed: int) -> Room:
    """How much is kept of each of so many unclaimed devices, at least one."""
    return Room(
        min(_MOST_FOR_ONE.messages, _MOST_FOR_ALL.messages // unclaimed),
        min(_MOST_FOR_ONE.payload_bytes, _MOST_FOR_ALL.payload_bytes // unclaimed),
    )


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
