"""Large patches of shade or sun, as clouds and houses cast them: no change of the place. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane

_STEP = 2
# Litter is narrower than this at working width; a smaller shadow is judged by its texture later.
_LEAST_WIDTH_PX = 52
_RATIOS = (0.3, 1.9)
_SAME_HUE = 0.05
# How far a pixel may be from the shade around it: a black bag in the shade is darker than that.
_SAME_RATIO = 1.25
_HALF, _FAINT = 0.5, 1e-3
_DARK = 4.0


def shade(now: Frame, empty: Frame, changed: Frame) -> Mask:
    """Mark changed pixels that belong to a large patch of other light, (H, W).

    Args:
        now: (H, W, 3) BGR, softened.
        empty: (H, W, 3) BGR, the empty place.
        changed: (H, W) 0 or 255.
    """
    # At half the size: a quarter of the time, and a border of one pixel more or less is no litter.
    ratio, is_hue_kept = _ratio(now[::2, ::2], empty[::2, ::2])
    alike = (changed[::2, ::2] > 0) & _is_light(ratio, is_hue_kept)
    height, width = ratio.shape
    size_wh = (max(1, width // _STEP), max(1, height // _STEP))
    small = cv2.resize(alike.astype(np.float32), size_wh, interpolation=cv2.INTER_AREA)
    side = _LEAST_WIDTH_PX // (2 * _STEP)
    # Holes of litter in the shade are closed first, or the shade around it would count as narrow.
    solid = cv2.morphologyEx((small > _HALF).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    large = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not large.any():
        return np.zeros(changed.shape, np.bool_)
    around = _around(ratio, alike, size_wh, side)
    reach = cv2.resize(cv2.dilate(large, np.ones((3, 3), np.uint8)), (width, height)) > 0
    likeness = ratio / around
    shaded = alike & reach & (likeness > 1 / _SAME_RATIO) & (likeness < _SAME_RATIO)
    whole = cv2.resize(shaded.astype(np.uint8), changed.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole, dtype=np.bool_)


def is_shade(now: Frame, empty: Frame) -> Mask:
    """Mark the pixels (h, w) that only became darker or brighter, each by itself."""
    return _is_light(*_ratio(now, empty))


def _is_light(ratio: Plane, is_hue_kept: Mask) -> Mask:
    return np.asarray(is_hue_kept & (ratio > _RATIOS[0]) & (ratio < _RATIOS[1]), dtype=np.bool_)


def _ratio(now: Frame, empty: Frame) -> tuple[Plane, Mask]:
    """Say how much brighter each pixel is, and whether it kept its hue."""
    seen, known = _channels(now), _channels(empty)
    seen_sum, known_sum = sum(seen), sum(known)
    hue = sum(np.abs(one / seen_sum - other / known_sum) for one, other in zip(seen, known, strict=True))
    return np.asarray(seen_sum / known_sum, dtype=np.float32), np.asarray(hue < _SAME_HUE, dtype=np.bool_)


def _channels(picture: Frame) -> list[Plane]:
    """Take a picture (h, w, 3) apart, as whole channels are summed up much faster than pixels are."""
    return [picture[:, :, channel].astype(np.float32) + _DARK for channel in range(3)]


def _around(ratio: Plane, alike: Mask, size_wh: tuple[int, int], side: int) -> Plane:
    """Give the mean ratio of the alike pixels in the neighbourhood of each pixel."""
    weight = cv2.resize(alike.astype(np.float32), size_wh, interpolation=cv2.INTER_AREA)
    total = cv2.resize(ratio * alike, size_wh, interpolation=cv2.INTER_AREA)
    mean = (cv2.blur(total, (side, side)) + _FAINT) / (cv2.blur(weight, (side, side)) + _FAINT)
    return np.asarray(cv2.resize(mean, ratio.shape[::-1]), dtype=np.float32)
