"""A bin's level at each full hour of the last fifteen days, one byte an hour. Pure."""

from dataclasses import dataclass

from hub.domain.forecast import KEPT_H, LevelHistory

_UNKNOWN = 255
_STEPS_PER_PCT = 2


@dataclass(frozen=True, slots=True)
class HourlyLevels:
    """Levels in half percent, oldest first, 255 where none was known; the last is that of `newest_hour`.

    Hours are counted from 1970 in UTC.
    """

    newest_hour: int
    steps: bytes = b""

    def noted(self, hour: int, pct: float | None) -> "HourlyLevels":
        """Add the level of an hour, 0..100; one that is not newer than the newest changes nothing."""
        if self.steps and hour <= self.newest_hour:
            return self
        missed = min(hour - self.newest_hour - 1, KEPT_H) if self.steps else 0
        step = _UNKNOWN if pct is None else round(pct * _STEPS_PER_PCT)
        return HourlyLevels(hour, (self.steps + bytes([_UNKNOWN]) * missed + bytes([step]))[-KEPT_H:])

    def history(self, weekday: int, hour_of_day: int) -> LevelHistory:
        """The levels as percent; when the newest was on the township's clocks (Monday is 0)."""
        levels = [None if step == _UNKNOWN else step / _STEPS_PER_PCT for step in self.steps]
        return LevelHistory(levels, weekday, hour_of_day)
