"""Takes close-ups out of clips in which no litter lies: all that stands still there is none. Pure."""

from collections.abc import Iterator, Sequence
from itertools import chain

import cv2
import numpy as np

from vision.arrays import Blob, Frame, Mask
from vision.background import BackgroundModel, Rates
from vision.change import levels
from vision.closeup import CloseUp, close_up
from vision.litter import Region, StillChange, closed
from vision.train.changes import worn

_FRAME_MS, _JUDGED_EVERY = 200, 5
_LEARN_S, _STAYED_S = 10.0, (1.0, 3.0)
_BEGIN_EVERY = 75
_LEAST_AREA_SHARE, _MOST_AREA_SHARE = 0.0004, 0.25
_LEAST_PX = 30


def watched(random: np.random.Generator, frames: Sequence[Frame]) -> Iterator[CloseUp]:
    """Watch a clip of 5 frames a second from several moments on, each way round.

    Args:
        random: which parts of a change are looked at, too.
        frames: of one fixed camera, (H, W, 3) BGR, at working width.
    """
    for begin in range(0, len(frames) - 2 * _BEGIN_EVERY + 1, _BEGIN_EVERY):
        yield from _watched_once(random, frames[begin:])
        yield from _watched_once(random, [np.ascontiguousarray(frame[:, ::-1]) for frame in frames[begin:]])


def _watched_once(random: np.random.Generator, frames: Sequence[Frame]) -> Iterator[CloseUp]:
    height, width = frames[0].shape[:2]
    everywhere, area_px = np.ones((height, width), np.bool_), height * width
    detector = StillChange(everywhere, int(_LEAST_AREA_SHARE * area_px), int(_MOST_AREA_SHARE * area_px))
    model = BackgroundModel(Rates(learn_s=_LEARN_S, poll_s=_FRAME_MS / 1000))
    for number, frame in enumerate(frames):
        background = model.look(frame, number * _FRAME_MS, ~everywhere)
        if number % _JUDGED_EVERY or not background.is_settled:
            continue
        now, empty = np.asarray(cv2.GaussianBlur(frame, (5, 5), 0), np.uint8), levels(background.slow)
        proposed = [detector.propose(frame, background, stayed_s) for stayed_s in _STAYED_S]
        blobs = [blob for region in chain(*proposed) for blob in _blobs(random, region)]
        yield from (close_up(now, empty, *blob, width) for blob in blobs)


def _blobs(random: np.random.Generator, region: Region) -> list[Blob]:
    """Give all of a region, and a part of it."""
    masks = (region.mask, region.mask & worn(random, region.mask))
    return [_bounded(region, mask) for mask in masks if np.count_nonzero(mask) >= _LEAST_PX]


def _bounded(region: Region, mask: Mask) -> Blob:
    left, top, _, _ = region.xywh_px
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return (left + x, top + y, w, h), closed(mask[y : y + h, x : x + w])
