"""How a person writes times and durations in a scenario: "06:30", "90 min", "1.5 h", "-40 s"."""

import re
from datetime import time
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

_UNITS_MS = {"s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(s|min|h|d)\s*")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")


def _millis(said: object) -> int:
    found = _DURATION.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise ValueError(f'{said!r}: expected a duration such as "90 min", "2 h", "30 s" or "1 d"')
    return round(float(found[1]) * _UNITS_MS[found[2]])


def _time_of_day(said: object) -> time:
    if isinstance(said, time):
        return said
    found = _CLOCK.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise ValueError(f'{said!r}: expected a time of day such as "06:30"')
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


# Milliseconds.
SignedDuration: TypeAlias = Annotated[int, BeforeValidator(_millis)]
Duration: TypeAlias = Annotated[int, BeforeValidator(_millis), Field(ge=0)]
TimeOfDay: TypeAlias = Annotated[time, BeforeValidator(_time_of_day)]
# The number of a day, 1 for the first; "every": on each.
Day: TypeAlias = Annotated[int, Field(ge=1)] | Literal["every"]
