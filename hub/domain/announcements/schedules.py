"""Schedules (定时播出): what sounds daily, weekly or on dates, and what gets in its way. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from devices.contract.commands import TWO_PERSON, Priority
from hub.domain.announcements.targets import Target
from hub.domain.instants import millis
from hub.domain.quiet_hours import Policy, refusal

_DAY = timedelta(days=1)
MAX_TIMES = 12
MAX_DATES = 366
# A speaker that is busy, or was off for a moment, may begin so much later, and no more.
LATE = timedelta(seconds=60)


class Recurrence(StrEnum):
    """On which days it sounds."""

    DAILY = "daily"
    WEEKLY = "weekly"
    DATES = "dates"


class Holidays(StrEnum):
    """What a holiday changes."""

    ALIKE = "alike"
    SILENT = "silent"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What sounds again and again; times of day are local.

    `weekdays` (0 is Monday) count for weekly ones, `dates` for those on dates. It sounds from `first` to
    `last`, None for no end. `sha256` and `duration_ms` are those of the clip, spoken when it was saved.
    """

    id: str
    name: str
    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    target: Target
    times: tuple[time, ...]
    recurrence: Recurrence
    first: date
    last: date | None
    holidays: Holidays
    sha256: str
    duration_ms: int
    saved_by: str
    saved_at: datetime
    weekdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = field(default=())

    @property
    def length(self) -> timedelta:
        """How long it sounds each time."""
        return timedelta(milliseconds=self.duration_ms * self.repeat)


class ScheduleFlaw(StrEnum):
    """What is wrong with a schedule by itself."""

    NO_TIMES = "no_times"
    TOO_MANY_TIMES = "too_many_times"
    NO_WEEKDAYS = "no_weekdays"
    NO_DATES = "no_dates"
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAPS_ITSELF = "overlaps_itself"
    NEEDS_SECOND_PERSON = "needs_second_person"


class Obstacle(StrEnum):
    """What gets in the way of a schedule at an instant."""

    QUIET_HOURS = "quiet_hours"
    OTHER_SCHEDULE = "other_schedule"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A time at which a schedule cannot sound as it should; `other` is the schedule that sounds then."""

    obstacle: Obstacle
    at: datetime
    other: str = ""
    other_name: str = ""


def slot_id(schedule: Schedule) -> str:
    """The name of this version of a schedule on the wire: what is changed is another thing to play."""
    return _digest(f"{schedule.id}@{millis(schedule.saved_at)}")


def delivery_id(occurrence: str, device: str) -> str:
    """The id of the delivery of one playing: all loudspeakers answer under the name of the playing."""
    return _digest(f"{occurrence}/{device}")


def schedule_flaws(schedule: Schedule) -> tuple[ScheduleFlaw, ...]:
    """List everything that is wrong with a schedule by itself."""
    kind = schedule.recurrence
    claims = (
        (not schedule.times, ScheduleFlaw.NO_TIMES),
        (len(set(schedule.times)) > MAX_TIMES, ScheduleFlaw.TOO_MANY_TIMES),
        (kind is Recurrence.WEEKLY and not schedule.weekdays, ScheduleFlaw.NO_WEEKDAYS),
        (kind is Recurrence.DATES and not schedule.dates, ScheduleFlaw.NO_DATES),
        (schedule.last is not None and schedule.last < schedule.first, ScheduleFlaw.ENDS_BEFORE_START),
        (schedule.priority in TWO_PERSON, ScheduleFlaw.NEEDS_SECOND_PERSON),
        (_overlaps_itself(schedule), ScheduleFlaw.OVERLAPS_ITSELF),
    )
    return tuple(flaw for is_wrong, flaw in claims if is_wrong)


def starts(
    schedule: Schedule, zone: tzinfo, holidays: Collection[date], since: datetime, until: datetime
) -> Iterator[datetime]:
    """Every instant in [since, until) at which it begins, in order; aware times."""
    day = since.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        if _is_on(schedule, day, holidays):
            for clock in sorted(set(schedule.times)):
                at = datetime.combine(day, clock, zone)
                if since <= at < until:
                    yield at
        day += _DAY


@dataclass(frozen=True, slots=True)
class Township:
    """What a schedule has to fit into: the clocks, the holidays, each village's policy."""

    zone: tzinfo
    holidays: Collection[date]
    policies: Sequence[Policy]


def conflicts(
    schedule: Schedule,
    others: Mapping[str, Schedule],
    township: Township,
    since: datetime,
    until: datetime,
) -> tuple[Conflict, ...]:
    """List what gets in its way in [since, until), each kind and other schedule once, at its first time.

    Args:
        schedule: what shall be saved.
        others: schedules with a loudspeaker in common, by id.
        township: what it has to fit into; the policies are those of the villages that hear it.
        since: aware.
        until: aware; two weeks later is what speakers keep.
    """
    zone, holidays = township.zone, township.holidays
    busy = [
        (at, at + other.length + LATE, other)
        for other in others.values()
        for at in starts(other, zone, holidays, since - _DAY, until)
    ]
    found: dict[tuple[Obstacle, str], Conflict] = {}
    for at in starts(schedule, zone, holidays, since, until):
        if refusal(township.policies, schedule.priority, at, schedule.length) is not None:
            found.setdefault((Obstacle.QUIET_HOURS, ""), Conflict(Obstacle.QUIET_HOURS, at))
        end = at + schedule.length + LATE
        for begin, over, other in busy:
            if begin < end and at < over:
                conflict = Conflict(Obstacle.OTHER_SCHEDULE, at, other.id, other.name)
                found.setdefault((Obstacle.OTHER_SCHEDULE, other.id), conflict)
    return tuple(sorted(found.values(), key=lambda conflict: (conflict.at, conflict.other)))


def _is_on(schedule: Schedule, day: date, holidays: Collection[date]) -> bool:
    if day < schedule.first or (schedule.last is not None and day > schedule.last):
        return False
    is_holiday = day in holidays
    if (schedule.holidays is Holidays.SILENT and is_holiday) or (
        schedule.holidays is Holidays.ONLY and not is_holiday
    ):
        return False
    days = {
        Recurrence.DAILY: True,
        Recurrence.WEEKLY: day.weekday() in schedule.weekdays,
        Recurrence.DATES: day in schedule.dates,
    }
    return days[schedule.recurrence]


def _overlaps_itself(schedule: Schedule) -> bool:
    """Tell whether it would begin again before it has ended: "every second" is no schedule."""
    clocks = sorted(_seconds(clock) for clock in set(schedule.times))
    needed_s = (schedule.length + LATE).total_seconds()
    return any(later - earlier < needed_s for earlier, later in pairwise(clocks))


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
