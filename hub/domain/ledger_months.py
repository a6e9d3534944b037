"""Months of the rectification ledger (整改台账), on the clocks of a township. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

_LAST = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of a year; `number` is 1 to 12."""

    year: int
    number: int

    @classmethod
    def of(cls, at: datetime, zone: tzinfo) -> "Month":
        """The month in which an instant lies."""
        local = at.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, written: str) -> "Month":
        """Read what `str` writes.

        Raises:
            ValueError: it is no month, such as 2026-13.
        """
        read = datetime.strptime(written, "%Y-%m")  # noqa: DTZ007  a month has no instant before it has a zone
        return cls(read.year, read.month)

    def __str__(self) -> str:
        """Write it as 2026-03."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, _LAST)

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(self.year, self.number + 1) if self.number < _LAST else Month(self.year + 1, 1)

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From when, and until before when, it lasts."""
        until = self.after
        since = datetime(self.year, self.number, 1, tzinfo=zone)
        return since, datetime(until.year, until.number, 1, tzinfo=zone)


def months(first: datetime | None, now: datetime, zone: tzinfo) -> list[Month]:
    """The present month and those before it, to that of the first matter; None where there is none yet."""
    month = Month.of(now, zone)
    oldest = month if first is None else Month.of(first, zone)
    found = [month]
    while month > oldest:
        month = month.before
        found.append(month)
    return found
