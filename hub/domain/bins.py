"""Bins: distance to fill by geometry, full with hysteresis. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from devices.contract.quantities import Quality, Value
from hub.domain.emptying import Fall, fallen
from hub.domain.muteness import Muteness
from hub.domain.steadiness import Steadiness
from hub.domain.wildness import Wildness, wild_since, wildness

# The rules bin platforms converge on (LwM2M 3435, FIWARE WasteContainer): full at 85 %, clear again at 60 %;
# the level is the median of the last three readings.
FULL_AT_PCT = 85.0
CLEAR_AT_PCT = 60.0
_WINDOW = 3
_CONFIRMED = 2
_DOUBTED = frozenset({Quality.SUSPECT, Quality.BAD, Quality.STALE})


# Beyond the bottom by more than this share of the depth no refuse is seen: the lid is open, or the echo
# comes from elsewhere. A bottom that is dirty or dented gives a few per cent.
_BEYOND_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Geometry:
    """What turns a distance into a fill.

    Attributes:
        empty_mm: distance to the bottom of the empty bin, `empty_mm > full_mm`.
        full_mm: distance to the refuse in the full bin.
        blind_mm: below this distance the sensor sees nothing but "very near".
        offset_mm: how far the sensor sits behind the plane that the two distances are measured from; negative
            when it hangs below it.
        shape: how much of the volume lies below a height, as (height, volume) in percent, both rising; the
            ends (0, 0) and (100, 100) go without saying. Empty for a bin with upright walls.
    """

    empty_mm: float
    full_mm: float
    blind_mm: float = 0.0
    offset_mm: float = 0.0
    shape: tuple[tuple[float, float], ...] = ()


class Level(NamedTuple):
    """A fill level and how far to believe it; None when it cannot be known, never a made-up 0 or 100.

    `is_astray`: the sensor doubts nothing, and yet it cannot have measured this bin. `is_missed`: it says
    itself that nothing came of its measuring.
    """

    pct: float | None
    quality: Quality
    is_astray: bool = False
    is_missed: bool = False


UNKNOWN = Level(None, Quality.BAD)
_LEVELS = ("distance_mm", "fill_pct", "remaining_pct")


class Jump(StrEnum):
    """How the level that is shown came about: in its course, or by one reading that nothing confirms yet."""

    NONE = "none"
    FELL = "fell"
    ROSE = "rose"


class BinState(NamedTuple):
    """What is remembered of one bin.

    Attributes:
        recent_pct: its last three levels, newest last.
        is_full: whether it counts as full.
        fall: what may turn out to have been its emptying.
        steadiness: how far its sensor is trusted.
        at: when the newest level was measured.
        wild_since: since when its sensor strays so often that it must be looked at; None while it does not.
        muteness: whether its sensor tells a level at all.
    """

    recent_pct: tuple[float, ...] = ()
    is_full: bool = False
    fall: Fall | None = None
    steadiness: Steadiness = Steadiness()
    at: datetime | None = None
    wild_since: datetime | None = None
    muteness: Muteness = Muteness()

    @property
    def wildness(self) -> Wildness | None:
        """What is seen of its sensor while that is wild, else None."""
        return wildness(self.wild_since, self.steadiness)

    @property
    def level_pct(self) -> float | None:
        """The level to be shown: the newest reading, where it can be believed; None before the first.

        One that follows from either of the two before it is believed. One that jumps is believed of a sensor
        that did not stray lately, and marked (`jump`); of any other the median of three is shown until the
        next reading decides.
        """
        if not self.recent_pct:
            return None
        is_believed = self._follows or self.steadiness.is_calm
        return self.recent_pct[-1] if is_believed else _median(self.recent_pct)

    @property
    def jump(self) -> Jump:
        """Whether the level that is shown waits to be confirmed by the next reading (待复核)."""
        if self._follows or not self.steadiness.is_calm:
            return Jump.NONE
        return Jump.FELL if self.recent_pct[-1] < self.recent_pct[-2] else Jump.ROSE

    @property
    def _follows(self) -> bool:
        *before_pct, newest_pct = self.recent_pct or (0.0,)
        return not before_pct or any(self.steadiness.follows(pct, newest_pct) for pct in before_pct)


class BinChange(NamedTuple):
    """What one reading did to a bin; `emptied_at` is when it was emptied, if this reading proves that."""

    state: BinState
    became_full: bool = False
    became_clear: bool = False
    emptied_at: datetime | None = None


def level(
    values: Mapping[str, Value],
    quality: Mapping[str, Quality],
    geometry: Geometry | None,
    usual: Geometry | None = None,
    missed: Collection[str] = (),
) -> Level:
    """Read the fill out of one sample; `missed`: quantities without one that can be kept.

    The distance through this bin's own geometry comes first, then the device's own percentage, then the
    distance through the `usual` geometry of its product. A bin that lies on its side or stands open, or a
    sensor that doubts itself, gives a suspect level: shown, but nothing follows.
    """
    distance, own, remaining = values.get("distance_mm"), values.get("fill_pct"), values.get("remaining_pct")
    if geometry is not None and distance is not None:
        seen, source = _level_by_distance(float(distance), geometry), "distance_mm"
    elif own is not None:
        seen, source = Level(float(own), Quality.GOOD), "fill_pct"
    elif remaining is not None:
        seen, source = Level(100.0 - float(remaining), Quality.GOOD), "remaining_pct"
    elif usual is not None and distance is not None:
        seen, source = _level_by_distance(float(distance), usual), "distance_mm"
    else:
        return UNKNOWN._replace(is_missed=any(name in _LEVELS for name in missed))
    is_disturbed = values.get("tilted") is True or values.get("open") is True
    if is_disturbed or quality.get(source) in _DOUBTED:
        return Level(seen.pct, Quality.SUSPECT, is_missed=not is_disturbed)
    return seen


def observe(state: BinState, seen: Level, at: datetime) -> BinChange:
    """Let one level, taken at `at` (aware UTC), act on a bin; an unknown one says at most that none was told.

    A single wild reading raises nothing: the median of three decides, and an emptying takes two readings. A
    suspect one only casts doubt on a fall before it: while the lid stands open, anything is measured.
    """
    pct = seen.pct
    if seen.is_missed:
        state = state._replace(muteness=state.muteness.after_nothing(state.at, at))
    if pct is None:
        return BinChange(state)
    if seen.quality is Quality.SUSPECT:
        return BinChange(_doubted(state, seen, at))
    fall = _fall(state, pct, at)
    recent_pct, emptied_at = (*state.recent_pct, pct)[-_WINDOW:], None
    steadiness = state.steadiness.after(recent_pct)
    if fall is not None and fall.is_proven:
        # What lay in the bin before says nothing about it any more.
        recent_pct, emptied_at, fall = fall.since_pct[-_WINDOW:], fall.at, None
    elif fall is not None and fall.is_over:
        fall = None
    is_full = _is_full(recent_pct, steadiness, was_full=state.is_full)
    wild = wild_since(state.wild_since, steadiness, at)
    return BinChange(
        BinState(recent_pct, is_full, fall, steadiness, at, wild, state.muteness.after_level()),
        became_full=is_full and not state.is_full,
        became_clear=state.is_full and not is_full,
        emptied_at=emptied_at,
    )


def _doubted(state: BinState, seen: Level, at: datetime) -> BinState:
    """The bin after a level that nobody believes."""
    fall = state.fall
    if fall is not None and not fall.is_doubted:
        state = state._replace(fall=replace(fall, is_doubted=True))
    if not seen.is_astray:
        return state
    steadiness = state.steadiness.astray()
    return state._replace(steadiness=steadiness, wild_since=wild_since(state.wild_since, steadiness, at))


def _fall(state: BinState, pct: float, at: datetime) -> Fall | None:
    """What may be an emptying, with one more reading."""
    if state.fall is not None:
        is_over = state.fall.is_taken_back(pct, state.steadiness)
        return None if is_over else state.fall.then(pct)
    gap = at - state.at if state.at is not None else timedelta()
    return fallen(state.recent_pct, pct, at, gap, state.steadiness)


def _is_full(recent_pct: tuple[float, ...], steadiness: Steadiness, *, was_full: bool) -> bool:
    """Full from 85 % on and until 60 %, by the median; of a sensor that strayed lately, by all three.

    A wild one makes nothing full that was not.
    """
    if was_full:
        return _median(recent_pct) > CLEAR_AT_PCT
    if steadiness.is_calm:
        return _median(recent_pct) >= FULL_AT_PCT and len(recent_pct) >= _CONFIRMED
    return min(recent_pct) >= FULL_AT_PCT and len(recent_pct) == _WINDOW and not steadiness.is_wild


def _level_by_distance(distance_mm: float, geometry: Geometry) -> Level:
    if distance_mm < geometry.blind_mm:
        return Level(100.0, Quality.SATURATED)
    depth_mm = geometry.empty_mm - geometry.full_mm
    share = (geometry.empty_mm - distance_mm + geometry.offset_mm) / depth_mm
    if share < -_BEYOND_SHARE:
        return Level(0.0, Quality.SUSPECT, is_astray=True)
    height_pct = min(100.0, max(0.0, 100.0 * share))
    return Level(_volume_pct(height_pct, geometry.shape) if geometry.shape else height_pct, Quality.DERIVED)


def _volume_pct(height_pct: float, shape: tuple[tuple[float, float], ...]) -> float:
    """The share of the volume below a height, on straight lines between the points of the table."""
    below_pct, filled_pct = 0.0, 0.0
    for upto_pct, volume_pct in (*shape, (100.0, 100.0)):
        if height_pct < upto_pct:
            share = (height_pct - below_pct) / (upto_pct - below_pct)
            return filled_pct + share * (volume_pct - filled_pct)
        below_pct, filled_pct = upto_pct, volume_pct
    return 100.0


def _median(values: tuple[float, ...]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return math.fsum(ordered[middle - 1 : middle + 1]) / 2
