"""Hides people and vehicles: whatever came and is nobody's pile of litter becomes a few coarse blocks. Pure.

No detector of people is asked, as each misses some: what differs from the empty place, or moves, is hidden
with the box around it. While the place is not known, all of the picture is.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane
from vision.background import Background
from vision.pile import Pile, Stage

# So many blocks across the picture: of a face that is a tenth of it wide, five are left.
_BLOCKS = 48
# What is smaller than this share of the picture is no person that could be known: rain, leaves, noise.
_LEAST_SHARE = 0.0002
_JOINING, _MARGIN_PX = np.ones((15, 11), np.uint8), 4
_PILE_MARGIN, _MOVING_MARGIN = np.ones((7, 7), np.uint8), np.ones((9, 9), np.uint8)


def strangers(background: Background, piles: Sequence[Pile]) -> Mask:
    """Mark what is to be hidden, (H, W): boxes around what came, but for piles that are seen.

    On a pile only what moves is hidden. One that was hidden itself at the last look is not spared.
    """
    came = (background.changed | background.moving).view(np.uint8)
    hidden = np.zeros(came.shape, np.uint8)
    joined = cv2.morphologyEx(came, cv2.MORPH_CLOSE, _JOINING)
    # Outlines take a twentieth of the time that all pixels of all parts take.
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for x, y, w, h in map(cv2.boundingRect, outlines):
        if cv2.countNonZero(joined[y : y + h, x : x + w]) >= _LEAST_SHARE * came.size:
            across, along = _MARGIN_PX + w // 8, _MARGIN_PX + h // 8
            hidden[max(0, y - along) : y + h + along, max(0, x - across) : x + w + across] = 1
    seen = np.zeros(came.shape, np.bool_)
    for pile in piles:
        if pile.stage is not Stage.CANDIDATE and pile.hidden_s == 0:
            seen |= pile.mask
    spared = cv2.dilate(seen.view(np.uint8), _PILE_MARGIN)
    moving = cv2.dilate(background.moving.view(np.uint8), _MOVING_MARGIN)
    return np.asarray((hidden > 0) & ((spared == 0) | (moving > 0)), dtype=np.bool_)


def unmoved(hidden: Mask, way: Plane | None, shift_px: tuple[int, int]) -> Mask:
    """Say where what was marked in a steadied frame lies in the frame as the camera gave it.

    Args:
        hidden: (H, W).
        way: (2, 3), by which the frame was moved first; None: not at all.
        shift_px: how far to the right and down the camera had swayed.
    """
    if way is None and shift_px == (0, 0):
        return hidden
    forth = np.array([[1, 0, shift_px[0]], [0, 1, shift_px[1]]], np.float32)
    if way is not None:
        back = np.vstack([cv2.invertAffineTransform(way), [0, 0, 1]])
        forth = np.asarray((back @ np.vstack([forth, [0, 0, 1]]))[:2], dtype=np.float32)
    size_wh = (hidden.shape[1], hidden.shape[0])
    # What lies outside of the steadied frame was not judged.
    moved = cv2.warpAffine(
        hidden.view(np.uint8),
        forth,
        size_wh,
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=1,
    )
    return np.asarray(moved > 0, dtype=np.bool_)


def veiled(frame: Frame, hidden: Mask | None) -> Frame:
    """Give a frame (H, W, 3) BGR with coarse blocks where `hidden`, of any size, says; None: everywhere."""
    if hidden is not None and not hidden.any():
        return frame
    height, width = frame.shape[:2]
    blocks_wh = (_BLOCKS, max(1, round(_BLOCKS * height / width)))
    few = cv2.resize(frame, blocks_wh, interpolation=cv2.INTER_AREA)
    coarse = np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
    if hidden is None:
        return coarse
    where = cv2.resize(hidden.view(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    shown = frame.copy()
    cv2.copyTo(coarse, where, shown)
    return shown
