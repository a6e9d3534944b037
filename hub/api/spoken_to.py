"""What the API answers about how villages may be spoken to: rules and saved targets."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import islice

from devices.contract.commands import Priority
from hub.api.models import Answer
from hub.api.shown import Scene
from hub.api.shown_announcement import target_names
from hub.domain.announcements import Target, TargetScope, TargetSet
from hub.domain.announcements.schedules import Holidays, Recurrence, Schedule, starts
from hub.domain.area import Place
from hub.domain.quiet_hours import Span
from hub.domain.village_rules import VillageRules
from hub.services.standing import AHEAD

_MINUTE = timedelta(minutes=1)
_NEXT = 5


class SpanOut(Answer):
    """A stretch of every day by the township's clocks, "HH:MM"."""

    since: str
    until: str


class QuietDaysOut(SpanOut):
    """Days with more quiet than usual."""

    name: str
    first: date
    last: date


class VillageRulesOut(Answer):
    """What a village has agreed on; null where the township's rules hold."""

    village: str
    name: str
    quiet: list[SpanOut] | None
    quiet_days: list[QuietDaysOut]
    day_ceiling_pct: int | None
    airtime_min: int | None
    households: int


class VillageRulesList(Answer):
    """Every village, by id."""

    at: datetime
    villages: list[VillageRulesOut]


class TargetOut(Answer):
    """One target of a saved set; `shapes` is how many areas were drawn."""

    scope: TargetScope
    ids: list[str]
    names: list[str]
    shapes: int


class TargetSetOut(Answer):
    """A saved choice of targets."""

    id: str
    name: str
    targets: list[TargetOut]


class TargetSetList(Answer):
    """Every saved choice, by id."""

    at: datetime
    targets: list[TargetSetOut]


def village_rules(village: Place, own: VillageRules | None) -> VillageRulesOut:
    """The rules of one village."""
    known = own or VillageRules(village.id)
    return VillageRulesOut(
        village=village.id,
        name=village.name,
        quiet=None if known.quiet is None else [_span(span) for span in known.quiet],
        quiet_days=[
            QuietDaysOut(
                name=days.name,
                first=days.first,
                last=days.last,
                since=f"{days.span.start:%H:%M}",
                until=f"{days.span.end:%H:%M}",
            )
            for days in known.quiet_days
        ],
        day_ceiling_pct=known.day_ceiling_pct,
        airtime_min=None if known.airtime is None else known.airtime // _MINUTE,
        households=known.households,
    )


def target_set(scene: Scene, kept: TargetSet) -> TargetSetOut:
    """One saved choice."""
    shown = [_target(scene, target) for target in kept.targets]
    return TargetSetOut(id=kept.id, name=kept.name, targets=shown)


def _span(span: Span) -> SpanOut:
    return SpanOut(since=f"{span.start:%H:%M}", until=f"{span.end:%H:%M}")


class ScheduleOut(Answer):
    """What sounds again and again; `next` are its next times, as far as speakers are told."""

    id: str
    name: str
    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    duration_ms: int
    audio: str
    target: TargetOut
    times: list[str]
    recurrence: Recurrence
    weekdays: list[int]
    dates: list[date]
    first: date
    last: date | None
    holidays: Holidays
    saved_by: str
    saved_at: datetime
    next: list[datetime]


class ScheduleList(Answer):
    """Every schedule, by id."""

    at: datetime
    schedules: list[ScheduleOut]


class HolidayList(Answer):
    """The holidays and what they are called."""

    holidays: dict[date, str]


def schedule(scene: Scene, kept: Schedule, holidays: Collection[date]) -> ScheduleOut:
    """One schedule."""
    coming = starts(kept, scene.zone, holidays, scene.now, scene.now + AHEAD)
    return ScheduleOut(
        id=kept.id,
        name=kept.name,
        text=kept.text,
        priority=kept.priority,
        volume_pct=kept.volume_pct,
        repeat=kept.repeat,
        duration_ms=kept.duration_ms,
        audio=f"/media/{kept.sha256}",
        target=_target(scene, kept.target),
        times=[f"{clock:%H:%M:%S}" for clock in kept.times],
        recurrence=kept.recurrence,
        weekdays=list(kept.weekdays),
        dates=list(kept.dates),
        first=kept.first,
        last=kept.last,
        holidays=kept.holidays,
        saved_by=kept.saved_by,
        saved_at=scene.local(kept.saved_at),
        next=list(islice(coming, _NEXT)),
    )


def _target(scene: Scene, target: Target) -> TargetOut:
    return TargetOut(
        scope=target.scope,
        ids=list(target.ids),
        names=target_names(scene.catalog, target),
        shapes=len(target.shapes),
    )
