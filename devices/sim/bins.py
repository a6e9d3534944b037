"""A pretend bin: how fast it fills by the hour, and what its ultrasonic sensor reports. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from devices.contract.quantities import Quality, Value

DAY_S = 86_400.0
# How fast bins fill in each hour of the day, as multiples of the mean: breakfast, noon and supper stand out.
FILLING_BY_HOUR = (
    0.2, 0.1, 0.1, 0.1, 0.3, 0.9, 1.7, 2.0, 1.2, 0.7, 0.8, 1.8, 2.1, 1.0, 0.6, 0.6, 0.8, 1.6, 2.3, 1.8,
    1.2, 0.9, 0.7, 0.5,
)  # fmt: skip

_RANGE_MM = (280, 4500)


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
