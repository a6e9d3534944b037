"""What a speaker holds every order to, whoever gave it: quiet hours, volume, length, two people. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from devices.contract.commands import TWO_PERSON, Aired, DaySpan, HouseRules, Priority

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class House:
    """The adopted rules and the time zone that they name."""

    rules: HouseRules
    zone: tzinfo

    def is_too_long(self, command: Aired) -> bool:
        """Tell whether it sounds longer than anything may."""
        return command.length_ms > self.rules.longest_s * 1000

    def lacks_second_person(self, command: Aired) -> bool:
        """Tell whether it needs an approver besides its author, or a reason why not, and has neither."""
        if not self.rules.two_person or command.priority not in TWO_PERSON or command.override:
            return False
        return not command.approver or command.approver == command.author

    def silent_until_ms(self, command: Aired, now_ms: int) -> int:
        """When it may begin, milliseconds UTC: `now_ms`, or the end of the quiet that it would reach into."""
        if command.priority not in self.rules.hushed:
            return now_ms
        end_ms = now_ms + command.length_ms
        stretches = [*self._quiet_hours(now_ms), *((q.from_ms, q.until_ms) for q in self.rules.quiet_days)]
        return max((until for begin, until in stretches if begin < end_ms and now_ms < until), default=now_ms)

    def ceiling_pct(self, priority: Priority, now_ms: int) -> int:
        """How loud it may be now, percent."""
        if priority is Priority.EMERGENCY:
            return 100
        local = datetime.fromtimestamp(now_ms / 1000, self.zone)
        minute = local.hour * 60 + local.minute
        spans = (span.ceiling_pct for span in self.rules.ceilings if _holds(span, minute))
        return next(spans, self.rules.day_ceiling_pct)

    def _quiet_hours(self, now_ms: int) -> Iterator[tuple[int, int]]:
        """The quiet stretches of the local days before, of and after an instant."""
        today = datetime.fromtimestamp(now_ms / 1000, self.zone).date()
        for day in (today - _DAY, today, today + _DAY):
            midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
            for span in self.rules.quiet:
                over = _DAY if span.end_min <= span.start_min else timedelta()
                begin = midnight + timedelta(minutes=span.start_min)
                yield _millis(begin), _millis(midnight + over + timedelta(minutes=span.end_min))


def _holds(span: DaySpan, minute: int) -> bool:
    if span.start_min < span.end_min:
        return span.start_min <= minute < span.end_min
    return minute >= span.start_min or minute < span.end_min


def _millis(at: datetime) -> int:
    return round(at.astimezone(UTC).timestamp() * 1000)
