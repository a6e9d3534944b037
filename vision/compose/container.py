"""Draws what litter belongs in: bins and large containers, open or shut, old and dirty. Pure."""

import cv2
import numpy as np

from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.texture import Colour, grain, one_of

_WIDE_PX, _MARGIN_PX = 160, 4
_PAINTS_BGR: tuple[Colour, ...] = (
    (70, 110, 40),
    (60, 140, 60),
    (140, 90, 40),
    (50, 170, 200),
    (120, 120, 120),
    (60, 80, 130),
    (45, 45, 50),
    (200, 200, 195),
)
_MOST_RIBS = 9


def a_container(random: np.random.Generator) -> Cutout:
    """Draw one, 160 px wide, from the front."""
    high = int(_WIDE_PX * random.choice((random.uniform(0.4, 0.8), random.uniform(0.9, 1.6))))
    size_hw = (high + 2 * _MARGIN_PX, _WIDE_PX)
    canvas, alpha = np.zeros((*size_hw, 3), np.uint8), np.zeros(size_hw, np.uint8)
    top, foot = _MARGIN_PX + int(0.12 * high), _MARGIN_PX + high
    slant = int(random.uniform(0, 0.14) * _WIDE_PX)
    body = np.array(
        [(3, top), (_WIDE_PX - 4, top), (_WIDE_PX - 4 - slant, foot), (3 + slant, foot)], np.int32
    )
    paint = np.clip(np.array(one_of(random, _PAINTS_BGR)) * random.uniform(0.6, 1.2), 0, 255)
    cv2.fillPoly(canvas, [body], paint.tolist(), cv2.LINE_AA)
    cv2.fillPoly(alpha, [body], 255, cv2.LINE_AA)
    ribs = int(random.integers(0, _MOST_RIBS))
    for number in range(1, ribs + 1):
        x = number * _WIDE_PX // (ribs + 1)
        inwards = int(slant * (1 - 2 * x / _WIDE_PX))
        cv2.line(canvas, (x, top), (x + inwards, foot), (0.7 * paint).tolist(), 3, cv2.LINE_AA)
    _topped(random, canvas, alpha, top, paint)
    return _weathered(random, canvas, alpha)


def _topped(
    random: np.random.Generator, canvas: np.ndarray, alpha: np.ndarray, top: int, paint: np.ndarray
) -> None:
    """Give it its lid, or let one look into it over its rim."""
    if happens(random, 0.5):
        lid = np.array([(10, 2), (_WIDE_PX - 11, 2), (_WIDE_PX - 2, top + 4), (1, top + 4)], np.int32)
        for plane, level in ((canvas, (0.85 * paint).tolist()), (alpha, 255)):
            cv2.fillPoly(plane, [lid], level, cv2.LINE_AA)
        return
    middle, radii = (_WIDE_PX // 2, top), (_WIDE_PX // 2 - 3, max(3, top // 2))
    cv2.ellipse(canvas, middle, radii, 0, 0, 360, (25, 25, 28), cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(canvas, middle, radii, 0, 0, 360, np.minimum(255, 1.2 * paint).tolist(), 3, cv2.LINE_AA)
    cv2.ellipse(alpha, middle, radii, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA)


def _weathered(random: np.random.Generator, canvas: np.ndarray, alpha: np.ndarray) -> Cutout:
    light = 1 + 0.12 * grain(random, alpha.shape, 40) + random.uniform(0, 0.2) * grain(random, alpha.shape, 8)
    light *= np.linspace(1.1, random.uniform(0.5, 1.0), alpha.shape[0], dtype=np.float32)[:, None]
    lit = np.clip(canvas * light[:, :, None], 0, 255).astype(np.uint8)
    return Cutout(lit, np.asarray(cv2.GaussianBlur(alpha / np.float32(255), (3, 3), 0), dtype=np.float32))
