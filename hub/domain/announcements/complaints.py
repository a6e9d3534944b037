"""Complaints about noise (噪音投诉): what sounded where it disturbed, and what is done about it. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.domain.announcements.announcement import Announcement
from hub.domain.announcements.delivery import Delivery, DeliveryState
from hub.domain.quiet_hours import Span
from hub.domain.village_rules import VillageRules

# People look at the clock afterwards.
_ABOUT = timedelta(minutes=15)
_MAY_HAVE_SOUNDED = frozenset({DeliveryState.PLAYING, DeliveryState.PLAYED, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody in a village was disturbed about `heard_at`, and says so in `words`."""

    village: str
    heard_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Sounded:
    """What was, or may have been, heard: which announcement, at which speakers, told of last at `at`."""

    announcement: Announcement
    devices: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Measure:
    """What a village gets: a lower loudest volume by day, quiet hours of its own; None leaves them."""

    note: str
    day_ceiling_pct: int | None = None
    quiet: tuple[Span, ...] | None = None


def subject(village: str) -> str:
    """The one open matter about a village's noise."""
    return f"noise:{village}"


def sounded(
    said: Iterable[tuple[Announcement, Sequence[Delivery]]], horns: Collection[str], heard_at: datetime
) -> tuple[Sounded, ...]:
    """List what sounded at these loudspeakers about then, the nearest first.

    Args:
        said: announcements with their deliveries.
        horns: the loudspeakers of the village.
        heard_at: when somebody was disturbed, aware.
    """
    found = []
    for announcement, deliveries in said:
        there = [
            each for each in deliveries if each.device in horns and _is_near(announcement, each, heard_at)
        ]
        if there:
            at = min((each.at for each in there), key=lambda at: abs(at - heard_at))
            found.append(Sounded(announcement, tuple(sorted(each.device for each in there)), at))
    return tuple(sorted(found, key=lambda item: abs(item.at - heard_at)))


def relieved(own: VillageRules, measure: Measure) -> VillageRules:
    """The rules of a village after something was done for it."""
    return replace(
        own,
        day_ceiling_pct=own.day_ceiling_pct if measure.day_ceiling_pct is None else measure.day_ceiling_pct,
        quiet=own.quiet if measure.quiet is None else measure.quiet,
    )


def _is_near(announcement: Announcement, delivery: Delivery, heard_at: datetime) -> bool:
    has_sounded = delivery.state in _MAY_HAVE_SOUNDED or bool(delivery.played_ms)
    length = timedelta(milliseconds=announcement.expected_ms)
    return has_sounded and abs(delivery.at - heard_at) <= _ABOUT + length
