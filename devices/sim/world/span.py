"""The stretch of time that a scenario tells. Milliseconds UTC."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """From `began_ms` up to, not with, `ends_ms`; days begin at midnight of `timezone`."""

    began_ms: int
    ends_ms: int
    timezone: str

    def holds(self, at_ms: int) -> bool:
        """Tell whether that moment belongs to it."""
        return self.began_ms <= at_ms < self.ends_ms

    @property
    def midnight_ms(self) -> int:
        """The midnight before it began, or its first moment if that is one."""
        return self.at_ms(1, time(0))

    @property
    def first_day(self) -> datetime:
        """Its first moment, on the clocks of its timezone."""
        return datetime.fromtimestamp(self.began_ms / 1000, ZoneInfo(self.timezone))

    @property
    def days(self) -> int:
        """How many days of the calendar it touches."""
        last = datetime.fromtimestamp((self.ends_ms - 1) / 1000, ZoneInfo(self.timezone))
        return (last.date() - self.first_day.date()).days + 1

    def date(self, day: int) -> date:
        """Say which date a day has, 1 for the first."""
        return self.first_day.date() + timedelta(days=day - 1)

    def at_ms(self, day: int, time_of_day: time) -> int:
        """Say when it is that time on a day, 1 for the first."""
        at = datetime.combine(self.date(day), time_of_day, ZoneInfo(self.timezone))
        return round(at.timestamp() * 1000)
