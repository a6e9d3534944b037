"""What light, weather, sensor and mast do to a picture (H, W, 3) BGR. Pure; draws come from `random`."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vision.arrays import XYXY, Frame, Plane

_RAIN_LEVELS = 38


def shaded(frame: Frame, corners: Plane, gain: float, soft_px: float) -> Frame:
    """Multiply what lies in a polygon (n, 2) pixels by a gain, with a soft border."""
    plane = np.zeros(frame.shape[:2], np.float32)
    cv2.fillPoly(plane, [corners.astype(np.int32)], 1.0)
    field = 1 + (gain - 1) * cv2.GaussianBlur(plane, (0, 0), max(0.5, soft_px))
    return _levels(frame * field[:, :, None])


def clouded(frame: Frame, gain: float, tilt: float) -> Frame:
    """Take light away, by `gain` in the middle and by `tilt` more on one side than on the other."""
    across = np.linspace(-tilt, tilt, frame.shape[1], dtype=np.float32)[None, :, None]
    return _levels(frame * (gain + across))


def exposed(frame: Frame, gamma: float) -> Frame:
    """Bend the tones as a camera does that exposes anew; the middle ones stay."""
    tones = 255 * (np.arange(256) / 255) ** gamma
    bent = cv2.LUT(frame, _levels(tones)).astype(np.float32)
    return _levels(bent * (np.median(frame) + 1) / (np.median(bent) + 1))


def wet(frame: Frame, middle: tuple[int, int], radii: tuple[int, int]) -> Frame:
    """Darken a puddle and let it shine a little."""
    plane = np.zeros(frame.shape[:2], np.float32)
    cv2.ellipse(plane, middle, radii, 0, 0, 360, 1.0, cv2.FILLED)
    puddle = cv2.GaussianBlur(plane, (0, 0), 2)[:, :, None]
    return _levels(frame * (1 - 0.42 * puddle) + 12 * puddle)


_WHITE = (1.0, 1.0, 1.0)


def lit_by_lamp(
    frame: Frame, middle: tuple[int, int], radius: int, levels: float, tint_bgr: tuple[float, ...] = _WHITE
) -> Frame:
    """Add the light of a headlamp, or of a signal of another colour."""
    plane = np.zeros(frame.shape[:2], np.float32)
    cv2.ellipse(plane, middle, (radius, max(1, radius // 2)), 0, 0, 360, levels, cv2.FILLED)
    glow = cv2.GaussianBlur(plane, (0, 0), max(1.0, radius / 2.5))[:, :, None]
    return _levels(frame + glow * np.array(tint_bgr, np.float32))


def by_night(frame: Frame, gain: float) -> Frame:
    """See in infrared: no colour, less light, bright in the middle where the lamp points."""
    height, width = frame.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    lamp = (1.15 - 0.5 * (x * x + y * y)).astype(np.float32)
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.repeat(_levels(grey * gain * lamp)[:, :, None], 3, axis=2)


def noisy(random: np.random.Generator, frame: Frame, levels: float) -> Frame:
    """Add the sensor's noise."""
    grain = random.standard_normal(frame.shape[:2], np.float32) * levels
    return _levels(frame + grain[:, :, None])


def rained_on(random: np.random.Generator, frame: Frame, drops: int) -> Frame:
    """Draw streaks of rain."""
    plane = np.zeros(frame.shape[:2], np.float32)
    height, width = frame.shape[:2]
    for _ in range(drops):
        x, y = int(random.integers(width)), int(random.integers(height))
        long = int(random.integers(6, 20))
        cv2.line(plane, (x, y), (x - long // 5, y + long), float(random.uniform(0.4, 1)), 1, cv2.LINE_AA)
    return _levels(frame + _RAIN_LEVELS * plane[:, :, None])


def leaves_moved(random: np.random.Generator, frame: Frame, box: XYXY, reach_px: float) -> Frame:
    """Let what is in a box sway as leaves do, each piece its own way."""
    left, top, right, foot = (int(value) for value in box)
    height, width = foot - top, right - left
    if height < 4 or width < 4:  # noqa: PLR2004  nothing to bend
        return frame
    bend = [
        cv2.resize(random.normal(0, reach_px, (6, 8)).astype(np.float32), (width, height)) for _ in range(2)
    ]
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    moved = frame.copy()
    moved[top:foot, left:right] = cv2.remap(
        frame[top:foot, left:right], x + bend[0], y + bend[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return moved


def pushed(frame: Frame, x_px: float, y_px: float, turn_deg: float = 0.0) -> Frame:
    """Move and turn the whole view, as wind and bumps do to a mast."""
    height, width = frame.shape[:2]
    way = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1.0)
    way[:, 2] += np.array((x_px, y_px))
    moved = cv2.warpAffine(frame, way, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)


def squeezed(frame: Frame, quality: int) -> Frame:
    """Pass it through JPEG."""
    _, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8)


def _levels(values: npt.NDArray[np.floating[Any]]) -> Frame:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)
