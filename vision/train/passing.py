"""Takes moments out of pictures of people and vehicles that pass. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from vision.arrays import Blob, Frame, Mask
from vision.compose.chance import happens
from vision.compose.material import Passage
from vision.litter import is_ghost
from vision.train.moment import SIDE_PX, Moment

_APART_LEVELS, _LEAST_PX = 24, 60
_WIDTHS_PX = (330, 720)
_TRIES = 6


def passed(random: np.random.Generator, passages: Sequence[Passage]) -> Moment:
    """Take a square about somebody or something that passes; of the last of some tries about anything."""
    found, own = _tried(random, passages)
    for _ in range(_TRIES - 1):
        if own.any():
            break
        found, own = _tried(random, passages)
    if not happens(random, 0.5):
        return replace(found, own=own)
    now, empty = (np.ascontiguousarray(each[:, ::-1]) for each in (found.now, found.empty))
    return Moment(now, empty, np.ascontiguousarray(own[:, ::-1]), found.full_px)


def _tried(random: np.random.Generator, passages: Sequence[Passage]) -> tuple[Moment, Mask]:
    passage = passages[int(random.integers(len(passages)))]
    frame = passage.frames[int(random.integers(len(passage.frames)))]
    height, width = frame.shape[:2]
    full_px = int(random.uniform(*_WIDTHS_PX))
    size_wh = (full_px, max(SIDE_PX, round(full_px * height / width)))
    now, empty = (
        np.asarray(cv2.resize(each, size_wh, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        for each in (frame, passage.place)
    )
    own = np.zeros(now.shape[:2], np.bool_)
    blobs = [blob for blob in _apart(now, empty) if not is_ghost(now, empty.astype(np.float32), *blob)]
    x, y, w, h = (int(random.integers(size_wh[0])), int(random.integers(size_wh[1])), 0, 0)
    if blobs:
        (x, y, w, h), mask = blobs[int(random.integers(len(blobs)))]
        own[y : y + h, x : x + w] = mask
    left = int(np.clip(x + w // 2 - SIDE_PX // 2 + random.normal(0, 12), 0, size_wh[0] - SIDE_PX))
    top = int(np.clip(y + h // 2 - SIDE_PX // 2 + random.normal(0, 12), 0, size_wh[1] - SIDE_PX))
    window = np.s_[top : top + SIDE_PX, left : left + SIDE_PX]
    return Moment(now[window], empty[window], full_px=full_px), own[window]


def _apart(now: Frame, empty: Frame) -> list[Blob]:
    apart = cv2.absdiff(now, empty).max(axis=2)
    plane = cv2.dilate((apart > _APART_LEVELS).astype(np.uint8), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plane)
    blobs = []
    for number in range(1, count):
        x, y, w, h, area_px = (int(value) for value in stats[number])
        if area_px >= _LEAST_PX:
            blobs.append(((x, y, w, h), labels[y : y + h, x : x + w] == number))
    return blobs
