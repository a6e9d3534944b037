"""When a bin was emptied (清空): a fall to the bottom that the readings after it do not take back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise, starmap
from statistics import median_low

from hub.domain.steadiness import Steadiness

# The rule bin platforms converge on: a fall of at least 40 points that ends at 25 % or lower. The readings
# before and after the truck are up to a period old, and refuse goes on coming: of 40 points an hourly sensor
# may see 30 (village-hub bench bins).
EMPTIED_FALL_PCT = 40.0
EMPTIED_BELOW_PCT = 25.0
_SEEN_FALL_PCT = 30.0
# A truck that finds little takes little: a quiet sensor sees that, too, where the bin is all but empty
# afterwards. Somebody who takes one bag out, or presses the refuse down, seldom leaves so little.
SMALL_FALL_PCT = 8.0
_SMALL_BELOW_PCT = 15.0
_SMALL_NOISES = 6.0
# Refuse settles by 15 points in four hours at most (devices.sim.bin_weeks): a fall over a gap proves less.
_SETTLES_PCT_PER_H = 4.0
# Readings that differ by less are of one surface that rises; the median of three lags behind it.
_RISE_PCT = 15.0
# A fall is taken back by readings that are not even so far below the level before it: the low one was wild.
_TAKEN_BACK_PCT, _TAKEN_BACK_SHARE = 10.0, 0.35
_PROOFS, _LOOKS = 2, 3


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall that is not believed yet.

    Attributes:
        before_pct: the level before it.
        at: when the first low reading was taken; the emptying, if it was one.
        since_pct: the readings since, that one first.
        is_doubted: the sensor strayed just before, or somebody opened the lid or moved the bin meanwhile; it
            takes one more reading.
        needed_pct: how deep it must be.
    """

    before_pct: float
    at: datetime
    since_pct: tuple[float, ...]
    is_doubted: bool = False
    needed_pct: float = _SEEN_FALL_PCT

    def then(self, pct: float) -> "Fall":
        """The same fall, one reading later."""
        return replace(self, since_pct=(*self.since_pct, pct))

    def is_taken_back(self, pct: float, steadiness: Steadiness) -> bool:
        """Tell whether a reading is as if nothing had happened: the low one before it was wild."""
        return len(self.since_pct) == 1 and abs(pct - self.before_pct) < min(
            steadiness.fall_pct, _TAKEN_BACK_SHARE * (self.before_pct - self.since_pct[0])
        )

    @property
    def is_proven(self) -> bool:
        """Tell whether two readings say so, one of them may be wild, and the fall was deep enough."""
        deepest_pct = self.before_pct - min(self.since_pct)
        back_pct = min(_TAKEN_BACK_PCT, _TAKEN_BACK_SHARE * deepest_pct)
        proofs = sum(self.before_pct - pct >= back_pct for pct in self.since_pct)
        return proofs >= _PROOFS + self.is_doubted and deepest_pct >= self.needed_pct

    @property
    def is_over(self) -> bool:
        """Tell whether enough readings were taken: if it is not proven by now, it was none."""
        return len(self.since_pct) >= _LOOKS + self.is_doubted


def fallen(
    recent_pct: Sequence[float], pct: float, at: datetime, gap: timedelta, steadiness: Steadiness
) -> Fall | None:
    """Tell whether a reading lies so far below those before it that the bin may have been emptied.

    Args:
        recent_pct: the last readings before it, oldest first, 0..100.
        pct: the reading, 0..100.
        at: when it was taken, aware UTC.
        gap: how long after the last one before it.
        steadiness: of the sensor.
    """
    if pct > EMPTIED_BELOW_PCT or not recent_pct or not _is_known(recent_pct, steadiness):
        return None
    before_pct = _before(recent_pct)
    if before_pct - pct < _SEEN_FALL_PCT:
        # From one high reading among low ones nothing small has fallen: that one was a little wild.
        before_pct = min(before_pct, median_low(recent_pct))
    needed_pct = _needed_pct(pct, gap, steadiness)
    if before_pct - pct < min(needed_pct, steadiness.fall_pct):
        return None
    return Fall(before_pct, at, (pct,), is_doubted=not steadiness.is_calm, needed_pct=needed_pct)


def _is_known(recent_pct: Sequence[float], steadiness: Steadiness) -> bool:
    """Tell whether it is known how full the bin was: one reading of a restless sensor says nothing."""
    if steadiness.is_calm:
        return True
    return not steadiness.is_wild and all(starmap(steadiness.follows, pairwise(recent_pct[-_PROOFS:])))


def _needed_pct(pct: float, gap: timedelta, steadiness: Steadiness) -> float:
    """How far a level must fall to `pct` to prove an emptying."""
    if pct > _SMALL_BELOW_PCT:
        return _SEEN_FALL_PCT
    small_pct = max(SMALL_FALL_PCT, _SMALL_NOISES * steadiness.ripple_pct)
    return min(_SEEN_FALL_PCT, small_pct + _SETTLES_PCT_PER_H * (gap / timedelta(hours=1)))


def _before(recent_pct: Sequence[float]) -> float:
    """The level that was left: the last reading, unless it strays from the others."""
    usual_pct, last_pct = median_low(recent_pct), recent_pct[-1]
    return last_pct if abs(last_pct - usual_pct) <= _RISE_PCT else usual_pct
