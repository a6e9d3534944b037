"""Has this message been here before, and is one missing? Decided by (boot, seq) of each device. Pure."""

from enum import StrEnum
from typing import NamedTuple

WINDOW = 4096  # how far back a late message is still told from a duplicate; 4096 bits = 512 bytes a device
_FULL = (1 << WINDOW) - 1
EARLIER_BOOTS = 2  # of how many boots that are over the numbers are still known


class Verdict(StrEnum):
    """What a message number means."""

    FRESH = "fresh"
    DUPLICATE = "duplicate"


class Sequence(NamedTuple):
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

    def anew(self, seq: int) -> "Sequence":
        """The same boot, counted from `seq` on: the device began its numbers again and not its boot."""
        return Sequence(self.boot, seq, seq, 1, 1, self.missing())

    def safe_upto(self) -> int:
        """The highest number up to which every message of this boot has come; 0 while the first is missing.

        Devices begin a boot with 0 or 1, so 0 is never waited for. Strict: a number that never came holds
        it back until it leaves the window, so that a device which keeps what is not yet safe sends it
        again.
        """
        return self._complete_within(self.highest)

    def over_upto(self) -> int:
        """The same for a boot that is over: counted from the lowest number that came.

        A device sends the oldest first, so what lies below was confirmed before the hub forgot this boot.
        """
        return self._complete_within(self.highest - self.first + 1)

    def _complete_within(self, span: int) -> int:
        unseen = ((1 << min(span, WINDOW)) - 1) & ~self.mask
        return self.highest - unseen.bit_length()


def take(sequence: Sequence, boot: int, seq: int) -> tuple[Sequence, Verdict]:
    """Note one message number.

    A later boot starts a new count. Numbers of an earlier boot, or from before the window, are let through as
    fresh: their points are idempotent, so the worst is to write the same point twice.
    """
    if boot > sequence.boot:
        return Sequence(boot, seq, seq, 1, 1, sequence.missing()), Verdict.FRESH
    if boot < sequence.boot:
        return sequence, Verdict.FRESH
    if seq > sequence.highest:
        step = seq - sequence.highest
        mask = 1 if step >= WINDOW else (sequence.mask << step | 1) & _FULL
        return sequence._replace(highest=seq, seen=sequence.seen + 1, mask=mask), Verdict.FRESH
    behind = sequence.highest - seq
    if behind >= WINDOW:
        return sequence, Verdict.FRESH
    if sequence.mask >> behind & 1:
        return sequence, Verdict.DUPLICATE
    late = sequence._replace(
        first=min(sequence.first, seq),
        seen=sequence.seen + 1,
        mask=sequence.mask | 1 << behind,
    )
    return late, Verdict.FRESH


class Boots(NamedTuple):
    """The numbers of one device: of its newest boot, and of those before it that it still speaks of.

    `earlier` are at most EARLIER_BOOTS, the one heard last first.
    """

    newest: Sequence
    earlier: tuple[Sequence, ...] = ()

    def safe_upto(self, boot: int) -> int:
        """What a device may forget of one of its boots; 0 for a boot of which nothing is known."""
        if boot == self.newest.boot:
            return self.newest.safe_upto()
        return next((over.over_upto() for over in self.earlier if over.boot == boot), 0)

    def take(self, boot: int, seq: int) -> "tuple[Boots, Verdict]":
        """Note one message number of any boot: a restarted device sends what it kept of the boots before."""
        if boot > self.newest.boot:
            over = () if self.newest.boot < 0 else (self.newest._replace(lost=0),)
            newest, verdict = take(self.newest, boot, seq)
            return Boots(newest, (*over, *self.earlier)[:EARLIER_BOOTS]), verdict
        if boot == self.newest.boot:
            newest, verdict = take(self.newest, boot, seq)
            return Boots(newest, self.earlier), verdict
        known = next((over for over in self.earlier if over.boot == boot), Sequence())
        after, verdict = take(known, boot, seq)
        others = tuple(over for over in self.earlier if over.boot != boot)
        lost = max(0, self.newest.lost + after.missing() - known.missing())
        return Boots(self.newest._replace(lost=lost), (after, *others)[:EARLIER_BOOTS]), verdict
