"""Lays litter about a picture as people dump it: heaps, strewn pieces, bags side by side. Pure."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Mask
from vision.compose.chance import happens
from vision.compose.cutout import Cutout, changed
from vision.compose.litter import a_bag
from vision.compose.material import Material
from vision.compose.rubbish import bury
from vision.compose.spot import XY, Spot
from vision.compose.texture import DIRT_BGR, grain, one_of

_KINDS = 10
_LEAST_PIECE_PX = 3
_EDGE_PERCENT = 1.5
_SPREAD_JOIN = 0.6
_BURIED_PIECE_PX, _BURIED_EDGE_PX, _LEAST_BURIED_PX = (2.0, 7.0), 8, 6
_LITTER_LIGHT, _BURIED_LIGHT = 0.55, 0.6


@dataclass(frozen=True, slots=True)
class Dump:
    """What was laid: the box that somebody would draw about it, and the pixels (H, W) it covers."""

    xyxy: XYXY
    mask: Mask


def dumped(random: np.random.Generator, material: Material, picture: Frame, spot: Spot) -> Dump | None:
    """Dump litter on a picture (H, W, 3), in place; None when nothing of it can be seen."""
    before = picture.copy()
    makers = _ONCE if spot.times == 1 else _ALONG
    for share in np.sort(random.uniform(0, 1, spot.times)):
        middle, wide_px = spot.at(float(share))
        if spot.times > 1:
            wide_px *= random.uniform(0.5, 1.1)
        makers[int(random.integers(len(makers)))](random, material, picture, middle, wide_px)
    join_px = spot.near_px if spot.times == 1 else _SPREAD_JOIN * spot.near_px
    return _laid(picture, before, join_px)


def _laid(picture: Frame, before: Frame, wide_px: float) -> Dump | None:
    """Find what was laid on a picture since `before`; gaps of an eighth of `wide_px` belong to it."""
    mask = changed(before, picture)
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
    gain = _light(random, picture, _LITTER_LIGHT)
    return [material.some_piece(random).lit(gain * random.uniform(0.7, 1.3)) for _ in range(_KINDS)]


def _light(random: np.random.Generator, picture: Frame, least: float) -> float:
    """Say how bright litter is in a picture: as bright as the picture, and never as dark as night."""
    return float(np.clip(random.normal(least + (1 - least) * picture.mean() / 110, 0.15), 0.3, 1.4))


def _heaped(
    random: np.random.Generator, material: Material, picture: Frame, middle: XY, wide_px: float
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
    random: np.random.Generator, material: Material, picture: Frame, middle: XY, wide_px: float
) -> None:
    pieces = _pieces(random, material, picture)
    size = random.uniform(0.04, 0.15)
    flat = random.uniform(0.2, 0.6)
    for _ in range(int(random.integers(8, 70))):
        x_px, y_px = random.normal(0, (0.25 * wide_px, 0.25 * flat * wide_px))
        piece = pieces[int(random.integers(len(pieces)))]
        _put(random, picture, piece, (middle[0] + x_px, middle[1] + y_px), wide_px * size)


def _carpeted(
    random: np.random.Generator, material: Material, picture: Frame, middle: XY, wide_px: float
) -> None:
    """Cover a piece of ground with rubbish so that hardly any of it is seen; what is near is larger."""
    pieces = _pieces(random, material, picture)
    height, width = picture.shape[:2]
    wide_px = min(1.3 * width, 1.6 * wide_px)
    reach_px = (0.3 * wide_px, 0.3 * wide_px * random.uniform(0.25, 0.8))
    ground = _hull(np.array(middle) + random.normal(0, reach_px, (8, 2)), (height, width))
    rows, columns = np.nonzero(ground)
    if rows.size == 0:
        return
    if happens(random, 0.6):
        _dirtied(random, picture, ground)
    size_px = random.uniform(5, 22)
    count = int(np.clip(random.uniform(0.8, 2.5) * rows.size / size_px**2, 10, 350))
    chosen = np.sort(random.integers(0, rows.size, count))
    for y, x in zip(rows[chosen], columns[chosen], strict=True):
        piece = pieces[int(random.integers(len(pieces)))]
        _put(random, picture, piece, (float(x), float(y)), size_px * (0.4 + 1.2 * float(y) / height))


def _buried(
    random: np.random.Generator, material: Material, picture: Frame, middle: XY, wide_px: float
) -> None:
    """Cover a piece of ground with so many small pieces that none is seen alone, and drop some beside it."""
    height, width = picture.shape[:2]
    flat = float(random.uniform(0.2, 0.8))
    corners = np.array(middle) + random.normal(0, (0.36 * wide_px, 0.36 * flat * wide_px), (9, 2))
    left, top = (max(0, int(least) - _BURIED_EDGE_PX) for least in corners.min(axis=0))
    right, foot = (int(most) + _BURIED_EDGE_PX for most in corners.max(axis=0))
    covered = _hull(corners, (height, width))[top:foot, left:right]
    if min(covered.shape) < _LEAST_BURIED_PX:
        return
    piece_px = float(np.exp(random.uniform(*np.log(_BURIED_PIECE_PX)))) * (0.5 + min(foot, height) / height)
    light = _light(random, picture, _BURIED_LIGHT)
    bury(random, material.some_rubbish(random), picture[top:foot, left:right], covered, piece_px, light)
    if happens(random, 0.6):
        pieces = _pieces(random, material, picture)
        for _ in range(int(random.integers(3, 30))):
            x_px, y_px = random.normal(0, (0.5 * wide_px, 0.4 * flat * wide_px))
            piece = pieces[int(random.integers(len(pieces)))]
            _put(random, picture, piece, (middle[0] + x_px, middle[1] + y_px), 2 * piece_px)


def _hull(corners: np.ndarray, shape_hw: tuple[int, int]) -> Mask:
    """Fill what lies between corners (n, 2), pixels."""
    plane = np.zeros(shape_hw, np.uint8)
    cv2.fillConvexPoly(plane, cv2.convexHull(corners.astype(np.float32)).reshape(-1, 2).astype(np.int32), 1)
    return np.asarray(plane > 0, dtype=np.bool_)


def _dirtied(random: np.random.Generator, picture: Frame, own: Mask) -> None:
    """Let earth and rot lie between the pieces."""
    rough = 1 + 0.35 * grain(random, picture.shape[:2], 4)
    dirt = np.array(one_of(random, DIRT_BGR), np.float32) * rough[:, :, None]
    share = float(random.uniform(0.4, 0.9))
    mixed = (1 - share) * picture + share * np.clip(dirt, 0, 255)
    picture[own] = mixed.astype(np.uint8)[own]


def _bagged(
    random: np.random.Generator, material: Material, picture: Frame, middle: XY, wide_px: float
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


# How litter is dumped again and again along a line, and at one place.
_ALONG = (_heaped, _carpeted, _strewn, _buried, _buried, _buried)
_ONCE = (*_ALONG, _bagged, _bagged, _bagged)
