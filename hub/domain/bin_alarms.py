"""What a bin's sensor says at once needs somebody: fire, a fall, a weak battery, its own full alarm. Pure."""

from collections.abc import Mapping
from datetime import datetime

from hub.domain.readings import Reading
from hub.domain.tickets import TicketKind

# Lithium cells fall fast below a fifth of their charge; only a new battery lifts one by ten points, a warm
# day does not.
LOW_BATTERY_PCT = 20.0
_GOOD_BATTERY_PCT = 30.0


def alarms(
    known: tuple[TicketKind, ...], before: Mapping[str, Reading], after: Mapping[str, Reading]
) -> tuple[TicketKind, ...]:
    """Say which matters press after a message.

    Fire, a fall and the sensor's full alarm count at its first word, and until it takes it back; a weak
    battery at the second low reading, because a cold morning gives one.

    Args:
        known: which pressed before it.
        before: the newest readings before it.
        after: the newest readings with it.
    """
    found = [
        kind for name, kind in _FLAGS if (reading := after.get(name)) is not None and reading.value is True
    ]
    if _is_battery_weak(before, after, is_known=TicketKind.BIN_BATTERY in known):
        found.append(TicketKind.BIN_BATTERY)
    return tuple(found)


_FLAGS = (
    ("alarm_fire", TicketKind.BIN_FIRE),
    ("tilted", TicketKind.BIN_TILTED),
    ("alarm_full", TicketKind.BIN_FULL),
)


def _is_battery_weak(before: Mapping[str, Reading], after: Mapping[str, Reading], *, is_known: bool) -> bool:
    if is_known:
        return _low_at(after, _GOOD_BATTERY_PCT) is not None
    now_at, earlier_at = _low_at(after, LOW_BATTERY_PCT), _low_at(before, LOW_BATTERY_PCT)
    return now_at is not None and earlier_at is not None and now_at > earlier_at


def _low_at(readings: Mapping[str, Reading], limit_pct: float) -> datetime | None:
    """When the battery was last said to be low; None when it is not."""
    flag, charge = readings.get("alarm_battery"), readings.get("battery_pct")
    if flag is not None and flag.value is True:
        return flag.at
    return charge.at if charge is not None and charge.value <= limit_pct else None
