"""How a device looks at a glance: one word that every screen colours alike. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from devices.contract.bodies import DeviceClass
from hub.domain.bins import CLEAR_AT_PCT
from hub.domain.health import Presence
from hub.domain.same_day import Clearance
from hub.domain.tickets import TicketKind

_NO_WORD = frozenset({Presence.NEVER, Presence.UNKNOWN})


class Look(StrEnum):
    """What somebody should see first.

    `stale` is 数据过期: nothing that is known is new enough. `wild` is 读数乱跳: the sensor strays so often
    that nothing it says can be relied on. `checking` is 待复核: the level has just jumped, and the next
    reading will confirm it or take it back.
    """

    GOOD = "good"
    FILLING = "filling"
    FULL = "full"
    WILD = "wild"
    CHECKING = "checking"
    ALARM = "alarm"
    LITTER = "litter"
    BLIND = "blind"
    AWAY = "away"
    STALE = "stale"
    UNKNOWN = "unknown"


class Collected(StrEnum):
    """A bin's same-day clearance today (日产日清): nothing to clear, cleared, still waiting."""

    NOTHING = "nothing"
    CLEARED = "cleared"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Signs:
    """What the look of a device follows from; `level_pct` None: never known."""

    device_class: DeviceClass
    presence: Presence
    level_pct: float | None = None
    is_stale: bool = False
    is_wild: bool = False
    is_jumping: bool = False
    is_full: bool = False
    is_alarmed: bool = False
    is_blind: bool = False
    litter_tickets: int = 0


def look(signs: Signs) -> Look:
    """Choose the word for a device; what is not known now is never good."""
    if signs.device_class is DeviceClass.BIN:
        return _of_bin(signs)
    if signs.presence is not Presence.ONLINE:
        return Look.UNKNOWN if signs.presence in _NO_WORD else Look.AWAY
    if signs.is_blind:
        return Look.BLIND
    return Look.LITTER if signs.litter_tickets else Look.GOOD


def collected(clearance: Clearance) -> Collected:
    """What today's clearance of one bin came to."""
    if not clearance.full:
        return Collected.NOTHING
    return Collected.CLEARED if clearance.cleared else Collected.WAITING


def is_alarm(kind: TicketKind) -> bool:
    """Tell whether what a bin's sensor says is a danger, and not only work."""
    return kind in {TicketKind.BIN_FIRE, TicketKind.BIN_TILTED}


def _of_bin(signs: Signs) -> Look:
    if signs.is_alarmed:
        return Look.ALARM
    if signs.level_pct is None:
        return Look.UNKNOWN
    if signs.is_stale:
        return Look.STALE
    return Look.WILD if signs.is_wild else _of_level(signs, signs.level_pct)


def _of_level(signs: Signs, level_pct: float) -> Look:
    if signs.is_jumping:
        return Look.CHECKING
    if signs.is_full:
        return Look.FULL
    return Look.FILLING if level_pct >= CLEAR_AT_PCT else Look.GOOD
