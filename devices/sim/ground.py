"""The ground that every pretend camera sees: where a pile of some size lies in the picture. Pure.

A camera 4.5 m above the ground that looks level, with its picture cut so that the horizon is high up: what is
true of a pinhole is exact here, and four points of it calibrate a camera.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

WIDTH_PX, HEIGHT_PX = 640, 360
HORIZON_PX = 96
"""The row of the horizon."""
CAMERA_HEIGHT_M = 4.5
FOCAL_PX = 480.0
_NEAR_PX, _FAR_PX = 350, 218
_MARGIN_PX = 24
_HALVINGS = 40
_ACROSS_M, _FROM_M, _TO_M = 2.0, 9.0, 15.0

BoxPx = tuple[int, int, int, int]
"""Left, top, right, foot in pixels of a picture of 640 x 360."""


class PileKind(StrEnum):
    """What a pile is made of."""

    BAG = "bag"
    BAGS = "bags"
    CARTONS = "cartons"
    HEAP = "heap"
    SCATTER = "scatter"
    FURNITURE = "furniture"
    RUBBLE = "rubble"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How high a kind of pile is for its width, in the picture, and what share of its box it fills."""

    height: float
    fill: float


# Means over 200 drawings of each kind by `vision.compose.piles` (2026-11-26).
_SHAPES = {
    PileKind.BAG: _Shape(1.03, 0.71),
    PileKind.BAGS: _Shape(0.49, 0.63),
    PileKind.CARTONS: _Shape(0.36, 0.53),
    PileKind.HEAP: _Shape(0.46, 0.58),
    PileKind.SCATTER: _Shape(0.34, 0.51),
    PileKind.FURNITURE: _Shape(0.71, 0.87),
    PileKind.RUBBLE: _Shape(0.44, 0.5),
}


def fill_of(kind: PileKind) -> float:
    """Say what share of its box a kind of pile fills."""
    return _SHAPES[kind].fill


def px_per_m(foot_px: float) -> float:
    """Say how many pixels a metre has for what stands on that row."""
    return (foot_px - HORIZON_PX) / CAMERA_HEIGHT_M


def row_at(away_m: float) -> float:
    """Say on which row the ground at that distance lies."""
    return HORIZON_PX + FOCAL_PX * CAMERA_HEIGHT_M / away_m


def away_m_at(row_px: float) -> float:
    """Say how far away the ground is that lies on a row below the horizon."""
    return FOCAL_PX * CAMERA_HEIGHT_M / (row_px - HORIZON_PX)


def hidden_m2(box: tuple[float, float, float, float]) -> float:
    """Say how much ground all of a box (left, top, right, foot) hides that stands on its foot."""
    left, top, right, foot = box
    near, far = foot - HORIZON_PX, top - HORIZON_PX
    return (right - left) * FOCAL_PX * CAMERA_HEIGHT_M**2 / 2 * (1 / far**2 - 1 / near**2)


def box_of(kind: PileKind, size_m2: float, foot_xy: tuple[int, int]) -> BoxPx:
    """Give the box of a pile that hides that much ground from the camera.

    Args:
        kind: what it is made of: how high it is, and how much of its box it fills.
        size_m2: ground that it lies on or hides, as a calibrated camera measures it; > 0.
        foot_xy: the middle of its foot in pixels, below the horizon.
    """
    shape, (x, foot) = _SHAPES[kind], foot_xy
    least, most = 1.0, 0.9 * (foot - HORIZON_PX) / shape.height
    for _ in range(_HALVINGS):
        width = (least + most) / 2
        box = (0.0, foot - shape.height * width, width, float(foot))
        least, most = (width, most) if shape.fill * hidden_m2(box) < size_m2 else (least, width)
    half, high = max(2, round(least / 2)), max(4, round(shape.height * least))
    return x - half, foot - high, x + half, foot


def laid(random: Random, kind: PileKind, size_m2: float) -> BoxPx:
    """Choose a place for a pile on the ground that is well in view, and give its box."""
    foot = random.randint(_FAR_PX, _NEAR_PX)
    left, _, right, _ = box_of(kind, size_m2, (0, foot))
    half = (right - left) // 2
    edge = min(WIDTH_PX // 2, half + _MARGIN_PX)
    return box_of(kind, size_m2, (random.randint(edge, WIDTH_PX - edge), foot))


def calibration() -> tuple[tuple[tuple[float, float], ...], float, float]:
    """Give what calibrates these cameras: four corners as shares, and the width and depth in metres."""
    corners = tuple(
        _share(across_m, away_m)
        for across_m, away_m in (
            (-_ACROSS_M, _FROM_M),
            (_ACROSS_M, _FROM_M),
            (_ACROSS_M, _TO_M),
            (-_ACROSS_M, _TO_M),
        )
    )
    return corners, 2 * _ACROSS_M, _TO_M - _FROM_M


def _share(across_m: float, away_m: float) -> tuple[float, float]:
    row = row_at(away_m)
    return (WIDTH_PX / 2 + across_m * px_per_m(row)) / WIDTH_PX, row / HEIGHT_PX
