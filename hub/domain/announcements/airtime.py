"""How long a village may be spoken to in one day: no village hears nothing but its loudspeakers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from devices.contract.commands import Priority

# What nobody may be kept from hearing is counted, and never held back.
_FREE = frozenset({Priority.TEST, Priority.URGENT, Priority.EMERGENCY})


@dataclass(frozen=True, slots=True)
class Use:
    """So long an announcement sounds in a village on a day; `day` is the local date as YYYY-MM-DD."""

    village: str
    day: str
    announcement: str
    sounds: timedelta


@dataclass(frozen=True, slots=True)
class Overspent:
    """A village whose day is full: how much of it was spoken for, and how much is allowed."""

    village: str
    spent: timedelta
    allowed: timedelta


def overspent(
    priority: Priority,
    length: timedelta,
    spent: Mapping[str, timedelta],
    allowed: Mapping[str, timedelta],
) -> tuple[Overspent, ...]:
    """List the villages for which an announcement would be too much.

    Args:
        priority: urgent ones and above are never too much.
        length: how long it sounds with all repetitions.
        spent: what each village was given that day; villages not named had nothing yet.
        allowed: how much each village meant may have; those not named may have any.
    """
    if priority in _FREE:
        return ()
    return tuple(
        Overspent(village, already, limit)
        for village, limit in sorted(allowed.items())
        if (already := spent.get(village, timedelta())) + length > limit
    )
