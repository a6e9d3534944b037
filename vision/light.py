"""How the light changed between the empty place and now: overall gain, and infrared. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame, Plane

_EVERY = 6
# Pixels darker or brighter than these tell nothing about how the light changed.
_DARK, _BRIGHT, _CLIPPED = 20, 235, 250
_LEAST_SHARE = 10
_GAINS = (0.4, 2.5)
# The mean spread between the channels of a picture; infrared pictures stay below 1, a grey day above 4.
_GREY_LEVELS = 2.0


def gain_between(now: Frame, known: Plane) -> Plane | None:
    """Say by what factor each channel (3,) became brighter; None when too little of the picture tells.

    Args:
        now: (H, W, 3) BGR, what is seen.
        known: (H, W, 3) BGR, the same place as it was known.
    """
    seen, was = _sample(now), _sample(known)
    usable = (was.min(axis=0) > _DARK) & (was.max(axis=0) < _BRIGHT) & (seen.max(axis=0) < _CLIPPED)
    if np.count_nonzero(usable) < usable.size // _LEAST_SHARE:
        return None
    gain = np.median(seen[:, usable] / was[:, usable], axis=1).clip(*_GAINS)
    return np.asarray(gain, dtype=np.float32)


def is_grey(frame: Frame) -> bool:
    """Tell a picture without colour, as cameras give in infrared."""
    sample = _sample(frame)
    return float((sample.max(axis=0) - sample.min(axis=0)).mean()) < _GREY_LEVELS


def _sample(picture: Frame | Plane) -> Plane:
    """Take some pixels of a picture (H, W, 3), (3, n): numpy goes through long rows many times faster."""
    return np.ascontiguousarray(picture[::_EVERY, ::_EVERY].reshape(-1, 3).T, dtype=np.float32)


def grey(picture: Frame | Plane) -> Plane:
    """Take the colour out of a picture (H, W, 3), keeping its shape."""
    flat = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.repeat(flat[:, :, None], 3, axis=2).astype(np.float32)
