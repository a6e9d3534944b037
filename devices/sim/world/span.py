"""The stretch of time that a scenario tells. Milliseconds UTC."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

_DAY_MS = 86_400_000


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
        began = datetime.fromtimestamp(self.began_ms / 1000, ZoneInfo(self.timezone))
        midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
        return round(midnight.timestamp() * 1000)

    @property
    def days(self) -> int:
        """How many days of the calendar it touches."""
        return -(-(self.ends_ms - self.midnight_ms) // _DAY_MS)
