"""Devices that come and go (时断时续): their word is doubted until they have kept it for a while. Pure."""

from datetime import datetime, timedelta

# Two losses. A reboot, or a broker that restarts, makes one.
_CHANGES, _WITHIN = 4, timedelta(minutes=10)
_KEPT_FOR = timedelta(minutes=5)


def changed(changed_at: tuple[datetime, ...], at: datetime) -> tuple[datetime, ...]:
    """When a device last changed its word, oldest first, with one more time (aware UTC)."""
    return (*changed_at, at)[-_CHANGES:]


def doubted_until(changed_at: tuple[datetime, ...]) -> datetime | None:
    """Until when neither its coming nor its going is believed; None for a device that is steady."""
    if len(changed_at) < _CHANGES or changed_at[-1] - changed_at[0] > _WITHIN:
        return None
    return changed_at[-1] + _KEPT_FOR


def judged_since(until: datetime) -> datetime:
    """From when on its coming and going counted that is doubted until then."""
    return until - _KEPT_FOR - _WITHIN
