"""Draws piles by their kind, of exactly the box that the truth says. Pure; every draw comes from `random`."""

from collections.abc import Callable

import cv2
import numpy as np

from devices.sim.ground import BoxPx, PileKind, fill_of
from vision.arrays import Frame, Plane
from vision.compose.cutout import Cutout
from vision.compose.litter import a_bag, a_case, a_heap, a_thing

_PIECES = 5
_DRAWS = 5
_SOLID = 0.5
_FIELD_HW = (80, 250)
_HILL_HW = (90, 200)
_STONES_BGR = ((92, 104, 150), (150, 150, 152), (188, 192, 195), (70, 82, 122), (120, 128, 134))


def pile_in(random: np.random.Generator, kind: PileKind, box: BoxPx) -> Cutout:
    """Draw a pile of a kind that fills the box as much as the truth says of that kind."""
    drawn = [fitted(_DRAWN[kind](random), box) for _ in range(_DRAWS)]
    return min(drawn, key=lambda pile: abs(float((pile.alpha > _SOLID).mean()) - fill_of(kind)))


def fitted(pile: Cutout, box: BoxPx) -> Cutout:
    """Bring a pile to the size of a box, so that its solid pixels reach all four sides."""
    left, top, right, foot = box
    solid = pile.alpha > _SOLID
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    size_wh = (right - left, foot - top)
    way = cv2.INTER_AREA if size_wh[0] < pile.size_wh[0] else cv2.INTER_LINEAR
    return Cutout(
        np.asarray(cv2.resize(pile.bgr[window], size_wh, interpolation=way), dtype=np.uint8),
        np.asarray(cv2.resize(pile.alpha[window], size_wh, interpolation=way), dtype=np.float32),
    )


def _bags(random: np.random.Generator) -> Cutout:
    return a_heap(random, [a_bag(random) for _ in range(_PIECES)])


def _cartons(random: np.random.Generator) -> Cutout:
    return a_heap(random, [a_thing(random) for _ in range(_PIECES)])


def _scattered(random: np.random.Generator) -> Cutout:
    """Strew papers, bottles and a bag or two over the ground, not upon each other."""
    height, width = _FIELD_HW
    drawn, cover = np.zeros((height, width, 3), np.uint8), np.zeros((height, width, 3), np.uint8)
    for number in range(int(random.integers(14, 24))):
        piece = (a_bag(random) if number % _PIECES == 0 else a_thing(random)).scaled(
            int(random.uniform(26, 52))
        )
        place = int(random.uniform(26, width - 26)), int(random.uniform(34, height - 2))
        piece.lay(drawn, place, has_shadow=False)
        Cutout(np.full_like(piece.bgr, 255), piece.alpha).lay(cover, place, has_shadow=False)
    return Cutout(drawn, _alpha(cover))


def _rubble(random: np.random.Generator) -> Cutout:
    """Tip out bricks, plaster and concrete: a low hill of angular pieces."""
    height, width = _HILL_HW
    drawn, alpha = np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.uint8)
    for number in range(170):
        across = float(np.clip(random.normal(0.5, 0.19), 0.06, 0.94))
        top = 1 - (1 - (2 * across - 1) ** 2) * (1 - number / 170) * 0.85
        middle = np.array((across * width, top * (height - 8) + random.uniform(0, 6)))
        corners = (middle + random.normal(0, random.uniform(3, 7), (5, 2))).astype(np.int32)
        colour = np.array(_STONES_BGR[int(random.integers(len(_STONES_BGR)))]) * random.uniform(0.6, 1.15)
        hull = cv2.convexHull(corners)
        cv2.fillConvexPoly(drawn, hull, np.clip(colour, 0, 255).tolist(), cv2.LINE_AA)
        cv2.fillConvexPoly(alpha, hull, 255, cv2.LINE_AA)
    return Cutout(drawn, np.asarray(alpha / 255, dtype=np.float32))


def _alpha(cover: Frame) -> Plane:
    return np.asarray(cover[:, :, 0] / 255, dtype=np.float32)


_DRAWN: dict[PileKind, Callable[[np.random.Generator], Cutout]] = {
    PileKind.BAG: a_bag,
    PileKind.BAGS: _bags,
    PileKind.CARTONS: _cartons,
    PileKind.HEAP: a_heap,
    PileKind.SCATTER: _scattered,
    PileKind.FURNITURE: a_case,
    PileKind.RUBBLE: _rubble,
}
