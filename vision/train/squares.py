"""Composes what the heap model learns from: squares of pictures, with litter in them and without. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYXY, Frame
from vision.compose import weather
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.material import Material
from vision.heaps import SQUARE_PX

_DRAWN_PX = 192
_TRIES = 12
_STREWN_KINDS = 6
_CLEAN_SHARE = 0.02
_LEAST_BOX_PX = 20
# A box fills its square about so far as it does when the detector looks at the size that suits it.
_CLOSE = (1.0, 2.0)
_SIDES = (0.25, 1.0)
_LITTER_WIDE, _PASSER_WIDE = (0.5, 1.1), (0.15, 0.8)


@dataclass(frozen=True, slots=True)
class Ground:
    """A picture (H, W, 3) BGR and the boxes of all litter in it, pixels; none: it is clean."""

    picture: Frame
    boxes: tuple[XYXY, ...]


def a_square(
    random: np.random.Generator, material: Material, grounds: Sequence[Ground], *, has_litter: bool
) -> Frame:
    """Compose one square of 64 x 64 pixels, BGR."""
    makers = _WITH if has_litter else _WITHOUT
    maker = makers[int(random.integers(len(makers)))]
    square = maker(random, material, grounds)
    side_px = int(random.uniform(0.6, 1.0) * SQUARE_PX) if happens(random, 0.3) else SQUARE_PX
    seen = cv2.resize(square, (side_px, side_px), interpolation=cv2.INTER_AREA)
    return _photographed(random, np.asarray(cv2.resize(seen, (SQUARE_PX, SQUARE_PX)), dtype=np.uint8))


def _of_picture(random: np.random.Generator, _material: Material, grounds: Sequence[Ground]) -> Frame:
    """Cut the surroundings of litter out of a picture."""
    with_boxes = [ground for ground in grounds if ground.boxes]
    for _ in range(_TRIES if with_boxes else 0):
        ground = with_boxes[int(random.integers(len(with_boxes)))]
        left, top, right, foot = ground.boxes[int(random.integers(len(ground.boxes)))]
        long = max(right - left, foot - top)
        if long < _LEAST_BOX_PX:
            continue
        side = int(min(random.uniform(*_CLOSE) * long, *ground.picture.shape[:2]))
        spare = max(0.0, side - long) / 2 + 0.1 * long
        x = (left + right - side) / 2 + random.uniform(-spare, spare)
        y = (top + foot - side) / 2 + random.uniform(-spare, spare)
        return _cut(ground.picture, int(x), int(y), side)
    return _laid(random, _material, grounds)


def _laid(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> Frame:
    """Lay litter on clean ground."""
    return _with(random, _clean(random, material, grounds), material.some_litter(random), _LITTER_WIDE)


def _strewn(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> Frame:
    """Strew many small things about, as where people dump what they have."""
    place = _clean(random, material, grounds).copy()
    gain = float(np.clip(random.normal(0.55 + 0.45 * place.mean() / 110, 0.15), 0.3, 1.4))
    top = float(random.uniform(0.1, 0.6))
    kinds = [material.some_litter(random).lit(gain) for _ in range(_STREWN_KINDS)]
    for y in sorted(random.uniform(top, 1.0, int(random.integers(8, 36)))):
        thing = kinds[int(random.integers(_STREWN_KINDS))]
        thing = thing.scaled(int(random.uniform(0.08, 0.32) * _DRAWN_PX))
        thing.lay(place, (int(random.uniform(0, _DRAWN_PX)), int(y * _DRAWN_PX)), has_shadow=False)
    return place


def _clean(random: np.random.Generator, _material: Material, grounds: Sequence[Ground]) -> Frame:
    """Cut a square without litter."""
    for _ in range(_TRIES):
        ground = grounds[int(random.integers(len(grounds)))]
        height, width = ground.picture.shape[:2]
        side = int(random.uniform(*_SIDES) * min(height, width))
        x, y = int(random.integers(width - side + 1)), int(random.integers(height - side + 1))
        if _littered_px(ground, x, y, side) <= _CLEAN_SHARE * side * side:
            return _cut(ground.picture, x, y, side)
    plain = np.full((_DRAWN_PX, _DRAWN_PX, 3), int(random.integers(40, 200)), np.uint8)
    return weather.noisy(random, plain, float(random.uniform(3, 25)))


def _passed_by(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> Frame:
    """Let someone or something that is no litter stand there."""
    thing = material.some_person(random) if happens(random, 0.5) else material.some_vehicle(random)
    return _with(random, _clean(random, material, grounds), thing, _PASSER_WIDE)


def _lit(random: np.random.Generator, material: Material, grounds: Sequence[Ground]) -> Frame:
    """Let shadows or a puddle lie there."""
    place = _clean(random, material, grounds)
    if happens(random, 0.3):
        radii = (int(random.uniform(15, 70)), int(random.uniform(8, 30)))
        return weather.wet(place, (_DRAWN_PX // 2, _DRAWN_PX // 2), radii)
    corners = (_DRAWN_PX / 2 + random.normal(0, 50, (5, 2))).astype(np.float32)
    hull = np.asarray(cv2.convexHull(corners).reshape(-1, 2), dtype=np.float32)
    return weather.shaded(place, hull, float(random.uniform(0.35, 0.8)), float(random.uniform(0.5, 6)))


_Maker = Callable[[np.random.Generator, Material, Sequence[Ground]], Frame]
_WITH: tuple[_Maker, ...] = (_of_picture, _laid, _strewn)
_WITHOUT: tuple[_Maker, ...] = (_clean, _clean, _clean, _clean, _passed_by, _lit)


def _with(random: np.random.Generator, place: Frame, thing: Cutout, wide: tuple[float, float]) -> Frame:
    width_px = int(random.uniform(*wide) * _DRAWN_PX)
    width_px = min(width_px, round(_DRAWN_PX * thing.size_wh[0] / thing.size_wh[1]))
    high_px = width_px * thing.size_wh[1] / thing.size_wh[0]
    foot_xy = (
        int(random.uniform(0.35, 0.65) * _DRAWN_PX),
        min(_DRAWN_PX - 2, int(_DRAWN_PX / 2 + high_px / 2 + random.normal(0, 14))),
    )
    laid = place.copy()
    gain = float(np.clip(random.normal(0.55 + 0.45 * place.mean() / 110, 0.15), 0.3, 1.4))
    thing.lit(gain).scaled(max(2, width_px)).lay(laid, foot_xy, has_shadow=happens(random, 0.7))
    return laid


def _cut(picture: Frame, x: int, y: int, side: int) -> Frame:
    height, width = picture.shape[:2]
    x, y = min(max(0, x), max(0, width - side)), min(max(0, y), max(0, height - side))
    window = picture[y : y + side, x : x + side]
    return np.asarray(cv2.resize(window, (_DRAWN_PX, _DRAWN_PX), interpolation=cv2.INTER_AREA), np.uint8)


def _littered_px(ground: Ground, x: int, y: int, side: int) -> float:
    return sum(
        max(0.0, min(right, x + side) - max(left, x)) * max(0.0, min(foot, y + side) - max(top, y))
        for left, top, right, foot in ground.boxes
    )


def _photographed(random: np.random.Generator, square: Frame) -> Frame:
    if happens(random, 0.12):
        square = weather.by_night(square, float(random.uniform(0.4, 0.9)))
    if happens(random, 0.5):
        tint = np.asarray(random.uniform(0.8, 1.2, 3) * random.uniform(0.7, 1.25), dtype=np.float32)
        square = np.clip(square * tint, 0, 255).astype(np.uint8)
    square = weather.noisy(random, square, float(random.uniform(0, 5)))
    return weather.squeezed(square, int(random.integers(40, 95)))
