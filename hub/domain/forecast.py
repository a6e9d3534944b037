"""When a bin will be full if nobody empties it: what its own last days would bring from here. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hub.domain.bins import FULL_AT_PCT

DAY_H, WEEK_H = 24, 168
# Fifteen days before now hold four days of weekends, and are few enough that new habits show soon.
KEPT_H = 15 * DAY_H + 1
# Farther than three days nobody plans a truck, and the paths would only repeat themselves.
HORIZON_H = 72
_FEWEST_DAYS = 5
_FEWEST_ALIKE = 4
_KNOWN_SHARE = 0.7
_WEEKEND = (5, 6)
# More than noise and settling take: the bin was emptied, or a part was taken out.
_TAKEN_OUT_PCT = 8.0
_TESTED_RISE_PCT = 20.0
_TEST_EVERY_H = 6


@dataclass(frozen=True, slots=True)
class Forecast:
    """In how many hours a bin is full: half of its past days fill it by `p50_h`, nine of ten by `p90_h`.

    None: not within HORIZON_H. `days`: on how many past days it rests.
    """

    p50_h: float | None
    p90_h: float | None
    days: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the same forecast did on the last week: of `cases`, their mean error, how often P90 was kept."""

    cases: int
    mean_error_h: float
    kept_share: float


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """A bin's level at each full hour, percent, oldest first; None where it was not known.

    `weekday` and `hour` are those of the newest on the township's clocks (Monday is 0).
    """

    levels_pct: Sequence[float | None]
    weekday: int
    hour: int

    def upto(self, hours_ago: int) -> "LevelHistory":
        """The same as it was so many hours ago."""
        days, hour = divmod(self.hour - hours_ago, DAY_H)
        kept = self.levels_pct[: len(self.levels_pct) - hours_ago]
        return LevelHistory(kept, (self.weekday + days) % 7, hour)


def forecast(history: LevelHistory, rise_pct: float | None = None) -> Forecast | None:
    """Say when a bin will be full, or have risen by `rise_pct`; None when too little is known of it."""
    levels = history.levels_pct[-KEPT_H:]
    newest_pct = levels[-1] if levels else None
    if newest_pct is None:
        return None
    gains = list(_gains(levels))
    if sum(gain is not None for gain in gains) < _KNOWN_SHARE * _FEWEST_DAYS * DAY_H:
        return None
    needed_pct = FULL_AT_PCT - newest_pct if rise_pct is None else rise_pct
    mean_pct = _mean(gains)
    starts = _alike(history, range(1, len(gains) // DAY_H + 1))
    hours = sorted(_hours(gains, day * DAY_H, needed_pct, mean_pct) for day in starts)
    # The n-th of n past days is exceeded by one new day in n + 1.
    ninth = min(len(hours) - 1, -(-9 * (len(hours) + 1) // 10) - 1)
    return Forecast(_within(median(hours)), _within(hours[ninth]), len(hours))


def back_test(history: LevelHistory) -> BackTest | None:
    """Forecast from moments of the last week a rise that is known by now; None where there was none.

    Rises that an emptying cut short are left out: nobody knows when they would have ended.
    """
    errors_h, kept = [], 0
    for hours_ago in range(_TEST_EVERY_H, WEEK_H, _TEST_EVERY_H):
        true_h = _risen_after(history.levels_pct[len(history.levels_pct) - hours_ago - 1 :])
        found = forecast(history.upto(hours_ago), _TESTED_RISE_PCT) if true_h is not None else None
        if found is not None and found.p50_h is not None and true_h is not None:
            errors_h.append(abs(found.p50_h - true_h))
            kept += found.p90_h is None or true_h <= found.p90_h + 1  # levels are known by the hour
    if not errors_h:
        return None
    return BackTest(len(errors_h), sum(errors_h) / len(errors_h), kept / len(errors_h))


def _gains(levels: Sequence[float | None]) -> Iterator[float | None]:
    """What each hour brought; None where it is not known or something was taken out."""
    for before, after in pairwise(levels):
        if before is None or after is None or after - before <= -_TAKEN_OUT_PCT or before >= FULL_AT_PCT:
            yield None  # a bin that is full gains no more, which says nothing of what is thrown beside it
        else:
            yield after - before


def _mean(gains: Sequence[float | None]) -> float:
    known = [gain for gain in gains if gain is not None]
    return max(0.0, sum(known) / len(known))


def _alike(history: LevelHistory, days: range) -> Sequence[int]:
    """The past days to begin from: those that were a weekend as today is, if there are enough."""
    is_weekend = history.weekday in _WEEKEND
    alike = [day for day in days if ((history.weekday - day) % 7 in _WEEKEND) is is_weekend]
    return alike if len(alike) >= _FEWEST_ALIKE else list(days)


def _hours(gains: Sequence[float | None], back_h: int, needed_pct: float, mean_pct: float) -> float:
    """How long the past, begun `back_h` hours ago and repeated, takes to bring so much; HORIZON_H at most."""
    begin, risen_pct = len(gains) - back_h, 0.0
    for hour in range(HORIZON_H):
        if risen_pct >= needed_pct:
            return float(hour)
        gain = gains[begin + hour % back_h]
        step_pct = mean_pct if gain is None else gain
        if risen_pct + step_pct >= needed_pct:
            return hour + (needed_pct - risen_pct) / step_pct
        risen_pct += step_pct
    return float(HORIZON_H)


def _within(hours: float) -> float | None:
    return round(hours, 1) if hours < HORIZON_H else None


def _risen_after(levels: Sequence[float | None]) -> float | None:
    """After how many hours the level had risen by what is tested, undisturbed."""
    first = levels[0]
    for hour, (before, after) in enumerate(pairwise(levels)):
        if first is None or before is None or after is None or after - before <= -_TAKEN_OUT_PCT:
            return None
        if after - first >= _TESTED_RISE_PCT:
            return hour + (first + _TESTED_RISE_PCT - before) / (after - before)
    return None
