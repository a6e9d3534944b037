"""What callers send about announcements: a draft, whom it is for, and the words of those who decide."""

import hashlib
import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from devices.contract.commands import Priority
from devices.contract.topics import ID_PATTERN
from hub.api.asked import Asked, Plain, When
from hub.domain.announcements import Draft, Target, TargetScope, TargetSet
from hub.domain.announcements.announcement import MAX_REASON
from hub.domain.announcements.complaints import Complaint, Measure
from hub.domain.announcements.schedules import MAX_DATES, Holidays, Recurrence, Schedule
from hub.domain.announcements.talks import talk_draft
from hub.domain.quiet_hours import QuietDays, Span
from hub.domain.shapes import MAX_CORNERS, MAX_RADIUS_KM, MIN_CORNERS, Circle, Polygon, Shape
from hub.domain.village_rules import VillageRules
from hub.settings import BroadcastSettings

_ID = re.compile(ID_PATTERN)
_SHA256 = r"^([0-9a-f]{64})?$"
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
_CLOCK_S = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"
Clock = Annotated[str, Field(pattern=_CLOCK)]
Reason = Annotated[Plain, Field(max_length=MAX_REASON)]


class CircleIn(Asked):
    """Everything within a radius of a point."""

    lat: Lat
    lon: Lon
    radius_km: Annotated[float, Field(gt=0, le=MAX_RADIUS_KM)]


class TargetIn(Asked):
    """Whom an announcement is for.

    `ids` are villages, groups (hamlets or grids), devices or saved sets by `scope`, none for the township. An
    area has `polygons` of [latitude, longitude] corners, and `circles`, instead.
    """

    scope: Annotated[TargetScope, Field(strict=False)]
    ids: Annotated[
        list[Annotated[Plain, Field(min_length=1, max_length=64)]],
        Field(max_length=5_000, default_factory=list),
    ]
    polygons: Annotated[
        list[
            Annotated[
                list[Annotated[tuple[Lat, Lon], Field(strict=False)]],
                Field(min_length=MIN_CORNERS, max_length=MAX_CORNERS),
            ]
        ],
        Field(max_length=20, default_factory=list),
    ]
    circles: Annotated[list[CircleIn], Field(max_length=20, default_factory=list)]

    @model_validator(mode="after")
    def _fits_its_scope(self) -> Self:
        if self.scope is not TargetScope.AREA and (self.polygons or self.circles):
            raise ValueError("polygons and circles belong to the scope area")
        if self.scope is not TargetScope.GROUPS and not all(map(_ID.match, self.ids)):
            raise ValueError(f"expected ids that match {ID_PATTERN}")
        return self

    def target(self) -> Target:
        """The same as the domain reads it."""
        shapes: tuple[Shape, ...] = (
            *(Polygon(tuple(corners)) for corners in self.polygons),
            *(Circle(circle.lat, circle.lon, circle.radius_km) for circle in self.circles),
        )
        return Target(self.scope, tuple(self.ids), shapes)


class AnnouncementIn(Asked):
    """An announcement to make; what is left out takes the township's settings, and begins at once.

    `why`: the reason, which an emergency needs. `bypass`: let an emergency out without a second person; it is
    reviewed within a day. `heard`: sha256 of the sound that was listened to; another one is not announced.
    `recording`: sha256 of a sound that was uploaded, to be played instead of a spoken text.
    """

    text: Plain = ""
    priority: Annotated[Priority, Field(strict=False)]
    target: TargetIn
    volume_pct: int | None = None
    repeat: int = 1
    not_before: When | None = None
    expires_at: When | None = None
    why: Reason = ""
    bypass: bool = False
    heard: Annotated[str, Field(pattern=_SHA256)] = ""
    recording: Annotated[str, Field(pattern=_SHA256)] = ""

    def draft(self, settings: BroadcastSettings, now: datetime) -> Draft:
        """What is asked for, with the township's settings where nothing is said."""
        begins = self.not_before or now
        return Draft(
            text=self.text,
            priority=self.priority,
            volume_pct=settings.volume_pct if self.volume_pct is None else self.volume_pct,
            repeat=self.repeat,
            not_before=begins,
            expires_at=self.expires_at or begins + timedelta(minutes=settings.expiry_min),
            target=self.target.target(),
            recording=self.recording,
        )

    def digest(self) -> str:
        """The hash of what is asked, to tell a repeated request from another one."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class TalkIn(Asked):
    """A live talk to begin; what is left out takes the township's settings.

    `longest_s`: it ends by itself then. `why` and `bypass`: as in an announcement.
    """

    text: Annotated[Plain, Field(max_length=80)] = "现场喊话"
    priority: Annotated[Priority, Field(strict=False)]
    target: TargetIn
    volume_pct: int | None = None
    longest_s: Annotated[int, Field(ge=5, le=3600)] = 180
    why: Reason = ""
    bypass: bool = False

    def draft(self, settings: BroadcastSettings, now: datetime) -> Draft:
        """What is asked for, with the township's settings where nothing is said."""
        volume_pct = settings.volume_pct if self.volume_pct is None else self.volume_pct
        live_for = timedelta(seconds=self.longest_s)
        return talk_draft(self.text, self.priority, volume_pct, self.target.target(), live_for, now)

    def digest(self) -> str:
        """The hash of what is asked, to tell a repeated request from another one."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class ReasonIn(Asked):
    """Why something is withdrawn, agreed to or refused."""

    why: Reason = ""


class ComplaintIn(Asked):
    """Who was disturbed where, when (now, when left out), and in which words."""

    village: Annotated[Plain, Field(pattern=ID_PATTERN)]
    heard_at: When | None = None
    words: Annotated[Reason, Field(min_length=1)]

    def complaint(self, now: datetime) -> Complaint:
        """The same as the domain reads it."""
        return Complaint(self.village, min(self.heard_at or now, now), self.words)


class FindingIn(Asked):
    """What a review found."""

    finding: Reason


class SpanIn(Asked):
    """A stretch of every day by the township's clocks, "HH:MM"; past midnight when `until` is not later."""

    since: Clock
    until: Clock

    def span(self) -> Span:
        """The same as the domain reads it."""
        return Span(time.fromisoformat(self.since), time.fromisoformat(self.until))


class MeasureIn(Asked):
    """What is done about a complaint; what is left out stays as it is."""

    note: Annotated[Reason, Field(min_length=1)]
    day_ceiling_pct: Annotated[int, Field(ge=0, le=100)] | None = None
    quiet: Annotated[list[SpanIn], Field(max_length=12)] | None = None

    def measure(self) -> Measure:
        """The same as the domain reads it."""
        quiet = None if self.quiet is None else tuple(item.span() for item in self.quiet)
        return Measure(self.note, self.day_ceiling_pct, quiet)


class QuietDaysIn(SpanIn):
    """Days with more quiet than usual, such as exams; `first` and `last` are dates, YYYY-MM-DD."""

    name: Annotated[Plain, Field(min_length=1, max_length=40)]
    first: Annotated[date, Field(strict=False)]
    last: Annotated[date, Field(strict=False)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day is before the first")
        return self

    def days(self) -> QuietDays:
        """The same as the domain reads it."""
        return QuietDays(self.first, self.last, self.span(), self.name)


class VillageRulesIn(Asked):
    """What a village has agreed on; what is left out follows the township."""

    quiet: Annotated[list[SpanIn], Field(max_length=12)] | None = None
    quiet_days: Annotated[list[QuietDaysIn], Field(max_length=40, default_factory=list)]
    day_ceiling_pct: Annotated[int, Field(ge=0, le=100)] | None = None
    airtime_min: Annotated[int, Field(ge=0, le=24 * 60)] | None = None
    households: Annotated[int, Field(ge=0, le=100_000)] = 0

    def rules(self, village: str) -> VillageRules:
        """The same as the domain reads it."""
        return VillageRules(
            village,
            None if self.quiet is None else tuple(item.span() for item in self.quiet),
            tuple(item.days() for item in self.quiet_days),
            self.day_ceiling_pct,
            None if self.airtime_min is None else timedelta(minutes=self.airtime_min),
            self.households,
        )


class TargetSetIn(Asked):
    """A choice of targets to keep under a name."""

    name: Annotated[Plain, Field(min_length=1, max_length=40)]
    targets: Annotated[list[TargetIn], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _holds_no_set(self) -> Self:
        if any(target.scope is TargetScope.SAVED for target in self.targets):
            raise ValueError("a saved set cannot hold another one")
        return self

    def kept(self, name: str) -> TargetSet:
        """The same as the domain reads it."""
        return TargetSet(name, self.name, tuple(target.target() for target in self.targets))


class ScheduleIn(Asked):
    """What shall sound again and again at local times of day, "HH:MM" or "HH:MM:SS".

    `weekdays` (0 is Monday) belong to weekly ones, `dates` to those on dates. `despite_conflicts`: save it
    although quiet hours or other schedules get in its way.
    """

    name: Annotated[Plain, Field(min_length=1, max_length=40)]
    text: Plain
    priority: Annotated[Priority, Field(strict=False)] = Priority.ROUTINE
    target: TargetIn
    volume_pct: int | None = None
    repeat: int = 1
    times: Annotated[list[Annotated[str, Field(pattern=_CLOCK_S)]], Field(max_length=48)]
    recurrence: Annotated[Recurrence, Field(strict=False)] = Recurrence.DAILY
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, default_factory=list)]
    dates: Annotated[
        list[Annotated[date, Field(strict=False)]], Field(max_length=MAX_DATES, default_factory=list)
    ]
    first: Annotated[date, Field(strict=False)]
    last: Annotated[date, Field(strict=False)] | None = None
    holidays: Annotated[Holidays, Field(strict=False)] = Holidays.ALIKE
    despite_conflicts: bool = False

    def schedule(self, name: str, settings: BroadcastSettings, by: str, now: datetime) -> Schedule:
        """The same as the domain reads it, not yet spoken."""
        return Schedule(
            id=name,
            name=self.name,
            text=self.text,
            priority=self.priority,
            volume_pct=settings.volume_pct if self.volume_pct is None else self.volume_pct,
            repeat=self.repeat,
            target=self.target.target(),
            times=tuple(sorted(time.fromisoformat(clock) for clock in self.times)),
            recurrence=self.recurrence,
            first=self.first,
            last=self.last,
            holidays=self.holidays,
            sha256="",
            duration_ms=0,
            saved_by=by,
            saved_at=now,
            weekdays=tuple(sorted(set(self.weekdays))),
            dates=tuple(sorted(set(self.dates))),
        )


class HolidaysIn(Asked):
    """The holidays: dates, YYYY-MM-DD, and what they are called."""

    holidays: Annotated[
        dict[Annotated[date, Field(strict=False)], Annotated[Plain, Field(max_length=40)]],
        Field(max_length=400),
    ]
