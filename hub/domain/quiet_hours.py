"""When and how loudly a village may be spoken to: quiet hours (静音时段), exam days, volume ceiling. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from devices.contract.commands import Priority

_DAY = timedelta(days=1)
# What an announcement is given to reach its speakers, so that `last_start` is never already over.
_REACH = timedelta(minutes=1)
# A next slot that lies further ahead is none: the operator has to think again.
_LOOK_AHEAD = timedelta(days=14)


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

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Begin and end of the stretch that begins on a local day."""
        over_midnight = _DAY if self.end <= self.start else timedelta()
        return (
            datetime.combine(day, self.start, zone),
            datetime.combine(day + over_midnight, self.end, zone),
        )


@dataclass(frozen=True, slots=True)
class QuietDays:
    """Days on which a stretch is quiet besides the daily ones (中高考); `name` says it to people."""

    first: date
    last: date
    span: Span
    name: str

    def is_on(self, day: date) -> bool:
        """Tell whether the stretch that begins on a local day is quiet."""
        return self.first <= day <= self.last


_NIGHT = Span(time(21, 30), time(6, 30))
_NOON = Span(time(12), time(14))
_EVENING = Span(time(20), time(21, 30))


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one village, or of the township where a village has none of its own.

    `zone` is where its clocks are (Asia/Shanghai); `hushed` are the priorities that quiet hours and days
    bind; `ceilings` are the loudest volumes, percent: the first span that holds counts, else
    `day_ceiling_pct`. An emergency is bound by neither. The hours are a convention of rural broadcasting,
    the volumes ours.
    """

    zone: tzinfo
    quiet: tuple[Span, ...] = (_NIGHT, _NOON)
    quiet_days: tuple[QuietDays, ...] = ()
    hushed: frozenset[Priority] = frozenset({Priority.TEST, Priority.ROUTINE})
    ceilings: tuple[tuple[Span, int], ...] = ((_NIGHT, 40), (_NOON, 50), (_EVENING, 60))
    day_ceiling_pct: int = 85


@dataclass(frozen=True, slots=True)
class Hushed:
    """It may not sound then; `next_slot` is when it may, None when there is no such time in two weeks.

    `name` is that of the quiet in the way, "" for the daily ones.
    """

    next_slot: datetime | None
    name: str = ""


def ceiling_pct(policies: Sequence[Policy], priority: Priority, at: datetime) -> int:
    """How loud an announcement may be at an instant (aware) wherever it sounds, percent."""
    if priority is Priority.EMERGENCY:
        return 100
    return min(_ceiling_pct(policy, at) for policy in policies)


def refusal(
    policies: Sequence[Policy], priority: Priority, start: datetime, length: timedelta
) -> Hushed | None:
    """Say when it may sound instead, or None when it may sound from `start` (aware) for `length`.

    Speakers are given a minute to begin, so it must end a minute before the next quiet hours. Where villages
    differ, it waits for the last of them.
    """
    needed = length + _REACH
    first = _disturbed(policies, priority, start, needed)
    if first is None:
        return None
    name, slot = first
    while slot <= start + _LOOK_AHEAD:
        found = _disturbed(policies, priority, slot, needed)
        if found is None:
            return Hushed(slot, name)
        slot = found[1]
    return Hushed(None, name)


def disturbs(policies: Sequence[Policy], priority: Priority, at: datetime) -> bool:
    """Tell whether it would sound while others must not: in quiet hours that do not bind it."""
    is_quiet = refusal(policies, Priority.ROUTINE, at, timedelta()) is not None
    return is_quiet and refusal(policies, priority, at, timedelta()) is None


def last_start(
    policies: Sequence[Policy], priority: Priority, start: datetime, length: timedelta, expires_at: datetime
) -> datetime:
    """The latest instant at which it may begin: a speaker that comes back at night must not catch up then.

    Args:
        policies: the rules of all villages that hear it.
        priority: how urgent it is.
        start: when it may begin, an instant `refusal` allows.
        length: how long it sounds.
        expires_at: the latest instant the operator wants.
    """
    begins = [
        begin - length
        for policy in policies
        for _, begin, _ in _quiet_between(policy, priority, start, expires_at)
        if begin - length >= start
    ]
    return min([expires_at, *begins])


def _ceiling_pct(policy: Policy, at: datetime) -> int:
    local = at.astimezone(policy.zone).time()
    return next((pct for span, pct in policy.ceilings if span.holds(local)), policy.day_ceiling_pct)


def _disturbed(
    policies: Sequence[Policy], priority: Priority, start: datetime, length: timedelta
) -> tuple[str, datetime] | None:
    """Name and end of a quiet stretch that sound from `start` on would reach into, or None."""
    for policy in policies:
        for name, begin, end in _quiet_between(policy, priority, start, start + length):
            if begin < start + length and start < end:
                return name, end
    return None


def _quiet_between(
    policy: Policy, priority: Priority, since: datetime, until: datetime
) -> Iterator[tuple[str, datetime, datetime]]:
    """The quiet stretches for a priority of all local days from the one before `since` to that of `until`."""
    day = since.astimezone(policy.zone).date() - _DAY
    last = until.astimezone(policy.zone).date() + _DAY
    while priority in policy.hushed and day <= last:
        for span in policy.quiet:
            yield "", *span.on(day, policy.zone)
        for days in policy.quiet_days:
            if days.is_on(day):
                yield days.name, *days.span.on(day, policy.zone)
        day += _DAY
