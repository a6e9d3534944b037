"""How light the day is, where shadows fall, and how a picture looks in that light. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from devices.sim.ground import FOCAL_PX, HORIZON_PX
from vision.arrays import Frame, Plane
from vision.compose import weather
from vision.compose.village.place import Place, Standing
from vision.compose.village.sun import Sun

_HIGH_DEG = 60.0
_LOW_DEG, _NIGHT_DEG = 4.0, -4.0
"""Below the first shadows grow no longer; below the second cameras see in infrared."""
_SHADE, _LEAST_GAIN = 0.46, 0.42
_NIGHT_GAIN, _LAMP_GAIN = 0.62, 1.15
_LONGEST = 3.0


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a moment.

    `gain` 0..1 of noon; `warmth`: what red has more and blue less; `depth` 0..1: how dark shadows are.
    `aside`, `towards`: how far a shadow falls to the right and to the camera, for each metre of height.
    `is_night`: the camera sees in infrared.
    """

    gain: float
    warmth: float = 0.0
    depth: float = 0.0
    aside: float = 0.0
    towards: float = 0.0
    is_night: bool = False


def light_of(sun: Sun, cover: float = 0.0) -> Light:
    """Say what light there is; `cover` 0..1: how much of the sun clouds take."""
    if sun.height_deg < _NIGHT_DEG:
        return Light(_NIGHT_GAIN, is_night=True)
    height = np.radians(max(_LOW_DEG, sun.height_deg))
    rise = min(1.0, float(np.sin(height) / np.sin(np.radians(_HIGH_DEG))))
    long, away = min(_LONGEST, 1 / float(np.tan(height))), np.radians(sun.aside_deg)
    is_up = sun.height_deg > 0
    return Light(
        gain=(_LEAST_GAIN + (1 - _LEAST_GAIN) * rise**0.5) * (1 - 0.3 * cover),
        warmth=0.12 * (1 - rise) * (1 - cover),
        depth=_SHADE * (1 - cover) * min(1.0, 2 * rise) if is_up else 0.0,
        aside=-long * float(np.sin(away)),
        towards=long * float(np.cos(away)),
    )


def lit(place: Place, light: Light) -> Frame:
    """Give a place in a light, with the shadows of what stands there."""
    shade = shadows(place.picture.shape[:2], place.standing, light)
    tint = np.array((1 - light.warmth, 1.0, 1 + light.warmth), np.float32) * light.gain
    return np.asarray(np.clip(place.picture * (shade[:, :, None] * tint), 0, 255), dtype=np.uint8)


def shadows(shape_hw: tuple[int, ...], standing: Iterable[Standing], light: Light) -> Plane:
    """Say by what to multiply each pixel (H, W) for the shadows of what stands there."""
    plane = np.zeros(shape_hw, np.uint8)
    if light.depth > 0:
        for thing in standing:
            cv2.fillConvexPoly(plane, _shadow(thing, light), 255, cv2.LINE_AA)
    soft = cv2.GaussianBlur(plane, (0, 0), 1.6)
    return np.asarray(1 - soft * np.float32(light.depth / 255), dtype=np.float32)


def shade(frame: Frame, thing: Standing, light: Light) -> None:
    """Darken the ground in place where a thing's shadow falls."""
    if light.depth <= 0:
        return
    corners = _shadow(thing, light)
    x0, y0 = np.maximum(corners.min(axis=0) - 2, 0)
    x1, y1 = np.minimum(corners.max(axis=0) + 3, (frame.shape[1], frame.shape[0]))
    if x0 >= x1 or y0 >= y1:
        return
    plane = np.zeros((int(y1 - y0), int(x1 - x0)), np.uint8)
    cv2.fillConvexPoly(plane, corners - np.array((x0, y0), np.int32), round(255 * light.depth), cv2.LINE_AA)
    keep = 255 - cv2.blur(plane, (3, 3))
    window = frame[y0:y1, x0:x1]
    window[:] = cv2.multiply(window, cv2.merge([keep, keep, keep]), scale=1 / 255)


def seen_by_night(frame: Frame) -> Frame:
    """See a lit frame in infrared: no colour, the lamp in the middle, and a black sky."""
    dark = weather.by_night(frame, _LAMP_GAIN)
    down = np.clip(np.linspace(-0.1, 1.5, frame.shape[0], dtype=np.float32), 0.06, 1.0)
    # Infrared lamps reach some twenty metres: what is above the horizon stays black.
    down[:HORIZON_PX] *= 0.4
    return np.asarray(dark * down[:, None, None], dtype=np.uint8)


def _shadow(thing: Standing, light: Light) -> npt.NDArray[np.int32]:
    """Give the four corners of a shadow; a metre away from the camera is shorter than one across."""
    x, foot = thing.foot_xy
    half, flat = thing.wide_px // 2, (foot - HORIZON_PX) / FOCAL_PX
    tip_x = round(x + light.aside * thing.high_px)
    tip_y = max(HORIZON_PX + 1, round(foot + flat * light.towards * thing.high_px))
    return np.array(
        [(x - half, foot), (x + half, foot), (tip_x + half, tip_y), (tip_x - half, tip_y)], np.int32
    )
