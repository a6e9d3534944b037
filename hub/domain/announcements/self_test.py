"""The weekly self-test of the loudspeakers: when it is due, what it found, the rates. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from devices.contract.receipts import Ear
from hub.domain.announcements.delivery import LAPSED, Delivery, DeliveryState

ORIGIN = "self_test"
_MAKE_UP = timedelta(hours=2)


class Finding(StrEnum):
    """What a test says of one loudspeaker."""

    HEARD = "heard"
    PLAYED = "played"
    NOT_HEARD = "not_heard"
    ANSWERED = "answered"
    SILENT = "silent"

    @property
    def is_serviceable(self) -> bool:
        """Tell whether it can be relied on: it played, and no microphone contradicts it."""
        return self in {Finding.HEARD, Finding.PLAYED}

    @property
    def has_answered(self) -> bool:
        """Tell whether anything came back."""
        return self is not Finding.SILENT


@dataclass(frozen=True, slots=True)
class Rates:
    """Serviceable rate (完好率), coverage (覆盖率) and response rate (响应率), percent; None of nothing."""

    serviceable_pct: float | None
    coverage_pct: float | None
    response_pct: float | None


def latest_due(now: datetime, zone: tzinfo, weekday: int, clock: time) -> datetime:
    """When the newest test was due; `weekday`: 0 is Monday. `now` is aware."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    due = datetime.combine(day, clock, zone)
    return due if due <= now else datetime.combine(day - timedelta(days=7), clock, zone)


def may_begin(due: datetime, now: datetime) -> bool:
    """Tell whether a test that was due can begin: a hub that was away makes up for it the same morning."""
    return due <= now < due + _MAKE_UP


def finding(delivery: Delivery) -> Finding:
    """What the test found at one loudspeaker."""
    if delivery.state is DeliveryState.PLAYED:
        ears = {Ear.HEARD.value: Finding.HEARD, Ear.NOT_HEARD.value: Finding.NOT_HEARD}
        return ears.get(delivery.ear, Finding.PLAYED)
    silent = {
        DeliveryState.ACCEPTED,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        DeliveryState.UNREACHED,
    }
    is_silent = delivery.state in silent or delivery.reason == LAPSED
    return Finding.SILENT if is_silent else Finding.ANSWERED


def rates(found: Mapping[str, Finding], village_of: Mapping[str, str], villages: Iterable[str]) -> Rates:
    """Add up what a test found.

    Args:
        found: by loudspeaker.
        village_of: of each loudspeaker.
        villages: every village; one is covered when a serviceable loudspeaker stands in it.
    """
    serviceable = [device for device, each in found.items() if each.is_serviceable]
    answered = [device for device, each in found.items() if each.has_answered]
    every = set(villages)
    covered = every & {village_of[device] for device in serviceable if device in village_of}
    return Rates(
        _share_pct(len(serviceable), len(found)),
        _share_pct(len(covered), len(every)),
        _share_pct(len(answered), len(found)),
    )


def _share_pct(part: int, whole: int) -> float | None:
    return None if not whole else 100 * part / whole
