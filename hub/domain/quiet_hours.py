"""When and how loudly the township may be spoken to: quiet hours (静音时段), volume ceiling. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from devices.contract.commands import Priority

_DAY = timedelta(days=1)
# What an announcement is given to reach its speakers, so that `last_start` is never already over.
_REACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of every day in local time, `end` exclusive; past midnight when `end` <= `start`."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Tell whether a local time of day lies within."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


_NIGHT = Span(time(21, 30), time(6, 30))
_NOON = Span(time(12), time(14))
_EVENING = Span(time(20), time(21, 30))


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one township.

    `zone` is where its clocks are (Asia/Shanghai); `hushed` are the priorities that quiet hours bind;
    `ceilings` are the loudest volumes, percent: the first span that holds counts, else `day_ceiling_pct`.
    An emergency is bound by neither. The hours are a convention of rural broadcasting, the volumes ours.
    """

    zone: tzinfo
    quiet: tuple[Span, ...] = (_NIGHT, _NOON)
    hushed: frozenset[Priority] = frozenset({Priority.TEST, Priority.ROUTINE})
    ceilings: tuple[tuple[Span, int], ...] = ((_NIGHT, 40), (_NOON, 50), (_EVENING, 60))
    day_ceiling_pct: int = 85


@dataclass(frozen=True, slots=True)
class Hushed:
    """It may not sound then; `next_slot` is when it may, None when it is too long for any gap of the day."""

    next_slot: datetime | None


def ceiling_pct(policy: Policy, priority: Priority, at: datetime) -> int:
    """How loud an announcement may be at an instant (aware), percent."""
    if priority is Priority.EMERGENCY:
        return 100
    local = at.astimezone(policy.zone).time()
    return next((pct for span, pct in policy.ceilings if span.holds(local)), policy.day_ceiling_pct)


def refusal(policy: Policy, priority: Priority, start: datetime, length: timedelta) -> Hushed | None:
    """Say when it may sound instead, or None when it may sound from `start` (aware) for `length`.

    Speakers are given a minute to begin, so it must end a minute before the next quiet hours.
    """
    needed = length + _REACH
    if priority not in policy.hushed or _disturbed(policy, start, needed) is None:
        return None
    slot = start
    for _ in range(2 * len(policy.quiet) + 1):
        end = _disturbed(policy, slot, needed)
        if end is None:
            return Hushed(slot)
        slot = end
    return Hushed(None)


def last_start(
    policy: Policy, priority: Priority, start: datetime, length: timedelta, expires_at: datetime
) -> datetime:
    """The latest instant at which it may begin: a speaker that comes back at night must not catch up then.

    Args:
        policy: the township's rules.
        priority: how urgent it is.
        start: when it may begin, an instant `refusal` allows.
        length: how long it sounds.
        expires_at: the latest instant the operator wants.
    """
    if priority not in policy.hushed:
        return expires_at
    begins = [begin - length for begin, _ in _quiet_around(policy, start) if begin - length >= start]
    return min([expires_at, *begins])


def _disturbed(policy: Policy, start: datetime, length: timedelta) -> datetime | None:
    """The end of a quiet stretch that sound from `start` on would reach into, or None."""
    for begin, end in _quiet_around(policy, start):
        if begin < start + length and start < end:
            return end
    return None


def _quiet_around(policy: Policy, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The quiet stretches of the local days before, of, and after an instant."""
    today = at.astimezone(policy.zone).date()
    for day in (today - _DAY, today, today + _DAY):
        for span in policy.quiet:
            begin = datetime.combine(day, span.start, policy.zone)
            over_midnight = _DAY if span.end <= span.start else timedelta()
            yield begin, datetime.combine(day + over_midnight, span.end, policy.zone)
