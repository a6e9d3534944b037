"""Lays litter about a picture as people dump it: heaps, strewn pieces, bags side by side. Pure."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Mask
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.litter import a_bag
from vision.compose.material import Material

_KINDS = 10
_DIRT_BGR = ((60, 80, 95), (45, 55, 62), (95, 110, 120), (70, 95, 120))
_LEAST_PIECE_PX = 3
_SAME_LEVELS = 6
_EDGE_PERCENT = 1.5
# Where a spread begins and ends, as shares of the picture: across from, to; down from, to.
_FAR, _NEAR = (0.0, 1.0, 0.25, 0.65), (-0.15, 1.15, 0.6, 1.15)
_FARTHEST_SHARE, _SPREAD_JOIN = 0.35, 0.6

_XY: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dump:
    """What was laid: the box that somebody would draw about it, and the pixels (H, W) it covers."""

    xyxy: XYXY
    mask: Mask


def a_dump(random: np.random.Generator, material: Material, picture: Frame) -> Dump | None:
    """Dump litter somewhere on a picture (H, W, 3), in place; None when nothing of it can be seen."""
    height, width = picture.shape[:2]
    before = picture.copy()
    wide_px = float(np.exp(random.uniform(np.log(0.08), np.log(0.9)))) * width
    middle = (float(random.uniform(0.1, 0.9)) * width, float(random.uniform(0.45, 0.95)) * height)
    makers = (_heaped, _carpeted, _carpeted, _strewn, _bagged, _bagged)
    makers[int(random.integers(len(makers)))](random, material, picture, middle, wide_px)
    return _laid(picture, before, wide_px)


def a_spread(random: np.random.Generator, material: Material, picture: Frame) -> Dump | None:
    """Dump again and again along a line from far to near, as litter lies beside a road; as `a_dump`."""
    height, width = picture.shape[:2]
    before = picture.copy()
    far, near = (
        np.array([random.uniform(left, right), random.uniform(top, foot)])
        for left, right, top, foot in (_FAR, _NEAR)
    )
    wide_px = float(random.uniform(0.25, 1.0)) * width
    makers = (_heaped, _carpeted, _carpeted, _strewn)
    for share in np.sort(random.uniform(0, 1, int(random.integers(2, 7)))):
        x, y = far + (near - far) * share
        own_px = wide_px * (_FARTHEST_SHARE + (1 - _FARTHEST_SHARE) * y) * random.uniform(0.5, 1.1)
        maker = makers[int(random.integers(len(makers)))]
        maker(random, material, picture, (float(x * width), float(y * height)), own_px)
    return _laid(picture, before, _SPREAD_JOIN * wide_px)


def _laid(picture: Frame, before: Frame, wide_px: float) -> Dump | None:
    """Find what was laid on a picture since `before`; gaps of an eighth of `wide_px` belong to it."""
    mask = cv2.absdiff(picture, before).max(axis=2) > _SAME_LEVELS
    rows, columns = np.nonzero(mask)
    if rows.size < _LEAST_PIECE_PX**2:
        return None
    # A few pieces that rolled away do not make the box of a pile larger.
    (left, right), (top, foot) = (
        np.percentile(places, (_EDGE_PERCENT, 100 - _EDGE_PERCENT)) for places in (columns, rows)
    )
    return Dump((float(left), float(top), float(right + 1), float(foot + 1)), _joined(mask, wide_px))


def _joined(mask: Mask, wide_px: float) -> Mask:
    side = max(3, round(0.12 * wide_px))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    plane = np.pad(mask.astype(np.uint8), side)
    return np.asarray(cv2.morphologyEx(plane, cv2.MORPH_CLOSE, kernel)[side:-side, side:-side] > 0)


def _pieces(random: np.random.Generator, material: Material, picture: Frame) -> list[Cutout]:
    gain = float(np.clip(random.normal(0.55 + 0.45 * picture.mean() / 110, 0.15), 0.3, 1.4))
    return [material.some_piece(random).lit(gain * random.uniform(0.7, 1.3)) for _ in range(_KINDS)]


def _heaped(
    random: np.random.Generator, material: Material, picture: Frame, middle: _XY, wide_px: float
) -> None:
    """Pour out many pieces, most in the middle, from the back to the front."""
    pieces = _pieces(random, material, picture)
    high_px = wide_px * random.uniform(0.15, 0.55)
    size = random.uniform(0.05, 0.2)
    count = int(np.clip(random.uniform(0.8, 2.5) / size**2 * 0.4, 8, 160))
    across = random.normal(0, 0.22, count) * wide_px
    # Ground first, then what lies on top: higher in the middle.
    up = high_px * np.sort(random.uniform(-0.3, 1, count))[::-1] * np.exp(-((across / (0.35 * wide_px)) ** 2))
    for x_px, y_px in zip(across, up, strict=True):
        piece = pieces[int(random.integers(len(pieces)))]
        _put(random, picture, piece, (middle[0] + x_px, middle[1] - y_px), wide_px * size)


def _strewn(
    random: np.random.Generator, material: Material, picture: Frame, middle: _XY, wide_px: float
) -> None:
    pieces = _pieces(random, material, picture)
    size = random.uniform(0.04, 0.15)
    flat = random.uniform(0.2, 0.6)
    for _ in range(int(random.integers(8, 70))):
        x_px, y_px = random.normal(0, (0.25 * wide_px, 0.25 * flat * wide_px))
        piece = pieces[int(random.integers(len(pieces)))]
        _put(random, picture, piece, (middle[0] + x_px, middle[1] + y_px), wide_px * size)


def _carpeted(
    random: np.random.Generator, material: Material, picture: Frame, middle: _XY, wide_px: float
) -> None:
    """Cover a piece of ground with rubbish so that hardly any of it is seen; what is near is larger."""
    pieces = _pieces(random, material, picture)
    height, width = picture.shape[:2]
    wide_px = min(1.3 * width, 1.6 * wide_px)
    reach_px = (0.3 * wide_px, 0.3 * wide_px * random.uniform(0.25, 0.8))
    corners = np.array(middle) + random.normal(0, reach_px, (8, 2))
    plane = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(plane, cv2.convexHull(corners.astype(np.float32)).reshape(-1, 2).astype(np.int32), 1)
    rows, columns = np.nonzero(plane)
    if rows.size == 0:
        return
    if happens(random, 0.6):
        _dirtied(random, picture, plane > 0)
    size_px = random.uniform(5, 22)
    count = int(np.clip(random.uniform(0.8, 2.5) * rows.size / size_px**2, 10, 350))
    chosen = np.sort(random.integers(0, rows.size, count))
    for y, x in zip(rows[chosen], columns[chosen], strict=True):
        piece = pieces[int(random.integers(len(pieces)))]
        _put(random, picture, piece, (float(x), float(y)), size_px * (0.4 + 1.2 * float(y) / height))


def _dirtied(random: np.random.Generator, picture: Frame, own: Mask) -> None:
    """Let earth and rot lie between the pieces."""
    grain = cv2.resize(random.normal(0, 1, (56, 72)).astype(np.float32), picture.shape[1::-1])
    colour = np.array(_DIRT_BGR[int(random.integers(len(_DIRT_BGR)))], np.float32)
    dirt = colour * (1 + 0.35 * grain[:, :, None])
    share = float(random.uniform(0.4, 0.9))
    mixed = (1 - share) * picture + share * np.clip(dirt, 0, 255)
    picture[own] = mixed.astype(np.uint8)[own]


def _bagged(
    random: np.random.Generator, material: Material, picture: Frame, middle: _XY, wide_px: float
) -> None:
    """Put bags side by side, some leaning on others."""
    count = int(random.choice((1, 2, 3, 5, 8), p=(0.3, 0.2, 0.2, 0.2, 0.1)))
    side_px = min(wide_px, 0.35 * picture.shape[1]) / max(1.0, 0.6 * count)
    for y_px in np.sort(random.normal(0, 0.25 * side_px, count)):
        piece = a_bag(random) if happens(random, 0.6) else material.some_litter(random)
        x_px = random.normal(0, 0.3 * side_px * count)
        if happens(random, 0.3):
            # A bag that lets see what is in it.
            for other in _pieces(random, material, picture):
                aside_px, up_px = random.uniform(-0.2, 0.2) * side_px, random.uniform(0.1, 0.5) * side_px
                inside = (middle[0] + x_px + aside_px, middle[1] + y_px - up_px)
                _put(random, picture, other, inside, 0.3 * side_px)
            piece = replace(piece, alpha=piece.alpha * np.float32(random.uniform(0.4, 0.75)))
        _put(random, picture, piece, (middle[0] + x_px, middle[1] + y_px), side_px)


def _put(
    random: np.random.Generator, picture: Frame, piece: Cutout, foot_xy: tuple[float, float], size_px: float
) -> None:
    wide, high = piece.size_wh
    wide_px = size_px * random.uniform(0.5, 1.4) * wide / max(wide, high)
    scaled = piece.scaled(max(_LEAST_PIECE_PX, round(wide_px)))
    scaled.lay(picture, (int(foot_xy[0]), int(foot_xy[1])), has_shadow=happens(random, 0.3))
