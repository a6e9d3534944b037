"""What is left of a view when the camera is not well. Pure; draws come from `random`."""

from collections.abc import Callable

import cv2
import numpy as np

from devices.contract.bodies import ViewFault
from vision.arrays import Frame
from vision.compose import weather
from vision.compose.chance import happens

_COVERED_LEVEL, _BLACK_LEVEL = 92, 4
_BLUR_PX = 12.0


def spoilt(random: np.random.Generator, fault: ViewFault, frame: Frame) -> Frame:
    """Give a frame (H, W, 3) as a camera with that fault sees it, or itself when its looks do not change."""
    spoil = _SPOILS.get(fault)
    return frame if spoil is None else spoil(random, frame)


def _black(_random: np.random.Generator, frame: Frame) -> Frame:
    return np.full_like(frame, _BLACK_LEVEL)


def _covered(_random: np.random.Generator, frame: Frame) -> Frame:
    return np.full_like(frame, _COVERED_LEVEL)


def _blurred(_random: np.random.Generator, frame: Frame) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), _BLUR_PX), dtype=np.uint8)


def _dim(_random: np.random.Generator, frame: Frame) -> Frame:
    return np.asarray(cv2.convertScaleAbs(frame, alpha=0.16, beta=8), dtype=np.uint8)


def _overexposed(_random: np.random.Generator, frame: Frame) -> Frame:
    return np.asarray(cv2.convertScaleAbs(frame, alpha=4, beta=90), dtype=np.uint8)


def _moved(random: np.random.Generator, frame: Frame) -> Frame:
    side = 1 if happens(random, 0.5) else -1
    x_px, y_px = side * float(random.uniform(90, 200)), float(random.uniform(-50, 30))
    return weather.pushed(frame, x_px, y_px, float(random.uniform(-8, 8)))


_SPOILS: dict[ViewFault, Callable[[np.random.Generator, Frame], Frame]] = {
    ViewFault.BLACK: _black,
    ViewFault.COVERED: _covered,
    ViewFault.BLURRED: _blurred,
    ViewFault.DIM: _dim,
    ViewFault.OVEREXPOSED: _overexposed,
    ViewFault.MOVED: _moved,
}
