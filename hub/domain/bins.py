"""Bins: distance to fill by geometry, full with hysteresis, emptied as proof of collection. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from devices.contract.quantities import Quality, Value

# The rules bin platforms converge on (LwM2M 3435, FIWARE WasteContainer): full at 85 %, clear again at 60
# %; emptied is
# a fall of
# at least 40 points that ends at 25 % or lower; the level is the median of the last three readings.
FULL_AT_PCT = 85.0
CLEAR_AT_PCT = 60.0
EMPTIED_FALL_PCT = 40.0
EMPTIED_BELOW_PCT = 25.0
_WINDOW = 3
_CONFIRMED = 2
_DOUBTED = frozenset({Quality.SUSPECT, Quality.BAD, Quality.STALE})


@dataclass(frozen=True, slots=True)
class Geometry:
    """What turns a distance into a fill: distances at the empty and the full bin, `empty_mm > full_mm`.

    `blind_mm`: below this distance the sensor sees nothing but "very near".
    """

    empty_mm: float
    full_mm: float
    blind_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """A fill level and how far to believe it; None when it cannot be known, never a made-up 0 or 100."""

    pct: float | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class BinState:
    """What is remembered of one bin: its last three levels (newest last), whether it counts as full."""

    recent_pct: tuple[float, ...] = ()
    is_full: bool = False

    @property
    def level_pct(self) -> float | None:
        """The believed level: the median of the last three readings; None before the first."""
        return _median(self.recent_pct) if self.recent_pct else None


@dataclass(frozen=True, slots=True)
class BinChange:
    """What one reading did to a bin."""

    state: BinState
    became_full: bool = False
    became_clear: bool = False
    was_emptied: bool = False


def level(values: Mapping[str, Value], quality: Mapping[str, Quality], geometry: Geometry | None) -> Level:
    """Read the fill out of one sample: the device's distance through the geometry, else its own percentage.

    A bin that lies on its side, or a sensor that doubts itself, gives a suspect level: shown, but nothing
    follows.
    """
    distance = values.get("distance_mm")
    if geometry is not None and distance is not None:
        seen, source = _level_by_distance(float(distance), geometry), "distance_mm"
    elif (own := values.get("fill_pct")) is not None:
        seen, source = Level(float(own), Quality.GOOD), "fill_pct"
    elif (remaining := values.get("remaining_pct")) is not None:
        seen, source = Level(100.0 - float(remaining), Quality.GOOD), "remaining_pct"
    else:
        return Level(None, Quality.BAD)
    is_doubted = values.get("tilted") is True or quality.get(source) in _DOUBTED
    return replace(seen, quality=Quality.SUSPECT) if is_doubted else seen


def observe(state: BinState, seen: Level) -> BinChange:
    """Let one level act on a bin. An unknown or suspect level (tilted, lid open) changes nothing.

    A single wild reading raises nothing, because the median of three decides; an emptying is confirmed by
    the second low reading in a row.
    """
    if seen.pct is None or seen.quality is Quality.SUSPECT:
        return BinChange(state)
    before_pct = state.level_pct
    recent_pct = (*state.recent_pct, seen.pct)[-_WINDOW:]
    now_pct = _median(recent_pct)
    is_full = now_pct >= FULL_AT_PCT or (state.is_full and now_pct > CLEAR_AT_PCT)
    if not state.is_full and len(recent_pct) < _CONFIRMED:
        is_full = False
    emptied = (
        before_pct is not None and before_pct - now_pct >= EMPTIED_FALL_PCT and now_pct <= EMPTIED_BELOW_PCT
    )
    return BinChange(
        BinState(recent_pct, is_full),
        became_full=is_full and not state.is_full,
        became_clear=state.is_full and not is_full,
        was_emptied=emptied,
    )


def _level_by_distance(distance_mm: float, geometry: Geometry) -> Level:
    if distance_mm < geometry.blind_mm:
        return Level(100.0, Quality.SATURATED)
    span = geometry.empty_mm - geometry.full_mm
    pct = 100.0 * (geometry.empty_mm - distance_mm) / span
    return Level(min(100.0, max(0.0, pct)), Quality.DERIVED)


def _median(values: tuple[float, ...]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return math.fsum(ordered[middle - 1 : middle + 1]) / 2
