"""When the township may be spoken to, and how loudly."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.contract.commands import Priority
from hub.domain.quiet_hours import Hushed, Policy, Span, ceiling_pct, last_start, refusal

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

    assert refusal(POLICY, priority, start, timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize("priority", [Priority.NOTICE, Priority.URGENT, Priority.EMERGENCY])
def test_what_cannot_wait_is_never_hushed(priority: Priority) -> None:
    assert refusal(POLICY, priority, at("03:00"), timedelta(minutes=1)) is None


def test_times_are_read_in_the_township() -> None:
    noon_in_shanghai = datetime(2026, 5, 10, 4, 30, tzinfo=UTC)

    assert refusal(POLICY, Priority.ROUTINE, noon_in_shanghai, timedelta(minutes=1)) == Hushed(at("14:00"))


def test_what_fits_no_gap_of_the_day_has_no_slot() -> None:
    assert refusal(POLICY, Priority.ROUTINE, at("15:00"), timedelta(hours=8)) == Hushed(None)


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
    assert ceiling_pct(POLICY, priority, at(clock)) == expected


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

    assert last_start(POLICY, priority, start, timedelta(minutes=5), expires_at) == expected


def test_what_is_allowed_has_at_least_a_minute_to_begin() -> None:
    start, length = at("11:57"), timedelta(minutes=2)

    assert refusal(POLICY, Priority.ROUTINE, start, length) is None
    assert last_start(POLICY, Priority.ROUTINE, start, length, at("20:00")) == at("11:58")


def test_a_township_may_have_other_hours() -> None:
    policy = Policy(SHANGHAI, quiet=(Span(time(1), time(5)),))

    assert refusal(policy, Priority.TEST, at("04:00"), timedelta(minutes=1)) == Hushed(at("05:00"))
    assert refusal(policy, Priority.TEST, at("12:30"), timedelta(minutes=1)) is None
