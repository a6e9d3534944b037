"""A pretend bin: how full it truly is at any moment, and what its ultrasonic sensor then reports. Pure.

Time is `elapsed_s`, seconds since the run began; the pretend day runs `speed` times as fast, from 06:30 on.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from devices.contract.quantities import Quality, Value

DAY_S = 86_400.0
_BEGINS_AT_H = 6.5
# How fast bins fill in each hour of the day, as multiples of the mean: breakfast, noon and supper stand out.
FILLING_BY_HOUR = (
    0.2, 0.1, 0.1, 0.1, 0.3, 0.9, 1.7, 2.0, 1.2, 0.7, 0.8, 1.8, 2.1, 1.0, 0.6, 0.6, 0.8, 1.6, 2.3, 1.8,
    1.2, 0.9, 0.7, 0.5,
)  # fmt: skip
_MARKET_EVERY_DAYS = 5  # 逢五赶集
_MARKET_DAY = 2
_MARKET_HOURS = range(6, 12)
_MARKET_FACTOR = 1.7
_CYCLE = tuple(
    factor * (_MARKET_FACTOR if day == _MARKET_DAY and hour in _MARKET_HOURS else 1.0)
    for day in range(_MARKET_EVERY_DAYS)
    for hour, factor in enumerate(FILLING_BY_HOUR)
)
_SUMS = (0.0, *accumulate(_CYCLE))

_RANGE_MM = (280, 4500)
_DRAIN_PCT_PER_DAY = 0.05


@dataclass(frozen=True, slots=True)
class Habit:
    """How one bin lives.

    Attributes:
        start_pct: fill when the run begins, 0..100.
        rate_pct_h: fill gained in a mean hour of the pretend day.
        residue_pct: what sticks to the bottom after a collection.
        first_emptied_s: when the truck comes first, elapsed seconds; None: it never comes.
        emptied_every_s: seconds between two visits of the truck.
        battery_pct: charge when the run begins, 0..100.
    """

    start_pct: float
    rate_pct_h: float
    residue_pct: float
    first_emptied_s: float | None
    emptied_every_s: float
    battery_pct: float = 90.0


@dataclass(frozen=True, slots=True)
class Sensor:
    """How the sensor sits over the bin, and how well it measures.

    Attributes:
        empty_mm: distance to the bottom.
        full_mm: distance to the refuse in the full bin.
        blind_mm: below this distance it cannot measure.
        noise_mm: standard deviation of a distance.
        wild_share: how many of its distances come from elsewhere, 0..1.
        no_echo_share: how often it hears nothing, 0..1.
    """

    empty_mm: int
    full_mm: int
    blind_mm: int = 250
    noise_mm: float = 5.0
    wild_share: float = 0.004
    no_echo_share: float = 0.006


@dataclass(frozen=True, slots=True)
class Reading:
    """What the sensor says; a value that is not known is absent and its quality says bad."""

    values: Mapping[str, Value]
    quality: Mapping[str, Quality]


def true_fill_pct(habit: Habit, elapsed_s: float, speed: float) -> float:
    """How full the bin is, 0..100."""
    visits = _visits(habit, elapsed_s)
    since_s, level_pct = 0.0, habit.start_pct
    if habit.first_emptied_s is not None and visits:
        since_s = habit.first_emptied_s + (visits - 1) * habit.emptied_every_s
        level_pct = habit.residue_pct
    gained = habit.rate_pct_h * (_mean_hours(elapsed_s * speed) - _mean_hours(since_s * speed))
    return min(100.0, level_pct + gained)


def emptied_between(habit: Habit, after_s: float, until_s: float) -> tuple[float, ...]:
    """When the truck emptied the bin in (after_s, until_s], elapsed seconds."""
    if habit.first_emptied_s is None:
        return ()
    visits = range(_visits(habit, after_s), _visits(habit, until_s))
    return tuple(habit.first_emptied_s + visit * habit.emptied_every_s for visit in visits)


def hour_of_day(elapsed_s: float, speed: float) -> float:
    """Hour of the pretend day, 0 <= hour < 24."""
    return (_BEGINS_AT_H + elapsed_s * speed / 3600) % 24


def battery_pct(habit: Habit, elapsed_s: float, speed: float) -> int:
    """Charge left, whole percent."""
    return max(1, round(habit.battery_pct - _DRAIN_PCT_PER_DAY * elapsed_s * speed / DAY_S))


def temperature_c(hour: float, chance: Random) -> float:
    """Temperature under the lid: coolest before dawn, warmest in the afternoon."""
    return round(19 + 7 * math.sin((hour - 9) / 24 * math.tau) + chance.gauss(0, 0.3), 1)


def sense(sensor: Sensor, fill_pct: float, chance: Random, *, is_tilted: bool = False) -> Reading:
    """Measure once.

    Now and then an echo is lost or comes from somewhere else; the sensor itself notices only the first.
    A bin that was knocked over measures the yard, not the refuse.

    Args:
        sensor: the geometry.
        fill_pct: the true fill, 0..100.
        chance: fresh dice of this one measurement.
        is_tilted: the bin lies on its side.
    """
    fate, noise_mm = chance.random(), chance.gauss(0, sensor.noise_mm)
    if fate < sensor.no_echo_share:
        return Reading({"tilted": is_tilted}, {"distance_mm": Quality.BAD})
    if is_tilted or fate < sensor.no_echo_share + sensor.wild_share:
        quality = {"distance_mm": Quality.SUSPECT} if is_tilted else {}
        return Reading({"distance_mm": float(chance.randint(*_RANGE_MM)), "tilted": is_tilted}, quality)
    distance_mm = round(sensor.empty_mm - fill_pct / 100 * (sensor.empty_mm - sensor.full_mm) + noise_mm)
    if distance_mm < sensor.blind_mm:
        values = {"distance_mm": float(sensor.blind_mm), "tilted": False}
        return Reading(values, {"distance_mm": Quality.SATURATED})
    return Reading({"distance_mm": float(distance_mm), "tilted": False}, {})


def _visits(habit: Habit, elapsed_s: float) -> int:
    """How often the truck has come, up to and with this moment."""
    if habit.first_emptied_s is None or elapsed_s < habit.first_emptied_s:
        return 0
    return int((elapsed_s - habit.first_emptied_s) // habit.emptied_every_s) + 1


def _mean_hours(pretend_s: float) -> float:
    """Mean hours of filling since the run began: the integral of the hourly factors."""
    return _since_midnight(_BEGINS_AT_H + pretend_s / 3600) - _since_midnight(_BEGINS_AT_H)


def _since_midnight(hours: float) -> float:
    cycles, rest = divmod(hours, len(_CYCLE))
    whole = int(rest)
    return cycles * _SUMS[-1] + _SUMS[whole] + (rest - whole) * _CYCLE[whole]
