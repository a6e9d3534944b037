"""Draws ground that is covered by rubbish: thousands of small, pale, dirty pieces. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.texture import DIRT_BGR, grain, one_of

_SIDE_PX, _KINDS = 512, 60
_SIZE_PX = (9.0, 26.0)
_COVERED = (0.6, 2.2)
_RAGGED_PX, _INSIDE = 6, 0.5
_MOST_SLANT = 2.0


@dataclass(frozen=True, slots=True)
class Rubbish:
    """A picture (512, 512, 3) of rubbish seen from above whose pieces are about `piece_px` long."""

    picture: Frame
    piece_px: float


def a_rubbish(random: np.random.Generator, some_piece: Callable[[np.random.Generator], Cutout]) -> Rubbish:
    """Lay pieces over dirt, of many kinds, many of them of pale plastic and paper; tenths of a second."""
    dirt = np.array(one_of(random, DIRT_BGR)) * random.uniform(0.6, 1.3)
    rough = 1 + 0.25 * grain(random, (_SIDE_PX, _SIDE_PX), 40) + 0.2 * grain(random, (_SIDE_PX, _SIDE_PX), 3)
    picture = np.clip(dirt * rough[:, :, None], 0, 255).astype(np.uint8)
    piece_px = float(np.exp(random.uniform(*np.log(_SIZE_PX))))
    paleness = float(random.uniform(0.1, 0.8))
    kinds = [_dulled(random, some_piece(random), paleness) for _ in range(_KINDS)]
    for _ in range(int(random.uniform(*_COVERED) * (_SIDE_PX / piece_px) ** 2)):
        kind = kinds[int(random.integers(_KINDS))]
        wide, high = kind.size_wh
        wide_px = piece_px * float(np.exp(random.normal(0, 0.5))) * wide / max(wide, high)
        foot_xy = (int(random.integers(_SIDE_PX)), int(random.integers(_SIDE_PX + int(piece_px))))
        kind.scaled(max(2, round(wide_px))).lay(picture, foot_xy, has_shadow=False)
    return Rubbish(picture, piece_px)


def _dulled(random: np.random.Generator, piece: Cutout, paleness: float) -> Cutout:
    """Fade a piece, or let it be of white plastic or grey paper with the same folds; all have lain long."""
    level = piece.bgr.mean(axis=2, keepdims=True).astype(np.float32)
    faded = level + (piece.bgr - level) * float(random.uniform(0.2, 1.0))
    if happens(random, paleness):
        folds = (level - level.mean()) * random.uniform(0.3, 0.8)
        faded = folds + random.uniform(130, 245) + random.normal(0, 8, 3)
    bgr = np.clip(faded * random.uniform(0.75, 1.15), 0, 255).astype(np.uint8)
    turns = int(random.integers(4))
    return Cutout(*(np.ascontiguousarray(np.rot90(plane, turns)) for plane in (bgr, piece.alpha)))


def bury(
    random: np.random.Generator, rubbish: Rubbish, picture: Frame, own: Mask, piece_px: float, light: float
) -> None:
    """Cover `own` (H, W) of a picture in place, with a ragged edge, so that pieces are about `piece_px` long.

    `light`: how bright the rubbish is beside what it was drawn as.
    """
    height, width = own.shape
    laid = _cut(random, rubbish, (width, height), piece_px)
    lit = light * (1 + 0.18 * grain(random, own.shape, max(4, height // 10)))
    lit += random.uniform(0, 0.3) * np.linspace(0.5, -0.5, height, dtype=np.float32)[:, None]
    soft = cv2.GaussianBlur(own.astype(np.float32), (0, 0), _RAGGED_PX) + 0.22 * grain(random, own.shape, 5)
    edge = cv2.GaussianBlur((soft > _INSIDE).astype(np.float32), (3, 3), 0)[:, :, None]
    covered = np.clip(laid * lit[:, :, None], 0, 255)
    picture[:] = np.rint(picture * (1 - edge) + covered * edge).astype(np.uint8)


def _cut(random: np.random.Generator, rubbish: Rubbish, size_wh: tuple[int, int], piece_px: float) -> Plane:
    """Cut a piece out of rubbish that goes on for ever and scale it; mirrored by chance, seen at a slant."""
    shrunk = rubbish.piece_px / piece_px
    slant = float(random.uniform(1, _MOST_SLANT))
    rows, columns = (
        (int(random.integers(_SIDE_PX)) + np.arange(max(1, int(length_px)))) % _SIDE_PX
        for length_px in (size_wh[1] * slant * shrunk, size_wh[0] * shrunk)
    )
    if happens(random, 0.5):
        columns = columns[::-1]
    piece = rubbish.picture[rows[:, None], columns]
    return np.asarray(cv2.resize(piece, size_wh, interpolation=cv2.INTER_AREA), dtype=np.float32)
