"""Lets walls, people, vehicles and containers stand behind where litter lies, and before it. Pure.

Without them a network draws the box of a pile as high as what stands behind it: all of it is many-coloured.
"""

import numpy as np

from vision.arrays import Frame, Mask
from vision.compose.chance import happens
from vision.compose.container import a_container
from vision.compose.cutout import Cutout, changed
from vision.compose.material import Material
from vision.compose.spot import Spot
from vision.compose.texture import grain
from vision.train.busy import hang_sign

_WALL_SHARE, _WALL_HIGH = 0.35, (0.15, 0.6)
_MOST_SIGNS, _MOST_THINGS = 5, 7
_PERSON_SHARE, _VEHICLE_SHARE = 0.45, 0.35


def stand_behind(random: np.random.Generator, material: Material, picture: Frame, spot: Spot) -> None:
    """Let something stand where the litter of `spot` will hide its foot, in place."""
    (x0, y0), (x1, y1) = spot.far_xy, spot.near_xy
    back_px = min(y0, y1)
    reach_px = 0.5 * max(spot.far_px, spot.near_px)
    if happens(random, _WALL_SHARE):
        _wall(random, picture, back_px)
    for _ in range(int(random.integers(1, _MOST_THINGS + 1))):
        share = float(random.uniform(0, 1))
        x = x0 + (x1 - x0) * share + float(random.uniform(-reach_px, reach_px))
        y = y0 + (y1 - y0) * share - float(random.uniform(-0.05, 0.3)) * reach_px
        _sized(random, material, picture).lay(picture, (int(x), int(y)))


def stand_before(random: np.random.Generator, material: Material, picture: Frame, spot: Spot) -> Mask:
    """Let something stand in the litter of `spot`, in place; give the pixels (H, W) that it hides."""
    before = picture.copy()
    (x, y), wide_px = spot.at(float(random.uniform(0, 1)))
    foot_xy = (int(x + random.uniform(-0.5, 0.5) * wide_px), int(y + random.uniform(0, 0.2) * wide_px))
    _sized(random, material, picture).lay(picture, foot_xy)
    return changed(before, picture)


def _sized(random: np.random.Generator, material: Material, picture: Frame) -> Cutout:
    wide = picture.shape[1] * float(np.exp(random.uniform(np.log(0.4), np.log(1.6))))
    kind = random.random()
    if kind < _PERSON_SHARE:
        return material.some_person(random).scaled(max(4, int(0.1 * wide)))
    if kind < _PERSON_SHARE + _VEHICLE_SHARE:
        return material.some_vehicle(random).scaled(max(6, int(0.28 * wide)))
    return a_container(random).scaled(max(5, int(random.uniform(0.08, 0.25) * wide)))


def _wall(random: np.random.Generator, picture: Frame, foot_px: float) -> None:
    """Draw a wall across the picture, with what is written and stuck on it."""
    height = picture.shape[0]
    top, foot = max(0, int(foot_px - random.uniform(*_WALL_HIGH) * height)), int(min(height, foot_px))
    if foot <= top:
        return
    wall = picture[top:foot]
    stains, dust = (grain(random, wall.shape[:2], size_px) for size_px in (30, 3))
    rough = 1 + 0.1 * stains + random.uniform(0, 0.12) * dust
    colour = random.uniform(50, 220) + random.normal(0, 18, 3)
    wall[:] = np.clip(colour * rough[:, :, None], 0, 255).astype(np.uint8)
    for _ in range(int(random.integers(0 + 1))):
        hang_sign(random, picture, float(random.uniform(top, foot)))
