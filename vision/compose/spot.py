"""Chooses where in a picture litter is dumped: in one place, beside a road, along a wall. Pure."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

XY: TypeAlias = tuple[float, float]
"""A place in a picture, pixels from its left and its top."""

# Where litter beside a road begins and ends, as shares of the picture: across from, to; down from, to.
_FAR, _NEAR = (0.0, 1.0, 0.25, 0.65), (-0.15, 1.15, 0.6, 1.15)
_FARTHEST_SHARE = 0.35
_LEAST_SHARE, _MOST_SHARE = 0.08, 0.9
_MOST_ALONG = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """Where litter is dumped: `times` times on the line between two places, so wide at its ends, pixels."""

    far_xy: XY
    near_xy: XY
    far_px: float
    near_px: float
    times: int = 1

    def at(self, share: float) -> tuple[XY, float]:
        """Say where it lies that far along, 0..1, and how wide it is."""
        x, y = (far + (near - far) * share for far, near in zip(self.far_xy, self.near_xy, strict=True))
        return (x, y), self.far_px + (self.near_px - self.far_px) * share


def a_place(random: np.random.Generator, size_wh: tuple[int, int]) -> Spot:
    """Choose a single place, as people choose it: small ones as often as large."""
    width, height = size_wh
    wide_px = float(np.exp(random.uniform(np.log(_LEAST_SHARE), np.log(_MOST_SHARE)))) * width
    middle = (float(random.uniform(0.1, 0.9)) * width, float(random.uniform(0.45, 0.95)) * height)
    return Spot(middle, middle, wide_px, wide_px)


def a_roadside(random: np.random.Generator, size_wh: tuple[int, int]) -> Spot:
    """Choose a line from far to near."""
    width, height = size_wh
    far, near = (
        (float(random.uniform(left, right)), float(random.uniform(top, foot)))
        for left, right, top, foot in (_FAR, _NEAR)
    )
    wide_px = float(random.uniform(0.25, 1.0)) * width
    far_px, near_px = (wide_px * (_FARTHEST_SHARE + (1 - _FARTHEST_SHARE) * y) for _, y in (far, near))
    far_xy, near_xy = ((x * width, y * height) for x, y in (far, near))
    return Spot(far_xy, near_xy, far_px, near_px, int(random.integers(2, 7)))


def a_wall_foot(random: np.random.Generator, size_wh: tuple[int, int]) -> Spot:
    """Choose a line across the picture: litter along a wall or a kerb lies low and wide."""
    width, height = size_wh
    long_px = float(random.uniform(0.3, 1.15)) * width
    left_px = float(random.uniform(-0.15 * width, max(0.0, 1.15 * width - long_px)))
    foot_px = float(random.uniform(0.45, 1.0)) * height
    slope_px = float(random.normal(0, 0.05)) * height
    wide_px = float(random.uniform(0.07, 0.3)) * height
    times = int(np.clip(round(long_px / wide_px * random.uniform(0.7, 1.4)), 2, _MOST_ALONG))
    return Spot(
        (left_px, foot_px - slope_px), (left_px + long_px, foot_px + slope_px), wide_px, wide_px, times
    )
