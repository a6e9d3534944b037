"""The noise of a camera's sensor: another one at every moment, and cheap. Pure."""

import cv2
import numpy as np

from devices.sim.ground import HEIGHT_PX, WIDTH_PX
from vision.arrays import Frame

_SHIFTS = 64
_NIGHT_TIMES = 1.5


class Grain:
    """Noise of one camera: windows of one noisy plane, chosen by the moment."""

    def __init__(self, random: np.random.Generator, levels: float) -> None:
        shape = (HEIGHT_PX + _SHIFTS, WIDTH_PX + _SHIFTS, 1)
        noise = random.standard_normal(shape, np.float32) * levels
        self._by_day = np.rint(np.repeat(noise, 3, axis=2)).astype(np.int8)
        self._by_night = np.rint(np.repeat(noise * _NIGHT_TIMES, 3, axis=2)).astype(np.int8)

    def on(self, frame: Frame, at_ms: int, *, is_night: bool = False) -> Frame:
        """Give a frame (360, 640, 3) with the noise of that moment."""
        # Neighbouring moments take windows far apart, so that no two pictures in a row are alike.
        down, right = divmod(at_ms // 7 * 1009 % _SHIFTS**2, _SHIFTS)
        plane = self._by_night if is_night else self._by_day
        window = plane[down : down + HEIGHT_PX, right : right + WIDTH_PX]
        return np.asarray(cv2.add(frame, window, dtype=cv2.CV_8U), dtype=np.uint8)
