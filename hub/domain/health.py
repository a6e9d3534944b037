"""Is a device there?

By its own word where it holds a connection, else by the age of its last message. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Presence(StrEnum):
    """What can be said of a device; `unknown` means that its gateway is gone."""

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


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs of life: the last message of any kind, the device's own retained word, its gateway's.

    `says_online` is None for sleepy devices that hold no connection; `gateway_online` None where none is
    known.
    """

    seen_at: datetime | None
    says_online: bool | None = None
    gateway_online: bool | None = None


def presence(signs: Signs, period: timedelta, patience: Patience, now: datetime) -> Presence:
    """Say whether a device is there; a live gateway never hides a dead child."""
    if signs.says_online is False:
        return Presence.OFFLINE
    if signs.seen_at is None:
        return Presence.NEVER
    age = now - signs.seen_at
    is_fresh = age <= max_age(period, patience)
    if signs.says_online is None and is_fresh:
        return Presence.ONLINE
    if signs.gateway_online is False:
        return Presence.UNKNOWN
    if signs.says_online is True:
        return Presence.ONLINE
    is_lost = age > period * patience.offline_after_periods + patience.grace
    return Presence.OFFLINE if is_lost else Presence.LATE


def max_age(period: timedelta, patience: Patience) -> timedelta:
    """How old a figure may be before it must be shown as stale (数据过期)."""
    return period * patience.late_after_periods + patience.grace
