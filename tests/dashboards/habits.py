"""How a bin of the drawn day fills: by a pace of its own, faster on market days, until the truck comes."""

from dataclasses import dataclass
from itertools import accumulate

from devices.sim.bins import FILLING_BY_HOUR

_BEGINS_AT_H = 6.5
_MARKET_EVERY_DAYS, _MARKET_DAY = 5, 2
_MARKET_HOURS = range(6, 12)
_MARKET_FACTOR = 1.7
_CYCLE = tuple(
    factor * (_MARKET_FACTOR if day == _MARKET_DAY and hour in _MARKET_HOURS else 1.0)
    for day in range(_MARKET_EVERY_DAYS)
    for hour, factor in enumerate(FILLING_BY_HOUR)
)
_SUMS = (0.0, *accumulate(_CYCLE))


@dataclass(frozen=True, slots=True)
class Habit:
    """How one bin lives; `first_emptied_s` after half past six, None: the truck never comes."""

    start_pct: float
    rate_pct_h: float
    residue_pct: float
    first_emptied_s: float | None
    emptied_every_s: float
    battery_pct: float

    def fill_pct(self, elapsed_s: float) -> float:
        """How full it is so long after half past six, 0..100."""
        since_s, level_pct = 0.0, self.start_pct
        if self.first_emptied_s is not None and elapsed_s >= self.first_emptied_s:
            visits = int((elapsed_s - self.first_emptied_s) // self.emptied_every_s)
            since_s = self.first_emptied_s + visits * self.emptied_every_s
            level_pct = self.residue_pct
        gained = self.rate_pct_h * (_mean_hours(elapsed_s) - _mean_hours(since_s))
        return min(100.0, level_pct + gained)


def _mean_hours(elapsed_s: float) -> float:
    """Mean hours of filling since half past six: the integral of the hourly factors."""
    return _since_midnight(_BEGINS_AT_H + elapsed_s / 3600) - _since_midnight(_BEGINS_AT_H)


def _since_midnight(hours: float) -> float:
    cycles, rest = divmod(hours, len(_CYCLE))
    whole = int(rest)
    return cycles * _SUMS[-1] + _SUMS[whole] + (rest - whole) * _CYCLE[whole]
