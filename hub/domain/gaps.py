"""Which messages of a device are missing, and between which times they should have come. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.sequences import WINDOW, Boots, Sequence

# A device that loses more pieces than this is broken as a whole; the oldest are only counted.
MOST_GAPS = 16


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first`..`last` of a boot did not come; their neighbours were received `since` and `until`."""

    boot: int
    first: int
    last: int
    since: datetime
    until: datetime

    @property
    def count(self) -> int:
        """How many messages are missing in it."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of one device, the newest at the end; `older` messages are missing in gaps before these."""

    known: tuple[Gap, ...] = ()
    older: int = 0

    @property
    def missing(self) -> int:
        """How many messages have not come (yet)."""
        return self.older + sum(gap.count for gap in self.known)

    def after(self, boots: Boots, boot: int, seq: int, since: datetime, until: datetime) -> "Gaps":
        """Follow one message that is no duplicate.

        A device that keeps its messages closes its gaps by itself: it sends again what is not confirmed when
        the hub says that it is there.

        Args:
            boots: what was known before this message.
            boot: of this message.
            seq: of this message.
            since: when the device was last heard before it.
            until: when it was received.
        """
        known = _of(boots, boot)
        if seq > known.highest + 1 and known.seen:
            return self._with(Gap(boot, known.highest + 1, seq - 1, min(since, until), until))
        if seq < known.first - 1 and known.seen:
            return self._with(Gap(boot, seq + 1, known.first - 1, until, until))
        is_missing = known.first < seq < known.highest and known.highest - seq < WINDOW
        return self._without(boot, seq, is_missing=is_missing)

    def _with(self, gap: Gap) -> "Gaps":
        return self._fitted((*self.known, gap))

    def _without(self, boot: int, seq: int, *, is_missing: bool) -> "Gaps":
        for place, gap in enumerate(self.known):
            if gap.boot == boot and gap.first <= seq <= gap.last:
                pieces = (replace(gap, last=seq - 1), replace(gap, first=seq + 1))
                left = tuple(piece for piece in pieces if piece.count)
                return self._fitted((*self.known[:place], *left, *self.known[place + 1 :]))
        return replace(self, older=self.older - 1) if is_missing and self.older else self

    def _fitted(self, known: tuple[Gap, ...]) -> "Gaps":
        too_many = known[:-MOST_GAPS]
        return Gaps(known[-MOST_GAPS:], self.older + sum(gap.count for gap in too_many))


def _of(boots: Boots, boot: int) -> Sequence:
    every = (boots.newest, *boots.earlier)
    return next((sequence for sequence in every if sequence.boot == boot), Sequence())
