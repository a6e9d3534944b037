"""How far a picture lies from a model of the place, pixel by pixel, and what of that is a change. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame, Plane

# Grey levels: JPEG blocks and rain stay below about 16 (labelled clips, vision.evaluate, 2026-11-22).
_CHANGED_LEVELS = 16.0
# By night a bag is 10 levels lighter than a dark road of 50 (`village-hub vision days festival`, 2026-11-26).
_DARK_LEVELS, _DARK_SHARE = 4.0, 0.12
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_SPECK_PX = 3


def soft(frame: Frame) -> Frame:
    """Take the finest grain out of a frame (H, W, 3)."""
    return np.asarray(cv2.GaussianBlur(frame, (5, 5), 0), dtype=np.uint8)


def levels(model: Plane) -> Frame:
    """Show a model (H, W, 3) as the picture it stands for."""
    return np.asarray(cv2.convertScaleAbs(model), dtype=np.uint8)


def beyond_neighbours(now: Frame, model: Frame) -> Frame:
    """How far a pixel lies outside of what its neighbours in the model span: what only swayed lies inside."""
    above = cv2.subtract(now, cv2.dilate(model, _NEIGHBOURS))
    below = cv2.subtract(cv2.erode(model, _NEIGHBOURS), now)
    return most(np.asarray(cv2.max(above, below), dtype=np.uint8))


def most(channels: Frame) -> Frame:
    """Give the largest of the three channels of each pixel, (H, W)."""
    blue, green, red = cv2.split(channels)
    return np.asarray(cv2.max(blue, cv2.max(green, red)), dtype=np.uint8)


def changed_levels(place: Plane, *, is_grey: bool) -> Plane | float:
    """Say by how many levels a thing differs from a place (H, W, 3): in infrared by less where it is dark."""
    if not is_grey:
        return _CHANGED_LEVELS
    dark = np.minimum(_DARK_LEVELS + _DARK_SHARE * place[:, :, 1], _CHANGED_LEVELS)
    return np.asarray(dark, dtype=np.float32)


def tolerance(spread: Plane, least: Plane | float, times: float) -> Frame:
    """Say how far each pixel may lie from its model: `least` levels, and so many times its spread (H, W)."""
    if isinstance(least, float):
        return np.asarray(cv2.convertScaleAbs(spread, alpha=times, beta=least), dtype=np.uint8)
    return np.asarray(cv2.convertScaleAbs(cv2.scaleAdd(spread, times, least)), dtype=np.uint8)


def beyond(apart: Frame, allowed: Frame) -> Frame:
    """Mark with 255 what is further apart than allowed (H, W), without specks."""
    return np.asarray(cv2.medianBlur(cv2.compare(apart, allowed, cv2.CMP_GT), _SPECK_PX), dtype=np.uint8)
