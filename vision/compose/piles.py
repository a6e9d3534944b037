"""Draws piles by their kind, of exactly the box that the truth says. Pure; every draw comes from `random`."""

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


def a_pile(random: np.random.Generator, kind: PileKind) -> Cutout:
    """Draw one pile of a kind, in whatever size it is made."""
    match kind:
        case PileKind.BAG:
            return a_bag(random)
        case PileKind.BAGS:
            return a_heap(random, [a_bag(random) for _ in range(_PIECES)])
        case PileKind.CARTONS:
            return a_heap(random, [a_thing(random) for _ in range(_PIECES)])
        case PileKind.HEAP:
            return a_heap(random)
        case PileKind.SCATTER:
            return _scattered(random)
        case PileKind.CASE:
            return a_case(random)


def pile_in(random: np.random.Generator, kind: PileKind, box: BoxPx) -> Cutout:
    """Draw a pile of a kind that fills the box as much as the truth says of that kind."""
    drawn = [fitted(a_pile(random, kind), box) for _ in range(_DRAWS)]
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


def _alpha(cover: Frame) -> Plane:
    return np.asarray(cover[:, :, 0] / 255, dtype=np.float32)
