"""A camera and a bin sensor at one spot check each other: one collection, or a look at the device. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hub.domain.whereabouts import distance_km

# A camera on its mast looks as far; places in the registry are right to some ten metres.
NEAR_KM = 0.03
# Somebody may put a bag beside a bin that has room and come back: only what stays so long is strange.
PATIENCE = timedelta(hours=1)
# For so long an emptying that a sensor saw speaks for it: bins are collected once a day, and a truck is late.
PROVEN_FOR = timedelta(hours=36)


class Sees(Enum):
    """What a camera says of the spot."""

    LITTER = "litter"
    CLEAR = "clear"
    NOTHING = "nothing"


class Says(Enum):
    """What a bin's sensor says: nothing when it is silent, stale, or doubts itself.

    `proven`: it has room, and its sensor saw it being emptied a while ago.
    """

    FULL = "full"
    ROOM = "room"
    PROVEN = "proven"
    NOTHING = "nothing"


class Outcome(Enum):
    """What follows: one collection (清运), a look at the device, or each by itself."""

    COLLECT = "collect"
    CHECK = "check"
    NONE = "none"


POLICY: Mapping[tuple[Sees, Says], Outcome] = {
    (Sees.LITTER, Says.FULL): Outcome.COLLECT,
    # Refuse lies around a bin that says it has room: its sensor may be dirty, or it stands unused.
    (Sees.LITTER, Says.ROOM): Outcome.CHECK,
    # A bin that was full and was seen to be emptied is neither unused nor blind: people dump beside it.
    (Sees.LITTER, Says.PROVEN): Outcome.NONE,
    (Sees.LITTER, Says.NOTHING): Outcome.NONE,
    # A full bin need not overflow: its sensor is believed, and a truck comes for it anyway.
    (Sees.CLEAR, Says.FULL): Outcome.NONE,
    (Sees.CLEAR, Says.ROOM): Outcome.NONE,
    (Sees.CLEAR, Says.PROVEN): Outcome.NONE,
    (Sees.CLEAR, Says.NOTHING): Outcome.NONE,
    (Sees.NOTHING, Says.FULL): Outcome.NONE,
    (Sees.NOTHING, Says.ROOM): Outcome.NONE,
    (Sees.NOTHING, Says.PROVEN): Outcome.NONE,
    (Sees.NOTHING, Says.NOTHING): Outcome.NONE,
}


@dataclass(frozen=True, slots=True)
class Watcher:
    """A camera, WGS-84 degrees; `since`: when the oldest litter it sees was first seen, None for none."""

    camera: str
    lat: float
    lon: float
    sees: Sees
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A bin with a sensor, WGS-84 degrees."""

    bin: str
    lat: float
    lon: float
    says: Says


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """What a camera and a bin beside each other come to; `since`: when the litter was first seen."""

    camera: str
    bin: str
    outcome: Outcome
    since: datetime


def cross_checked(
    watchers: Sequence[Watcher], containers: Sequence[Container], now: datetime
) -> Sequence[CrossCheck]:
    """Put each camera that sees litter beside the nearest bin, if one is near; most come to nothing."""
    found = []
    for watcher in watchers:
        if watcher.since is None:
            continue
        near = _nearest(watcher, containers)
        if near is None:
            continue
        outcome = POLICY[watcher.sees, near.says]
        is_strange = outcome is Outcome.CHECK and now - watcher.since >= PATIENCE
        if outcome is Outcome.COLLECT or is_strange:
            found.append(CrossCheck(watcher.camera, near.bin, outcome, watcher.since))
    return found


def _nearest(watcher: Watcher, containers: Sequence[Container]) -> Container | None:
    apart = [
        (distance_km(watcher.lat, watcher.lon, each.lat, each.lon), each.bin, each) for each in containers
    ]
    km, _, nearest = min(apart, key=lambda found: found[:2], default=(NEAR_KM + 1, "", None))
    return nearest if km <= NEAR_KM else None
