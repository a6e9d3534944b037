"""Has this message been here before, and is one missing? Decided by (boot, seq) of each device. Pure."""

from dataclasses import dataclass
from enum import StrEnum

WINDOW = 4096  # how far back a late message is still told from a duplicate; 4096 bits = 512 bytes a device


class Verdict(StrEnum):
    """What a message number means."""

    FRESH = "fresh"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Sequence:
    """The numbers seen of one device in one boot: `highest`, and a bit mask of those at or below it.

    Bit 0 is `highest` itself, bit n is `highest - n`. `boot` -1: nothing seen yet. `lost` counts numbers
    that left the window unseen: gaps no late message can close any more.
    """

    boot: int = -1
    highest: int = -1
    mask: int = 0
    lost: int = 0

    def missing(self) -> int:
        """Count the numbers between the oldest and the newest seen one that have not come yet."""
        return self.mask.bit_length() - self.mask.bit_count()

    def safe_upto(self) -> int:
        """The highest number up to which every message of this boot has come; 0 while the first is missing.

        Devices begin a boot with 0 or 1, so 0 is never waited for. Strict: a number that never came holds
        it back until it leaves the window, so that a device which keeps what is not yet safe sends it
        again.
        """
        span = min(self.highest, WINDOW)
        unseen = ((1 << span) - 1) & ~self.mask
        return self.highest - unseen.bit_length()


def take(sequence: Sequence, boot: int, seq: int) -> tuple[Sequence, Verdict]:
    """Note one message number.

    A later boot starts a new count. Messages of an earlier boot, or from before the window, are let
    through as fresh: their points are idempotent, so the worst is to write the same point twice.
    """
    if boot > sequence.boot:
        return Sequence(boot, seq, 1, sequence.lost), Verdict.FRESH
    if boot < sequence.boot:
        return sequence, Verdict.FRESH
    if seq > sequence.highest:
        return _advance(sequence, seq), Verdict.FRESH
    behind = sequence.highest - seq
    if behind >= WINDOW:
        return sequence, Verdict.FRESH
    if sequence.mask >> behind & 1:
        return sequence, Verdict.DUPLICATE
    return Sequence(boot, sequence.highest, sequence.mask | 1 << behind, sequence.lost), Verdict.FRESH


def _advance(sequence: Sequence, seq: int) -> Sequence:
    step = seq - sequence.highest
    if step >= WINDOW:
        span = sequence.mask.bit_length()
        unseen = span - sequence.mask.bit_count() + (step - 1)
        return Sequence(sequence.boot, seq, 1, sequence.lost + unseen)
    mask = sequence.mask << step | 1
    overflow = mask >> WINDOW
    gone = overflow.bit_length() - overflow.bit_count()
    return Sequence(sequence.boot, seq, mask & ((1 << WINDOW) - 1), sequence.lost + gone)
