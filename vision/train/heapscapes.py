"""Composes whole pictures with piles of litter or without, and what should be said of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Mask, Plane
from vision.boxes import around
from vision.compose import weather
from vision.compose.chance import happens
from vision.compose.dump import Dump, dumped
from vision.compose.material import Material
from vision.compose.spot import Spot, a_place, a_roadside, a_wall_foot
from vision.heaps import STRIDE_PX
from vision.train.grounds import HEIGHT_PX, WIDTH_PX, Ground, cluttered, cut, patched
from vision.train.surroundings import stand_before, stand_behind

_GRID_HW = (HEIGHT_PX // STRIDE_PX, WIDTH_PX // STRIDE_PX)
_LITTERED_SHARE, _GIVEN_SHARE = 0.55, 0.25
_BACKED_SHARE, _HIDDEN_SHARE = 0.5, 0.2
_CHOOSERS, _CHOSEN_SHARES = (a_place, a_roadside, a_wall_foot), (0.5, 0.25, 0.25)
_NEAR_SHARE = 0.25
_LEAST_BOX_PX = 14

Pile: TypeAlias = tuple[XYXY, Mask]
"""The box of a pile and the pixels (H, W) it covers."""


@dataclass(frozen=True, slots=True)
class HeapScape:
    """A picture (224, 288, 3), and what should be said of its places, (5, 28, 36).

    How much of a place is litter, 0..1; and how far the sides of its box are, pixels: left, top, right, foot.
    """

    picture: Frame
    wanted: Plane


def a_heapscape(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> HeapScape:
    """Compose one; `grounds`: pictures with litter in boxes, and clean ones."""
    is_littered = happens(random, _LITTERED_SHARE)
    given = [ground for ground in grounds if ground.boxes] if is_littered else []
    piles: list[Pile] = []
    if given and happens(random, _GIVEN_SHARE):
        ground = _about_litter(random, given)
        picture = ground.picture
        piles = [(box, _filled(box)) for box in ground.boxes]
    else:
        picture = _a_clean_one(random, material, grounds)
        spots = _spots(random)
        for spot in spots:
            if happens(random, _BACKED_SHARE):
                stand_behind(random, material, picture, spot)
        if is_littered:
            piles = _dumped(random, material, picture, spots)
    wanted = _wanted(piles)
    if happens(random, 0.5):
        picture, wanted = np.ascontiguousarray(picture[:, ::-1]), _mirrored(wanted)
    return HeapScape(_photographed(random, picture), wanted)


def _spots(random: np.random.Generator) -> list[Spot]:
    """Choose where litter might lie, from far to near."""
    count = int(random.choice((1, 2, 3), p=(0.6, 0.25, 0.15)))
    choosers = [_CHOOSERS[int(random.choice(len(_CHOOSERS), p=_CHOSEN_SHARES))] for _ in range(count)]
    spots = [choose(random, (WIDTH_PX, HEIGHT_PX)) for choose in choosers]
    return sorted(spots, key=lambda spot: spot.near_xy[1])


def _dumped(
    random: np.random.Generator, material: Material, picture: Frame, spots: Sequence[Spot]
) -> list[Pile]:
    piles: list[Pile] = []
    for spot in spots:
        dump = dumped(random, material, picture, spot)
        if dump is not None:
            piles = joined(piles, dump)
    if happens(random, _HIDDEN_SHARE):
        hidden = stand_before(random, material, picture, spots[-1])
        piles = [(box, mask & ~hidden) for box, mask in piles]
    return piles


def _about_litter(random: np.random.Generator, given: Sequence[Ground]) -> Ground:
    for _ in range(20):
        ground = cut(random, given[int(random.integers(len(given)))], 0.15)
        if any(min(box[2] - box[0], box[3] - box[1]) >= _LEAST_BOX_PX for box in ground.boxes):
            return ground
    return ground


def _a_clean_one(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> Frame:
    clean = [ground for ground in grounds if not ground.boxes]
    picture = cut(random, clean[int(random.integers(len(clean)))]).picture
    if happens(random, 0.3):
        picture = patched(random, clean, picture)
    return cluttered(random, material, clean, picture)


def joined(piles: Sequence[Pile], dump: Dump) -> list[Pile]:
    """Let what was dumped be one pile with all it lies on or near."""
    box, mask = dump.xyxy, dump.mask
    apart = list(piles)
    while near := [pile for pile in apart if _is_near(box, pile[0])]:
        apart = [pile for pile in apart if not _is_near(box, pile[0])]
        for other, covered in near:
            box, mask = around(box, other), mask | covered
    return [*apart, (box, mask)]


def _is_near(one: XYXY, other: XYXY) -> bool:
    """Say whether people would call both one pile: no farther apart than a quarter of the smaller's size."""
    across = max(one[0] - other[2], other[0] - one[2])
    down = max(one[1] - other[3], other[1] - one[3])
    reach = _NEAR_SHARE * min(max(box[2] - box[0], box[3] - box[1]) for box in (one, other))
    return max(across, down) <= reach


def _filled(box: XYXY) -> Mask:
    plane = np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)
    left, top, right, foot = (round(value) for value in box)
    plane[top:foot, left:right] = True
    return plane


def _wanted(piles: Sequence[Pile]) -> Plane:
    """Let each place belong to the smallest pile that covers it."""
    wanted = np.zeros((5, *_GRID_HW), np.float32)
    rows, columns = (np.indices(_GRID_HW) + 0.5) * STRIDE_PX
    for (left, top, right, foot), mask in sorted(piles, key=lambda pile: -_area(pile[0])):
        share = cv2.resize(mask.astype(np.float32), _GRID_HW[::-1], interpolation=cv2.INTER_AREA)
        sides = np.stack([columns - left, rows - top, right - columns, foot - rows])
        own = share > 0
        wanted[0] = np.maximum(wanted[0], share)
        wanted[1:, own] = np.maximum(sides[:, own], 1)
    return wanted


def _mirrored(wanted: Plane) -> Plane:
    return np.ascontiguousarray(wanted[[0, 3, 2, 1, 4], :, ::-1])


def _area(box: XYXY) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _photographed(random: np.random.Generator, picture: Frame) -> Frame:
    if happens(random, 0.1):
        picture = weather.by_night(picture, float(random.uniform(0.4, 0.9)))
    if happens(random, 0.3):
        side_px = int(random.uniform(0.4, 0.9) * WIDTH_PX)
        small = cv2.resize(picture, (side_px, side_px * HEIGHT_PX // WIDTH_PX), interpolation=cv2.INTER_AREA)
        picture = np.asarray(cv2.resize(small, (WIDTH_PX, HEIGHT_PX)), dtype=np.uint8)
    return weather.squeezed(picture, int(random.integers(40, 95)))
