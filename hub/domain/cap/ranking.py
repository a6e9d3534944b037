"""How urgent a warning is here (上级优先于下级、应急优先于日常), as a table. Pure.

A severity of one or two (red, orange) is an emergency, as in the national messages (GY/T 385, Severity 1-2).
"""

from collections.abc import Mapping
from enum import StrEnum

from devices.contract.commands import Priority
from hub.domain.cap.alert import Certainty, Info, Severity, Status, Urgency


class Level(StrEnum):
    """Whose warning it is, the highest authority first."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Time(StrEnum):
    """How near it is: now and sure enough to act on, perhaps or later, or over."""

    NOW = "now"
    LATER = "later"
    OVER = "over"


_OVER = (Urgency.PAST, Certainty.UNLIKELY)
_NEAR = frozenset({Urgency.IMMEDIATE, Urgency.EXPECTED})
_SURE = frozenset({Certainty.OBSERVED, Certainty.LIKELY})

_BASE: Mapping[Severity, Mapping[Time, Priority]] = {
    Severity.EXTREME: {
        Time.NOW: Priority.EMERGENCY, Time.LATER: Priority.URGENT, Time.OVER: Priority.NOTICE,
    },
    Severity.SEVERE: {
        Time.NOW: Priority.EMERGENCY, Time.LATER: Priority.URGENT, Time.OVER: Priority.NOTICE,
    },
    Severity.MODERATE: {
        Time.NOW: Priority.URGENT, Time.LATER: Priority.NOTICE, Time.OVER: Priority.ROUTINE,
    },
    Severity.MINOR: {
        Time.NOW: Priority.NOTICE, Time.LATER: Priority.ROUTINE, Time.OVER: Priority.ROUTINE,
    },
    Severity.UNKNOWN: {
        Time.NOW: Priority.NOTICE, Time.LATER: Priority.ROUTINE, Time.OVER: Priority.ROUTINE,
    },
}  # fmt: skip
# A station of the township's own does not outrank the county: its emergency interrupts nothing of theirs.
_CEILING: Mapping[Level, Priority] = {
    Level.NATIONAL: Priority.EMERGENCY,
    Level.PROVINCE: Priority.EMERGENCY,
    Level.CITY: Priority.EMERGENCY,
    Level.COUNTY: Priority.EMERGENCY,
    Level.TOWNSHIP: Priority.URGENT,
}
_ORDER = tuple(Priority)


def nearness(urgency: Urgency, certainty: Certainty) -> Time:
    """How near a warning is."""
    if urgency is _OVER[0] or certainty is _OVER[1]:
        return Time.OVER
    return Time.NOW if urgency in _NEAR and certainty in _SURE else Time.LATER


def priority(info: Info, level: Level, status: Status) -> Priority:
    """With which priority a block is announced; an exercise interrupts nobody and keeps quiet hours."""
    if status is not Status.ACTUAL:
        return Priority.ROUTINE
    base = _BASE[info.severity][nearness(info.urgency, info.certainty)]
    return min(base, _CEILING[level], key=_ORDER.index)
