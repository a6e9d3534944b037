"""What sounds again and again, and what gets in its way."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Priority
from hub.domain.announcements.schedules import (
    Conflict,
    Holidays,
    Obstacle,
    Recurrence,
    Schedule,
    ScheduleFlaw,
    Township,
    conflicts,
    delivery_id,
    schedule_flaws,
    slot_id,
    starts,
)
from hub.domain.announcements.targets import Target, TargetScope
from hub.domain.quiet_hours import Policy

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 5, 4)
LABOUR_DAY = date(2026, 5, 5)


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 5, day), time.fromisoformat(clock), ZONE)


def a_schedule(**changes: object) -> Schedule:
    made = Schedule(
        id="s1", name="早间", text="垃圾分类", priority=Priority.ROUTINE, volume_pct=60, repeat=1,
        target=Target(TargetScope.TOWNSHIP), times=(time(7), time(18)), recurrence=Recurrence.DAILY,
        first=MONDAY, last=None, holidays=Holidays.ALIKE, sha256="a" * 64, duration_ms=60_000,
        saved_by="wang", saved_at=at(3, "09:00"),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["4 07:00", "4 18:00", "5 07:00", "5 18:00", "6 07:00", "6 18:00"]),
        ({"times": (time(7), time(7))}, ["4 07:00", "5 07:00", "6 07:00"]),
        ({"last": MONDAY}, ["4 07:00", "4 18:00"]),
        ({"first": date(2026, 5, 6)}, ["6 07:00", "6 18:00"]),
        ({"recurrence": Recurrence.WEEKLY, "weekdays": (0, 2)}, ["4 07:00", "4 18:00", "6 07:00", "6 18:00"]),
        ({"recurrence": Recurrence.DATES, "dates": (date(2026, 5, 6),)}, ["6 07:00", "6 18:00"]),
        ({"holidays": Holidays.SILENT}, ["4 07:00", "4 18:00", "6 07:00", "6 18:00"]),
        ({"holidays": Holidays.ONLY}, ["5 07:00", "5 18:00"]),
    ],
)
def test_it_sounds_on_its_days(changes: dict[str, object], expected: list[str]) -> None:
    found = starts(a_schedule(**changes), ZONE, {LABOUR_DAY}, at(4, "00:00"), at(7, "00:00"))

    assert [f"{when.day} {when:%H:%M}" for when in found] == expected


def test_what_is_asked_for_includes_its_begin_and_not_its_end() -> None:
    found = list(starts(a_schedule(), ZONE, (), at(4, "07:00"), at(4, "18:00")))

    assert found == [at(4, "07:00")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"times": ()}, (ScheduleFlaw.NO_TIMES,)),
        ({"times": tuple(time(hour) for hour in range(13))}, (ScheduleFlaw.TOO_MANY_TIMES,)),
        ({"recurrence": Recurrence.WEEKLY}, (ScheduleFlaw.NO_WEEKDAYS,)),
        ({"recurrence": Recurrence.DATES}, (ScheduleFlaw.NO_DATES,)),
        ({"last": date(2026, 5, 3)}, (ScheduleFlaw.ENDS_BEFORE_START,)),
        ({"priority": Priority.URGENT}, (ScheduleFlaw.NEEDS_SECOND_PERSON,)),
        ({"times": (time(7), time(7, 0, 1))}, (ScheduleFlaw.OVERLAPS_ITSELF,)),
        ({"times": (time(7), time(7, 2))}, ()),
    ],
)
def test_a_schedule_is_refused_for_every_flaw(
    changes: dict[str, object], expected: tuple[ScheduleFlaw, ...]
) -> None:
    assert schedule_flaws(a_schedule(**changes)) == expected


def of(schedule: Schedule, *others: Schedule) -> tuple[Conflict, ...]:
    township = Township(ZONE, (), [Policy(ZONE)])
    since = at(4, "00:00")
    return conflicts(
        schedule, {each.id: each for each in others}, township, since, since + timedelta(days=14)
    )


def test_quiet_hours_are_a_conflict_at_the_first_time_they_are_met() -> None:
    assert of(a_schedule(times=(time(7), time(22)))) == (Conflict(Obstacle.QUIET_HOURS, at(4, "22:00")),)
    assert of(a_schedule(times=(time(11, 59),))) == (Conflict(Obstacle.QUIET_HOURS, at(4, "11:59")),)


@pytest.mark.parametrize(
    ("clock", "overlaps"),
    [(time(6, 57), False), (time(6, 59), True), (time(7, 1), True), (time(7, 2), False), (time(8), False)],
)
def test_another_schedule_of_the_same_speakers_is_a_conflict_while_it_sounds(
    clock: time, *, overlaps: bool
) -> None:
    other = a_schedule(id="s2", name="村务", times=(clock,))

    found = of(a_schedule(times=(time(7),)), other)

    expected = Conflict(Obstacle.OTHER_SCHEDULE, at(4, "07:00"), "s2", "村务")
    assert found == ((expected,) if overlaps else ())


def test_what_sounds_over_midnight_of_the_day_before_is_seen() -> None:
    late = a_schedule(id="s2", times=(time(23, 59, 30),), first=date(2026, 5, 3), priority=Priority.NOTICE)
    early = a_schedule(times=(time(0),), priority=Priority.NOTICE)

    assert of(early, late) == (Conflict(Obstacle.OTHER_SCHEDULE, at(4, "00:00"), "s2", late.name),)


def test_a_changed_schedule_is_another_thing_to_play() -> None:
    assert slot_id(a_schedule()) == slot_id(a_schedule(text="别的"))
    assert slot_id(a_schedule()) != slot_id(a_schedule(saved_at=at(3, "09:01")))
    assert delivery_id("o1", "horn-1") != delivery_id("o1", "horn-2")
