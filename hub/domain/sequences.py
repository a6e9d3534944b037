"""Has this message been here before, and is one missing? Decided by (boot, seq) of each device. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

WINDOW = 4096  # how far back a late message is still told from a duplicate; 4096 bits = 512 bytes a device
_FULL = (1 << WINDOW) - 1


class Verdict(StrEnum):
    """What a message number means."""

    FRESH = "fresh"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Sequence:
    """The numbers seen of one device in its current boot, `first`..`highest`, `seen` of them.

    Of the last WINDOW numbers the mask knows each: bit n is `highest - n`. `boot` -1: nothing seen yet.
    `lost` counts what was still missing when earlier boots ended.
    """

    boot: int = -1
    first: int = 0
    highest: int = 0
    seen: int = 0
    mask: int = 0
    lost: int = 0

    def missing(self) -> int:
        """Count the numbers that have not come (yet)."""
        return self.lost + (self.highest - self.first + 1 - self.seen if self.seen else 0)

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
        return Sequence(boot, seq, seq, 1, 1, sequence.missing()), Verdict.FRESH
    if boot < sequence.boot:
        return sequence, Verdict.FRESH
    if seq > sequence.highest:
        step = seq - sequence.highest
        mask = 1 if step >= WINDOW else (sequence.mask << step | 1) & _FULL
        return replace(sequence, highest=seq, seen=sequence.seen + 1, mask=mask), Verdict.FRESH
    behind = sequence.highest - seq
    if behind >= WINDOW:
        return sequence, Verdict.FRESH
    if sequence.mask >> behind & 1:
        return sequence, Verdict.DUPLICATE
    late = replace(
        sequence,
        first=min(sequence.first, seq),
        seen=sequence.seen + 1,
        mask=sequence.mask | 1 << behind,
    )
    return late, Verdict.FRESH
