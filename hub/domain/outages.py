"""When a gateway was away: a device behind it that is not heard meanwhile is not silent. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Outage(NamedTuple):
    """From when until when a gateway said, or its Will, that it is gone; aware UTC."""

    gone_at: datetime
    back_at: datetime


def last_outage(says_online: bool | None, changed_at: tuple[datetime, ...]) -> Outage | None:  # noqa: FBT001
    """The last time that a gateway which is there was away; None for one that was not, or is away now.

    Args:
        says_online: its own word.
        changed_at: when it changed that word, oldest first.
    """
    return Outage(*changed_at[-2:]) if says_online and len(changed_at) > 1 else None


def was_away(
    says_online: bool | None,  # noqa: FBT001
    changed_at: tuple[datetime, ...],
    since: datetime,
    until: datetime,
) -> bool:
    """Tell whether a device was gone, by its own word or its Will, for the whole of a time.

    Args:
        says_online: its own word; None: it never said one.
        changed_at: when it changed that word, oldest first.
        since: the begin of that time, aware UTC.
        until: its end.
    """
    if says_online is False:
        return bool(changed_at) and changed_at[-1] <= since
    if says_online and len(changed_at) == 1:
        return until <= changed_at[0]  # its first word of all
    outage = last_outage(says_online, changed_at)
    return outage is not None and outage.gone_at <= since and until <= outage.back_at


def common(outages: Iterable[Outage | None]) -> Outage | None:
    """The time in which all of them were away at once; None where there is none."""
    known = list(outages)
    ended = [outage for outage in known if outage is not None]
    if not ended or len(ended) < len(known):
        return None
    both = Outage(max(outage.gone_at for outage in ended), min(outage.back_at for outage in ended))
    return both if both.gone_at < both.back_at else None


def unheard(outages: Iterable[Outage], since: datetime) -> timedelta:
    """For how much of the time since then any of the outages lasted; they may overlap."""
    covered, reached = timedelta(), since
    for outage in sorted(outages):
        covered += max(timedelta(), outage.back_at - max(outage.gone_at, reached))
        reached = max(reached, outage.back_at)
    return covered
