"""How urgent a warning is here: 上级优先于下级、应急优先于日常, case by case."""

from itertools import product

import pytest

from devices.contract.commands import Priority
from hub.domain.cap.alert import Certainty, Info, Severity, Status, Urgency
from hub.domain.cap.ranking import Level, Time, nearness, priority

EMERGENCY, URGENT, NOTICE, ROUTINE = Priority.EMERGENCY, Priority.URGENT, Priority.NOTICE, Priority.ROUTINE
NOW, LATER, OVER = (
    (Urgency.IMMEDIATE, Certainty.OBSERVED),
    (Urgency.FUTURE, Certainty.LIKELY),
    (Urgency.PAST, Certainty.OBSERVED),
)
ORDER = list(Priority)


def an_info(severity: Severity, when: tuple[Urgency, Certainty]) -> Info:
    return Info("zh-CN", "Met", "暴雨", when[0], severity, when[1])


@pytest.mark.parametrize(
    ("severity", "now", "later", "over"),
    [
        (Severity.EXTREME, EMERGENCY, URGENT, NOTICE),
        (Severity.SEVERE, EMERGENCY, URGENT, NOTICE),
        (Severity.MODERATE, URGENT, NOTICE, ROUTINE),
        (Severity.MINOR, NOTICE, ROUTINE, ROUTINE),
        (Severity.UNKNOWN, NOTICE, ROUTINE, ROUTINE),
    ],
)
def test_severity_and_time_make_the_priority(
    severity: Severity, now: Priority, later: Priority, over: Priority
) -> None:
    found = [priority(an_info(severity, when), Level.COUNTY, Status.ACTUAL) for when in (NOW, LATER, OVER)]
    assert found == [now, later, over]


@pytest.mark.parametrize(
    ("urgency", "certainty", "expected"),
    [
        (Urgency.IMMEDIATE, Certainty.OBSERVED, Time.NOW),
        (Urgency.EXPECTED, Certainty.LIKELY, Time.NOW),
        (Urgency.EXPECTED, Certainty.POSSIBLE, Time.LATER),
        (Urgency.IMMEDIATE, Certainty.UNKNOWN, Time.LATER),
        (Urgency.FUTURE, Certainty.OBSERVED, Time.LATER),
        (Urgency.UNKNOWN, Certainty.OBSERVED, Time.LATER),
        (Urgency.PAST, Certainty.OBSERVED, Time.OVER),
        (Urgency.IMMEDIATE, Certainty.UNLIKELY, Time.OVER),
    ],
)
def test_what_is_near_and_sure_counts_most(urgency: Urgency, certainty: Certainty, expected: Time) -> None:
    assert nearness(urgency, certainty) is expected


def test_a_station_of_the_townships_own_interrupts_nothing_from_above() -> None:
    for severity, when in product(Severity, (NOW, LATER, OVER)):
        info = an_info(severity, when)
        above = [priority(info, level, Status.ACTUAL) for level in Level if level is not Level.TOWNSHIP]
        own = priority(info, Level.TOWNSHIP, Status.ACTUAL)
        assert len(set(above)) == 1
        assert ORDER.index(own) <= ORDER.index(above[0])
    assert priority(an_info(Severity.EXTREME, NOW), Level.TOWNSHIP, Status.ACTUAL) is URGENT


def test_every_warning_of_what_is_near_and_sure_comes_before_what_is_routine() -> None:
    for severity, level in product(Severity, Level):
        found = priority(an_info(severity, NOW), level, Status.ACTUAL)
        assert ORDER.index(found) > ORDER.index(ROUTINE)


def test_an_exercise_interrupts_nobody_and_wakes_nobody() -> None:
    for severity, when in product(Severity, (NOW, LATER, OVER)):
        assert priority(an_info(severity, when), Level.PROVINCE, Status.EXERCISE) is ROUTINE
