"""When a bin was emptied (清空): a deep fall that the readings after it do not take back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median_low

# The rule bin platforms converge on: a fall of at least 40 points that ends at 25 % or lower. The readings
# before and after the truck are up to a period old, and refuse goes on coming: of 40 points an hourly sensor
# may see 30 (village-hub bench bins).
EMPTIED_FALL_PCT = 40.0
EMPTIED_BELOW_PCT = 25.0
_SEEN_FALL_PCT = 30.0
# From here on a fall is followed, so that its first reading tells the time even where it is a little wrong.
_FOLLOWED_PCT = 20.0
# Readings that differ by less are of one surface that rises; the median of three lags behind it.
_RISE_PCT = 15.0
# A fall is taken back by readings that are not even this far below the level before it: the low one was wild.
_TAKEN_BACK_PCT = 10.0
_PROOFS, _LOOKS = 2, 3


@dataclass(frozen=True, slots=True)
class Fall:
    """A deep fall that is not believed yet.

    Attributes:
        before_pct: the level before it.
        at: when the first low reading was taken; the emptying, if it was one.
        since_pct: the readings since, that one first.
        is_doubted: somebody opened the lid or moved the bin meanwhile; it takes one more reading.
    """

    before_pct: float
    at: datetime
    since_pct: tuple[float, ...]
    is_doubted: bool = False

    def then(self, pct: float) -> "Fall":
        """The same fall, one reading later."""
        return replace(self, since_pct=(*self.since_pct, pct))

    @property
    def is_proven(self) -> bool:
        """Tell whether two readings say so, one of them may be wild, and the fall was deep enough."""
        falls_pct = [self.before_pct - pct for pct in self.since_pct]
        proofs = sum(fall_pct >= _TAKEN_BACK_PCT for fall_pct in falls_pct)
        return proofs >= _PROOFS + self.is_doubted and max(falls_pct) >= _SEEN_FALL_PCT

    @property
    def is_over(self) -> bool:
        """Tell whether enough readings were taken: if it is not proven by now, it was none."""
        return len(self.since_pct) >= _LOOKS + self.is_doubted


def fallen(recent_pct: Sequence[float], pct: float, at: datetime) -> Fall | None:
    """Tell whether a reading lies so far below those before it that the bin may have been emptied.

    Args:
        recent_pct: the last readings before it, oldest first, 0..100.
        pct: the reading, 0..100.
        at: when it was taken, aware UTC.
    """
    if pct > EMPTIED_BELOW_PCT or not recent_pct:
        return None
    before_pct = _before(recent_pct)
    return Fall(before_pct, at, (pct,)) if before_pct - pct >= _FOLLOWED_PCT else None


def _before(recent_pct: Sequence[float]) -> float:
    """The level that was left: the last reading, unless it strays from the others."""
    usual_pct, last_pct = median_low(recent_pct), recent_pct[-1]
    return last_pct if abs(last_pct - usual_pct) <= _RISE_PCT else usual_pct
