"""Pictures to dump litter on, and what looks like litter but is none: leaves, stones, clods. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYXY, Frame
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.material import Material
from vision.train.busy import fill_street

WIDTH_PX, HEIGHT_PX = 288, 224
"""The size of the pictures that the heap model learns from."""
_SQUEEZE = (0.75, 1.35)
_MOST_REGIONS = 4
_BLOB_PX = 48
_BUSY_SHARE = 0.45
_HULL = 7


@dataclass(frozen=True, slots=True)
class Ground:
    """A picture (H, W, 3) BGR and the boxes of all litter in it, pixels; none: it is clean."""

    picture: Frame
    boxes: tuple[XYXY, ...]


def cut(random: np.random.Generator, ground: Ground, least_share: float = 0.35) -> Ground:
    """Cut a piece out of a picture, of the size that is learnt from, with the boxes that are left in it."""
    height, width = ground.picture.shape[:2]
    share = float(random.uniform(least_share, 1.0))
    wide = share * width
    high = min(height, wide * HEIGHT_PX / WIDTH_PX * float(random.uniform(*_SQUEEZE)))
    left, top = float(random.uniform(0, width - wide)), float(random.uniform(0, height - high))
    window = ground.picture[int(top) : max(int(top) + 8, int(top + high)), int(left) : int(left + wide)]
    resized = cv2.resize(window, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    picture = np.asarray(resized, dtype=np.uint8)
    across, down = WIDTH_PX / wide, HEIGHT_PX / high
    boxes = [
        (
            max(0.0, (x0 - left) * across),
            max(0.0, (y0 - top) * down),
            min(float(WIDTH_PX), (x1 - left) * across),
            min(float(HEIGHT_PX), (y1 - top) * down),
        )
        for x0, y0, x1, y1 in ground.boxes
    ]
    return Ground(picture, tuple(box for box in boxes if box[2] - box[0] > 1 and box[3] - box[1] > 1))


def patched(random: np.random.Generator, grounds: Sequence[Ground], picture: Frame) -> Frame:
    """Lay regions of other pictures on one: places that nobody has seen, with borders that mean nothing."""
    made = picture.copy()
    for _ in range(int(random.integers(1, _MOST_REGIONS))):
        other = cut(random, grounds[int(random.integers(len(grounds)))], 0.2).picture
        if happens(random, 0.5):
            # A strip: a road, a wall, the sky.
            at, slope = random.uniform(0.2, 0.8), random.uniform(-0.4, 0.4)
            rows, columns = np.indices(made.shape[:2])
            beyond = (rows - at * HEIGHT_PX - slope * (columns - WIDTH_PX / 2)) * random.choice((-1, 1))
            plane = np.asarray(beyond > 0, dtype=np.bool_)
        else:
            hull = _hull(random, (HEIGHT_PX, WIDTH_PX), random.uniform(20, 110))
            plane = np.asarray(hull > 0, dtype=np.bool_)
        made[plane] = other[plane]
    return made


def cluttered(
    random: np.random.Generator, material: Material, grounds: Sequence[Ground], picture: Frame
) -> Frame:
    """Put on a picture what is no litter: people, vehicles, heaps of leaves and of pieces of other places."""
    made = picture.copy()
    if happens(random, _BUSY_SHARE):
        fill_street(random, material, made)
    for _ in range(int(random.integers(0, 4))):
        foot_xy = (int(random.uniform(0, WIDTH_PX)), int(random.uniform(0.4, 1.05) * HEIGHT_PX))
        if happens(random, 0.5):
            thing, wide = material.some_person(random), random.uniform(10, 70)
        else:
            thing, wide = material.some_vehicle(random), random.uniform(24, 170)
        thing.scaled(int(wide)).lay(made, foot_xy)
    if happens(random, 0.5):
        _heap_of_nothing(random, grounds, made)
    return made


def _heap_of_nothing(random: np.random.Generator, grounds: Sequence[Ground], picture: Frame) -> None:
    """Heap or strew what the place is made of, so that edges of what was laid upon it tell nothing."""
    kinds = [_blob(random, grounds) for _ in range(4)]
    x, y = float(random.uniform(0, WIDTH_PX)), float(random.uniform(0.4, 1.0) * HEIGHT_PX)
    reach_px, size_px = float(random.uniform(6, 70)), float(random.uniform(3, 26))
    for _ in range(int(random.integers(1, 40))):
        x_px, y_px = random.normal(0, (reach_px, 0.4 * reach_px))
        wide_px = max(2, int(size_px * random.uniform(0.5, 1.5)))
        piece = kinds[int(random.integers(len(kinds)))].scaled(wide_px)
        piece.lay(picture, (int(x + x_px), int(y + y_px)), has_shadow=happens(random, 0.3))


def _blob(random: np.random.Generator, grounds: Sequence[Ground]) -> Cutout:
    """Give a piece of a place, or one of a single colour of places: a leaf, a stone, a clod."""
    source = cut(random, grounds[int(random.integers(len(grounds)))], 0.2).picture
    x, y = int(random.integers(WIDTH_PX - _BLOB_PX)), int(random.integers(HEIGHT_PX - _BLOB_PX))
    bgr = source[y : y + _BLOB_PX, x : x + _BLOB_PX].copy()
    if happens(random, 0.5):
        light = 1 + 0.15 * cv2.resize(random.normal(0, 1, (5, 5)).astype(np.float32), (_BLOB_PX, _BLOB_PX))
        bgr = np.clip(bgr.mean(axis=(0, 1)) * light[:, :, None], 0, 255).astype(np.uint8)
    alpha = _hull(random, (_BLOB_PX, _BLOB_PX), random.uniform(8, 16), (_BLOB_PX / 2, _BLOB_PX / 2))
    return Cutout(bgr, np.asarray(cv2.GaussianBlur(alpha, (3, 3), 0), dtype=np.float32))


def _hull(
    random: np.random.Generator,
    shape_hw: tuple[int, int],
    reach_px: float,
    middle: tuple[float, float] | None = None,
) -> np.ndarray:
    """Fill a convex shape about a place, (H, W) float32 0 or 1."""
    about = middle or (random.uniform(0, shape_hw[1]), random.uniform(0, shape_hw[0]))
    corners = (np.array(about) + random.normal(0, reach_px, (_HULL, 2))).astype(np.float32)
    plane = np.zeros(shape_hw, np.float32)
    cv2.fillConvexPoly(plane, cv2.convexHull(corners).reshape(-1, 2).astype(np.int32), 1.0)
    return plane
