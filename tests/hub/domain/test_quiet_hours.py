"""When the township may be spoken to, and how loudly."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Priority
from hub.domain.quiet_hours import (
    Hushed,
    Policy,
    QuietDays,
    Span,
    ceiling_pct,
    disturbs,
    last_start,
    refusal,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = Policy(SHANGHAI)


def at(clock: str, day: int = 10) -> datetime:
    return datetime.combine(datetime(2026, 5, day, tzinfo=UTC).date(), time.fromisoformat(clock), SHANGHAI)


@pytest.mark.parametrize(
    ("start", "minutes", "slot"),
    [
        (at("06:29:59"), 1, at("06:30")),
        (at("06:30"), 1, None),
        (at("11:57"), 2, None),
        (at("11:58"), 2, at("14:00")),
        (at("12:00"), 1, at("14:00")),
        (at("13:59"), 1, at("14:00")),
        (at("14:00"), 1, None),
        (at("21:28"), 1, None),
        (at("21:29"), 1, at("06:30", day=11)),
        (at("21:30"), 1, at("06:30", day=11)),
        (at("23:59"), 0, at("06:30", day=11)),
        (at("00:01"), 1, at("06:30")),
        (at("11:00"), 400, at("14:00")),
        (at("20:00"), 329, at("06:30", day=11)),
        (at("20:00"), 330, at("14:00", day=11)),
    ],
)
@pytest.mark.parametrize("priority", [Priority.ROUTINE, Priority.TEST])
def test_routine_waits_for_the_next_slot(
    priority: Priority, start: datetime, minutes: int, slot: datetime | None
) -> None:
    expected = None if slot is None else Hushed(slot)

    assert refusal([POLICY], priority, start, timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize("priority", [Priority.NOTICE, Priority.URGENT, Priority.EMERGENCY])
def test_what_cannot_wait_is_never_hushed(priority: Priority) -> None:
    assert refusal([POLICY], priority, at("03:00"), timedelta(minutes=1)) is None


def test_times_are_read_in_the_township() -> None:
    noon_in_shanghai = datetime(2026, 5, 10, 4, 30, tzinfo=UTC)

    assert refusal([POLICY], Priority.ROUTINE, noon_in_shanghai, timedelta(minutes=1)) == Hushed(at("14:00"))


def test_what_fits_no_gap_has_no_slot() -> None:
    assert refusal([POLICY], Priority.ROUTINE, at("15:00"), timedelta(hours=8)) == Hushed(None)


@pytest.mark.parametrize(
    ("clock", "priority", "expected"),
    [
        ("09:00", Priority.ROUTINE, 85),
        ("12:30", Priority.NOTICE, 50),
        ("20:30", Priority.NOTICE, 60),
        ("22:00", Priority.URGENT, 40),
        ("05:00", Priority.URGENT, 40),
        ("05:00", Priority.EMERGENCY, 100),
    ],
)
def test_the_ceiling_follows_the_hour_and_an_emergency_has_none(
    clock: str, priority: Priority, expected: int
) -> None:
    assert ceiling_pct([POLICY], priority, at(clock)) == expected


@pytest.mark.parametrize(
    ("priority", "start", "expected"),
    [
        (Priority.ROUTINE, at("21:00"), at("21:25")),
        (Priority.ROUTINE, at("06:30", day=11), at("08:00", day=11)),
        (Priority.ROUTINE, at("21:25"), at("21:25")),
        (Priority.NOTICE, at("21:00"), at("08:00", day=11)),
    ],
)
def test_a_speaker_that_comes_back_at_night_may_not_catch_up(
    priority: Priority, start: datetime, expected: datetime
) -> None:
    expires_at = at("08:00", day=11)

    assert last_start([POLICY], priority, start, timedelta(minutes=5), expires_at) == expected


def test_what_is_allowed_has_at_least_a_minute_to_begin() -> None:
    start, length = at("11:57"), timedelta(minutes=2)

    assert refusal([POLICY], Priority.ROUTINE, start, length) is None
    assert last_start([POLICY], Priority.ROUTINE, start, length, at("20:00")) == at("11:58")


def test_a_township_may_have_other_hours() -> None:
    policy = Policy(SHANGHAI, quiet=(Span(time(1), time(5)),))

    assert refusal([policy], Priority.TEST, at("04:00"), timedelta(minutes=1)) == Hushed(at("05:00"))
    assert refusal([policy], Priority.TEST, at("12:30"), timedelta(minutes=1)) is None


EXAM = QuietDays(date(2026, 6, 7), date(2026, 6, 9), Span(time(6, 30), time(21, 30)), "高考")


def test_exam_days_are_quiet_as_a_whole_and_say_their_name() -> None:
    policy = replace(POLICY, quiet_days=(EXAM,))
    during = datetime(2026, 6, 7, 9, tzinfo=SHANGHAI)
    after = datetime(2026, 6, 10, 6, 30, tzinfo=SHANGHAI)

    assert refusal([policy], Priority.ROUTINE, during, timedelta(minutes=1)) == Hushed(after, "高考")
    assert refusal([policy], Priority.ROUTINE, after, timedelta(minutes=1)) is None
    assert refusal([policy], Priority.URGENT, during, timedelta(minutes=1)) is None


def test_what_may_begin_before_an_exam_may_not_begin_during_it() -> None:
    policy = Policy(SHANGHAI, quiet=(), quiet_days=(EXAM,))
    start, expires_at = datetime(2026, 6, 4, 9, tzinfo=SHANGHAI), datetime(2026, 6, 8, 9, tzinfo=SHANGHAI)

    found = last_start([policy], Priority.ROUTINE, start, timedelta(minutes=5), expires_at)

    assert found == datetime(2026, 6, 7, 6, 25, tzinfo=SHANGHAI)


def test_where_villages_differ_it_waits_for_the_last_and_is_as_quiet_as_the_quietest() -> None:
    early = Policy(SHANGHAI, quiet=(Span(time(12), time(13)),), ceilings=(), day_ceiling_pct=80)
    late = Policy(SHANGHAI, quiet=(Span(time(13), time(14)),), ceilings=(), day_ceiling_pct=60)

    assert refusal([early, late], Priority.TEST, at("12:30"), timedelta(minutes=1)) == Hushed(at("14:00"))
    assert ceiling_pct([early, late], Priority.NOTICE, at("10:00")) == 60
    assert last_start([early, late], Priority.TEST, at("10:00"), timedelta(minutes=5), at("20:00")) == at(
        "11:55"
    )


@pytest.mark.parametrize(
    ("clock", "found"), [("02:00", {Priority.NOTICE, Priority.URGENT, Priority.EMERGENCY}), ("10:00", set())]
)
def test_what_quiet_hours_do_not_bind_disturbs_in_them(clock: str, found: set[Priority]) -> None:
    assert {priority for priority in Priority if disturbs([POLICY], priority, at(clock))} == found
    assert not disturbs([], Priority.NOTICE, at(clock))
