"""What speakers are told to keep, in the words of the contract: house rules, and a programme. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from devices.contract.commands import (
    Audio,
    DaySpan,
    HouseRules,
    Interval,
    LoudSpan,
    Schedule,
    Slot,
)
from hub.domain.announcements.schedules import LATE, slot_id
from hub.domain.announcements.schedules import Schedule as Kept
from hub.domain.instants import millis
from hub.domain.quiet_hours import Policy, QuietDays

Order: TypeAlias = HouseRules | Schedule
_DAY = timedelta(days=1)
# As many as the contract takes (devices.contract.commands); what lies further ahead comes with the next one.
_MOST_STARTS, _MOST_QUIET_DAYS = 400, 120


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every order carries: its id, whom it is for, when it was given, until when it holds (aware)."""

    id: str
    audience: str
    now: datetime
    expires_at: datetime


def house_rules(
    envelope: Envelope, policy: Policy, zone_name: str, longest: timedelta, until: date
) -> HouseRules:
    """The rules of a village as its speakers hold every announcement to them; quiet days up to `until`."""
    quiet_days = [each for days in policy.quiet_days for each in _intervals(days, policy, until)]
    return HouseRules(
        id=envelope.id,
        issued_ms=millis(envelope.now),
        not_before_ms=millis(envelope.now),
        expires_ms=millis(envelope.expires_at),
        audience=envelope.audience,
        zone=zone_name,
        quiet=tuple(DaySpan(start_min=_minute(s.start), end_min=_minute(s.end)) for s in policy.quiet),
        quiet_days=tuple(quiet_days[:_MOST_QUIET_DAYS]),
        hushed=tuple(sorted(policy.hushed)),
        ceilings=tuple(
            LoudSpan(start_min=_minute(span.start), end_min=_minute(span.end), ceiling_pct=pct)
            for span, pct in policy.ceilings
        ),
        day_ceiling_pct=policy.day_ceiling_pct,
        longest_s=int(longest.total_seconds()),
        two_person=True,
    )


def programme(envelope: Envelope, kept: Sequence[tuple[Kept, Sequence[datetime]]]) -> Schedule:
    """The whole programme of a speaker: each schedule that it hears, with the instants at which it begins."""
    return Schedule(
        id=envelope.id,
        issued_ms=millis(envelope.now),
        not_before_ms=millis(envelope.now),
        expires_ms=millis(envelope.expires_at),
        audience=envelope.audience,
        slots=tuple(_slot(schedule, starts) for schedule, starts in kept),
    )


def substance(order: Order) -> str:
    """What an order says apart from who, when and its name: the same again needs no sending."""
    return order.model_dump_json(exclude={"id", "issued_ms", "not_before_ms", "expires_ms", "audience"})


def _slot(schedule: Kept, starts: Sequence[datetime]) -> Slot:
    return Slot(
        id=slot_id(schedule),
        priority=schedule.priority,
        text=schedule.text,
        audio=Audio(
            path=f"/media/{schedule.sha256}", sha256=schedule.sha256, duration_ms=schedule.duration_ms
        ),
        volume_pct=schedule.volume_pct,
        repeat=schedule.repeat,
        late_s=int(LATE.total_seconds()),
        starts_ms=tuple(millis(at) for at in starts[:_MOST_STARTS]),
    )


def _intervals(days: QuietDays, policy: Policy, until: date) -> list[Interval]:
    found, day = [], days.first
    while day <= min(days.last, until):
        begin, end = days.span.on(day, policy.zone)
        found.append(Interval(from_ms=millis(begin), until_ms=millis(end)))
        day += _DAY
    return found


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
