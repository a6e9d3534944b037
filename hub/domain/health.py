"""Is a device there?

By its own word where it holds a connection, else by the age of its last message. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from hub.domain.outages import Outage


class Presence(StrEnum):
    """What can be said of a device.

    `unknown` means that nobody could hear it: its gateway, the broker or the hub is away, or came back just
    now; `late` that it is silent for too long, or comes and goes.
    """

    NEVER = "never"
    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Patience:
    """When silence counts, in multiples of a device's reporting period, plus a grace for the way."""

    late_after_periods: float = 2.5
    offline_after_periods: float = 6.0
    grace: timedelta = timedelta(seconds=5)


class Signs(NamedTuple):
    """Signs of life: the last message of any kind, the device's own retained word.

    `says_online` is None for sleepy devices that hold no connection. `is_cut_off`: every gateway through
    which it was heard is gone. `is_doubted`: it changed its word too often just now. `unheard`: for how long
    since `seen_at` nothing could come, because the hub was deaf or all its gateways were away. `is_awaited`:
    it held a connection when the broker went away, and has its time to come back.
    """

    seen_at: datetime | None
    says_online: bool | None = None
    is_cut_off: bool = False
    is_doubted: bool = False
    unheard: timedelta = timedelta()
    is_awaited: bool = False


class Heard(Protocol):
    """What is remembered of a device's word; until `doubted_until` (aware UTC) it is not believed."""

    @property
    def seen_at(self) -> datetime | None:
        """When it was last alive."""
        ...

    @property
    def says_online(self) -> bool | None:
        """Its own word."""
        ...

    @property
    def doubted_until(self) -> datetime | None:
        """None for a steady one."""
        ...

    @property
    def outage(self) -> Outage | None:
        """The last time that it was away, by its word; None where it was not, or is."""
        ...

    @property
    def gone_at(self) -> datetime | None:
        """Since when it is away, by its word or its Will; None where it is not, or that is not known."""
        ...

    @property
    def ways(self) -> tuple[str, ...]:
        """The gateways that must all be gone before it cannot be heard; none where that is not known."""
        ...

    @property
    def period_s(self) -> int | None:
        """How often it said that it speaks, None where it did not."""
        ...


def presence(signs: Signs, period: timedelta, patience: Patience, now: datetime) -> Presence:
    """Say whether a device is there; a live gateway never hides a dead child."""
    if signs.is_awaited or signs.is_doubted:
        return Presence.UNKNOWN if signs.is_awaited else Presence.LATE
    if signs.says_online is False:
        return Presence.OFFLINE
    if signs.seen_at is None:
        return Presence.NEVER
    age = now - signs.seen_at
    is_fresh = age <= max_age(period, patience)
    if signs.says_online is None and is_fresh:
        return Presence.ONLINE
    if signs.is_cut_off or signs.says_online:
        return Presence.UNKNOWN if signs.is_cut_off else Presence.ONLINE
    return _silent(age - signs.unheard, period, patience)


def _silent(silent: timedelta, period: timedelta, patience: Patience) -> Presence:
    """How a device stands that has not spoken for so long while it could be heard."""
    if silent <= max_age(period, patience):
        # It can be heard again, and has not had the time to speak.
        return Presence.UNKNOWN
    is_lost = silent > period * patience.offline_after_periods + patience.grace
    return Presence.OFFLINE if is_lost else Presence.LATE


@lru_cache
def max_age(period: timedelta, patience: Patience) -> timedelta:
    """How old a figure may be before it must be shown as stale (数据过期)."""
    return period * patience.late_after_periods + patience.grace
