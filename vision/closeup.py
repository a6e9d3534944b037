"""The square around a still change, now against the empty place, as the close-up network sees it. Pure."""

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from vision.arrays import XYWH, Frame, Mask, Plane

CloseUp: TypeAlias = npt.NDArray[np.uint8]
"""(64, 64, 8): now BGR, the empty place BGR, 0..255 how far a pixel belongs to the change, and how large the
square is: 0 a fifteenth of the picture's width, 255 all of it."""

SIDE_PX = 64
"""How wide and high it is."""
CHANNELS = 11
"""How many channels `seen` gives."""
_CONTEXT = 2.0
_LEAST_SIDE_PX, _USUAL_WIDTH_PX = 32, 480
_MIDDLE, _REACH, _APART_REACH = 127.5, 64.0, 32.0


def close_up(now: Frame, empty: Frame, xywh_px: XYWH, mask: Mask, full_width_px: int) -> CloseUp:
    """Cut the square around a change out of two pictures (H, W, 3); `mask` (h, w) marks it inside its box.

    `full_width_px`: how wide the whole picture is that these may be cut out of.
    """
    x, y, w, h = xywh_px
    height, width = now.shape[:2]
    # The square lies within the picture: what a border repeats looks like no place at all.
    side = min(max(_LEAST_SIDE_PX, round(_CONTEXT * max(w, h))), height, width)
    left = min(max(0, x + w // 2 - side // 2), width - side)
    top = min(max(0, y + h // 2 - side // 2), height - side)
    plane = np.zeros((height, width), np.uint8)
    plane[y : y + h, x : x + w] = np.uint8(255) * mask
    window = np.s_[top : top + side, left : left + side]
    squares = [_resized(picture[window]) for picture in (now, empty, plane)]
    return np.dstack([*squares, np.full((SIDE_PX, SIDE_PX), _scale(side / full_width_px), np.uint8)])


def seen(taken: CloseUp) -> Plane:
    """Make of close-ups (n, 64, 64, 8) what the network sees of them: (n, 64, 64, 11), each about -2..2."""
    return np.asarray(taken.astype(np.float32) @ LENS + LENS_BIAS, dtype=np.float32)


def _lens() -> Plane:
    """Show now, the empty place, how they differ, where, and how large it is, (8, 11)."""
    lens = np.zeros((8, CHANNELS), np.float32)
    for colour in range(3):
        now, empty, apart = colour, 3 + colour, 6 + colour
        lens[now, now] = lens[empty, empty] = 1 / _REACH
        lens[now, apart], lens[empty, apart] = 1 / _APART_REACH, -1 / _APART_REACH
    lens[6, 9] = lens[7, 10] = 1 / _MIDDLE
    return lens


LENS = _lens()
"""What each channel of a close-up adds to each channel that the network sees."""
LENS_BIAS = np.array([-_MIDDLE / _REACH] * 6 + [0.0] * 3 + [-1.0] * 2, np.float32)
"""What is added to all of them."""


def _scale(share: float) -> int:
    """Say how large a share of the picture's width is, evenly by factors, 0..255."""
    least = _LEAST_SIDE_PX / _USUAL_WIDTH_PX
    return round(float(np.clip(255 * np.log(share / least) / np.log(1 / least), 0, 255)))


def _resized(square: Frame) -> Frame:
    way = cv2.INTER_AREA if len(square) > SIDE_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (SIDE_PX, SIDE_PX), interpolation=way), dtype=np.uint8)
