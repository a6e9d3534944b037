"""Says what has changed in a composed moment, as the detector would give it: all, or a part. Pure."""

import cv2
import numpy as np

from vision.arrays import Blob, Frame, Mask
from vision.change import beyond_neighbours
from vision.compose.chance import happens
from vision.train.moment import Moment

_CHANGED_LEVELS = (16, 30)
_BESIDE = np.ones((15, 15), np.uint8)
_LEAST_PX, _MOST_SHARE = 40, 0.6
_LEAST_REACH_PX = 5.0
_OTHER_BLOBS = 3


def changed(random: np.random.Generator, moment: Moment, worn_share: float) -> Blob | None:
    """Give what changed in a moment, in `worn_share` of all cases a part of it; None: hardly anything."""
    levels = int(random.integers(*_CHANGED_LEVELS))
    apart = beyond_neighbours(moment.now, moment.empty)
    clear, faint = _beyond(apart, levels), _beyond(apart, levels // 2)
    # Of a dark bag on dark ground only an edge is clear; what is faint beside it belongs to it.
    plane = clear | (faint & (cv2.dilate(clear.astype(np.uint8), _BESIDE) > 0))
    if moment.own is not None:
        plane &= moment.own
    joined = cv2.morphologyEx(plane.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    large = [n for n in range(1, count) if _LEAST_PX <= stats[n, 4] <= _MOST_SHARE * plane.size]
    if not large:
        return None
    largest = sorted(large, key=lambda number: -int(stats[number, 4]))[:_OTHER_BLOBS]
    mask = labels == largest[0 if happens(random, 0.75) else int(random.integers(len(largest)))]
    if happens(random, worn_share):
        mask &= worn(random, mask)
    return _boxed(mask) if np.count_nonzero(mask) >= _LEAST_PX else None


def _beyond(apart: Frame, limit: int) -> Mask:
    return np.asarray(cv2.medianBlur((apart > limit).astype(np.uint8), 3) > 0, dtype=np.bool_)


def worn(random: np.random.Generator, mask: Mask) -> Mask:
    """Leave parts of a mask out, as the detector does that looks at what stayed longest or is no shade."""
    rows, columns = np.mgrid[: mask.shape[0], : mask.shape[1]]
    if happens(random, 0.25):
        along = rows if happens(random, 0.5) else columns
        at = float(np.quantile(along[mask], random.uniform(0.3, 0.7)))
        return np.asarray(along < at if happens(random, 0.5) else along >= at, dtype=np.bool_)
    if happens(random, 1 / 3):
        field = cv2.resize(random.normal(0, 1, (28, 28)).astype(np.float32), mask.shape[::-1])
        return np.asarray(field > random.uniform(-1.0, 0.2), dtype=np.bool_)
    # One fragment of it.
    inside = np.argwhere(mask)
    row, column = (int(value) for value in random.choice(inside))
    most_px = max(2 * _LEAST_REACH_PX, 0.5 * float(np.sqrt(len(inside))))
    across_px, down_px = np.exp(random.uniform(np.log(_LEAST_REACH_PX), np.log(most_px), 2))
    return np.asarray(
        ((columns - column) / across_px) ** 2 + ((rows - row) / down_px) ** 2 < 1, dtype=np.bool_
    )


def _boxed(mask: Mask) -> Blob:
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return (x, y, w, h), mask[y : y + h, x : x + w]
