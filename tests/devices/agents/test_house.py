"""The house rules hold on the speaker, whatever the hub forgot."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from devices.agents.house import House
from devices.contract.commands import DaySpan, HouseRules, Interval, LoudSpan, Priority
from tests.devices.agents.builders import HORN, an_announce

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT, NOON = DaySpan(start_min=1290, end_min=390), DaySpan(start_min=720, end_min=840)


def ms(hour: int, minute: int = 0, second: int = 0, *, day: int = 18) -> int:
    return int(datetime(2026, 4, day, hour, minute, second, tzinfo=ZONE).timestamp() * 1000)


def a_house(**changes: object) -> House:
    fields: dict[str, object] = {
        "id": "r-1", "issued_ms": 0, "not_before_ms": 0, "expires_ms": 9, "audience": HORN,
        "zone": "Asia/Shanghai", "quiet": (NIGHT, NOON),
    }  # fmt: skip
    return House(HouseRules(**fields | changes), ZONE)


@pytest.mark.parametrize(
    ("now_ms", "until_ms"),
    [
        (ms(9), ms(9)),
        (ms(11, 59, 49), ms(11, 59, 49)),
        (ms(11, 59, 51), ms(14)),
        (ms(13, 59, 59), ms(14)),
        (ms(14), ms(14)),
        (ms(21, 30), ms(6, 30, day=19)),
        (ms(2), ms(6, 30)),
    ],
)
def test_routine_waits_until_the_quiet_that_it_would_reach_into_is_over(now_ms: int, until_ms: int) -> None:
    assert a_house().silent_until_ms(an_announce(duration_ms=10_000), now_ms) == until_ms


@pytest.mark.parametrize("priority", [Priority.NOTICE, Priority.URGENT, Priority.EMERGENCY])
def test_what_is_not_hushed_may_sound_at_night(priority: Priority) -> None:
    assert a_house().silent_until_ms(an_announce(priority=priority), ms(2)) == ms(2)


def test_on_the_day_of_an_exam_it_is_quiet() -> None:
    exam = Interval(from_ms=ms(8), until_ms=ms(18))

    assert a_house(quiet_days=(exam,)).silent_until_ms(an_announce(), ms(9)) == ms(18)


@pytest.mark.parametrize(("at_ms", "pct"), [(ms(23), 30), (ms(3), 30), (ms(13), 50), (ms(10), 80)])
def test_the_ceiling_goes_by_the_hour(at_ms: int, pct: int) -> None:
    ceilings = (
        LoudSpan(start_min=1290, end_min=390, ceiling_pct=30),
        LoudSpan(start_min=720, end_min=840, ceiling_pct=50),
    )
    house = a_house(ceilings=ceilings, day_ceiling_pct=80)

    assert house.ceiling_pct(Priority.NOTICE, at_ms) == pct
    assert house.ceiling_pct(Priority.EMERGENCY, at_ms) == 100


@pytest.mark.parametrize(("longest_s", "is_too_long"), [(20, False), (19, True)])
def test_all_repetitions_together_have_to_be_short_enough(longest_s: int, *, is_too_long: bool) -> None:
    command = an_announce(duration_ms=10_000, repeat=2)

    assert a_house(longest_s=longest_s).is_too_long(command) is is_too_long


@pytest.mark.parametrize(
    ("changes", "is_lacking"),
    [
        ({}, True),
        ({"author": "wang", "approver": "wang"}, True),
        ({"author": "wang", "approver": "li"}, False),
        ({"author": "wang", "override": "山洪"}, False),
        ({"priority": Priority.NOTICE}, False),
    ],
)
def test_what_is_urgent_needs_two_people(changes: dict[str, object], *, is_lacking: bool) -> None:
    command = an_announce(**{"priority": Priority.EMERGENCY} | changes)

    assert a_house(two_person=True).lacks_second_person(command) is is_lacking
    assert not a_house().lacks_second_person(command)
