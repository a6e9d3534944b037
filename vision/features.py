"""What a still change looks like, as one row of numbers: the thing now against the empty place. Pure.

Gradient histograms after Dalal & Triggs, CVPR 2005, weighted by how surely a pixel belongs to the change.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYWH, Frame, Mask, Plane

_SIDE_PX, _CELL_PX, _BINS = 48, 8, 8
_CELLS = _SIDE_PX // _CELL_PX
_CONTEXT = 1.5
_LEAST_SIDE_PX = 24
_USUAL_PX = 480
_FLAT = 1e-6
_RATIO_STEPS = np.array([-3.0, -0.9, -0.5, -0.25, -0.1, 0.1, 0.25, 0.5, 3.0])
_SATURATION_STEPS = np.array([-1.0, 20, 45, 80, 130, 256])
COUNT = _CELLS * _CELLS * _BINS + (_CELLS // 2) ** 2 * _BINS + 4 * _CELLS * _CELLS + 51
"""How many numbers `features` gives."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A square around a still change, at 48 x 48 pixels. `now`, `empty` (48, 48, 3) float32; `mask` 0..1.

    `size_log`: of width and height of the change in pixels, against 480, the usual width of the picture.
    """

    now: Plane
    empty: Plane
    mask: Plane
    size_log: tuple[float, float]


def patch(now: Frame, empty: Frame, xywh_px: XYWH, mask: Mask) -> Patch:
    """Cut the square around a change out of two pictures (H, W, 3); `mask` (h, w) marks it inside its box."""
    x, y, w, h = xywh_px
    side = max(_LEAST_SIDE_PX, round(_CONTEXT * max(w, h)))
    left, top = x + w // 2 - side // 2, y + h // 2 - side // 2
    plane = np.zeros(now.shape[:2], np.uint8)
    plane[y : y + h, x : x + w] = np.uint8(255) * mask
    return Patch(
        _square(now, left, top, side),
        _square(empty, left, top, side),
        _square(plane, left, top, side) / np.float32(255),
        (float(np.log(w / _USUAL_PX)), float(np.log(h / _USUAL_PX))),
    )


def features(seen: Patch) -> Plane:
    """Describe a patch as one row (COUNT,) float32."""
    grey_now, grey_empty = _grey(seen.now), _grey(seen.empty)
    edges_now, edges_empty = _gradients(grey_now), _gradients(grey_empty)
    inside = seen.mask
    row = np.concatenate(
        [
            _histogram(edges_now, inside, _CELLS),
            _histogram(edges_empty, inside, _CELLS // 2),
            _cells(inside, 2 * _CELLS),
            _figures(seen, grey_now, grey_empty, _norm(edges_now), _norm(edges_empty)),
        ]
    )
    return np.asarray(row, dtype=np.float32)


def _square(picture: Frame, left: int, top: int, side: int) -> Plane:
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + side), min(height, top + side)
    beyond = (y0 - top, top + side - y1, x0 - left, left + side - x1)
    cut = cv2.copyMakeBorder(picture[y0:y1, x0:x1], *beyond, borderType=cv2.BORDER_REPLICATE)
    way = cv2.INTER_AREA if side > _SIDE_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cut, (_SIDE_PX, _SIDE_PX), interpolation=way), dtype=np.float32)


def _grey(picture: Plane) -> Plane:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.float32)


def _gradients(grey: Plane) -> tuple[Plane, Plane]:
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.25)
    return np.asarray(across, dtype=np.float32), np.asarray(down, dtype=np.float32)


def _norm(gradients: tuple[Plane, Plane]) -> Plane:
    return np.asarray(np.hypot(*gradients), dtype=np.float32)


def _histogram(gradients: tuple[Plane, Plane], weight: Plane, cells: int) -> Plane:
    """Directions of edges in each of `cells` x `cells` cells, each cell against itself and its neighbours."""
    across, down = gradients
    turn = np.arctan2(down, across) % np.pi
    number = np.minimum((turn * (_BINS / np.pi)).astype(np.intp), _BINS - 1)
    strength = _norm(gradients) * (0.15 + 0.85 * weight)
    size_px = _SIDE_PX // cells
    row, column = np.indices(number.shape) // size_px
    place = (row * cells + column) * _BINS + number
    counts = np.bincount(place.ravel(), strength.ravel(), cells * cells * _BINS)
    planes = (counts / size_px**2).reshape(cells, cells, _BINS).astype(np.float32)
    energy = cv2.blur(planes.sum(axis=2), (3, 3), borderType=cv2.BORDER_REFLECT)
    return np.asarray(planes / (energy[:, :, None] + 4), dtype=np.float32).ravel()


def _cells(plane: Plane, cells: int) -> Plane:
    return np.asarray(cv2.resize(plane, (cells, cells), interpolation=cv2.INTER_AREA), np.float32).ravel()


def _figures(seen: Patch, grey_now: Plane, grey_empty: Plane, edges_now: Plane, edges_empty: Plane) -> Plane:
    inside = seen.mask > 0.5  # noqa: PLR2004  more than half of the pixel
    if not inside.any():
        inside = seen.mask >= seen.mask.max()
    solid = inside.astype(np.uint8)
    ring = (cv2.dilate(solid, np.ones((9, 9), np.uint8)) > 0) & ~inside
    ring = ring if ring.any() else inside
    outline = cv2.morphologyEx(solid, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    now, empty = seen.now[inside], seen.empty[inside]
    ratios = np.log((now + 4) / (empty + 4))
    light = ratios.mean(axis=1)
    saturation = now.max(axis=1) - now.min(axis=1)
    return np.concatenate(
        [
            _colours(now),
            _colours(empty),
            _colours(seen.now[ring]),
            ratios.mean(axis=0),
            ratios.std(axis=0),
            np.histogram(light.clip(-2.9, 2.9), _RATIO_STEPS)[0] / light.size,
            np.histogram(saturation, _SATURATION_STEPS)[0] / light.size,
            [
                _likeness(grey_now[inside], grey_empty[inside]),
                _likeness(grey_now[ring], grey_empty[ring]),
                edges_now[outline].mean() / 10 if outline.any() else 0.0,
                edges_empty[outline].mean() / 10 if outline.any() else 0.0,
                edges_now[inside].mean() / 10,
                edges_empty[inside].mean() / 10,
                np.abs(now - empty).mean() / 30,
                float(inside.mean()),
                _swayed(grey_now, grey_empty, inside),
                *seen.size_log,
                seen.size_log[0] - seen.size_log[1],
                float(np.abs(seen.now[ring] - seen.empty[ring]).mean()) / 30,
                float(light.std()),
            ],
        ]
    )


def _colours(pixels: Plane) -> Plane:
    """Means and spreads of three channels, about 0..1."""
    return np.concatenate([pixels.mean(axis=0) / 255, pixels.std(axis=0) / 64])


def _likeness(one: Plane, other: Plane) -> float:
    left, right = one - one.mean(), other - other.mean()
    norm = float(np.sqrt((left * left).sum() * (right * right).sum()))
    return float((left * right).sum()) / norm if norm > _FLAT else 0.0


def _swayed(grey_now: Plane, grey_empty: Plane, inside: Mask) -> float:
    """Say how much of the difference is left when the empty place may be moved by a few pixels, 0..1."""
    low = cv2.erode(grey_empty, np.ones((7, 7), np.uint8))
    high = cv2.dilate(grey_empty, np.ones((7, 7), np.uint8))
    left = np.maximum(grey_now - high, 0) + np.maximum(low - grey_now, 0)
    whole = float(np.abs(grey_now - grey_empty)[inside].mean())
    return float(left[inside].mean()) / whole if whole > _FLAT else 0.0
