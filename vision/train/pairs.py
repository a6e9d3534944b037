"""Composes what the detector judges: a square of the empty place, the same now, and what changed. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from vision.appearance import Look
from vision.arrays import XYWH, Frame, Mask
from vision.change import beyond_neighbours
from vision.compose import weather
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.material import Material
from vision.features import Patch, patch

_SIDE_PX = 224
_CHANGED_LEVELS = (16, 30)
_LEAST_PX, _LEAST_HIGH_PX = 60, 16
_MOST_SHARE = 0.4
_TRIES = 8
_TINTS_BGR = ((1, 1, 1), (0.7, 0.9, 1), (0, 0, 1.4), (0, 1.2, 0.3))
# How wide things are at working size, in pixels.
_LITTER_PX, _PERSON_PX, _VEHICLE_PX = (12, 100), (10, 50), (34, 170)


@dataclass(frozen=True, slots=True)
class Pair:
    """A patch and what it truly shows."""

    patch: Patch
    look: Look


def a_pair(random: np.random.Generator, material: Material, look: Look) -> Pair | None:
    """Compose one pair of a kind; None when nothing of it could be seen in some tries."""
    for _ in range(_TRIES):
        place = _a_square(random, material)
        now, empty = _MAKERS[look](random, material, place)
        now, empty = _photographed(random, now, empty)
        found = _largest_change(random, now, empty)
        if found is not None:
            return Pair(patch(now, empty, *found), look)
    return None


def _a_square(random: np.random.Generator, material: Material) -> Frame:
    picture = material.places[int(random.integers(len(material.places)))]
    height, width = picture.shape[:2]
    side = int(random.uniform(0.35, 0.95) * min(height, width))
    x, y = int(random.integers(width - side + 1)), int(random.integers(height - side + 1))
    square = cv2.resize(
        picture[y : y + side, x : x + side], (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA
    )
    if happens(random, 0.5):
        square = square[:, ::-1]
    return np.ascontiguousarray(square)


def _litter(random: np.random.Generator, material: Material, place: Frame) -> tuple[Frame, Frame]:
    return _laid(random, place, material.some_litter(random), _LITTER_PX), place


def _person(random: np.random.Generator, material: Material, place: Frame) -> tuple[Frame, Frame]:
    alone = _laid(random, place, material.some_person(random), _PERSON_PX)
    if happens(random, 0.75):
        return alone, place
    # People stand together, one before the other.
    return _laid(random, alone, material.some_person(random), _PERSON_PX), place


def _vehicle(random: np.random.Generator, material: Material, place: Frame) -> tuple[Frame, Frame]:
    return _laid(random, place, material.some_vehicle(random), _VEHICLE_PX), place


def _light(random: np.random.Generator, _material: Material, place: Frame) -> tuple[Frame, Frame]:
    middle = (int(random.uniform(70, 154)), int(random.uniform(70, 154)))
    if happens(random, 0.3):
        return weather.wet(place, middle, (int(random.uniform(12, 60)), int(random.uniform(6, 24)))), place
    if happens(random, 0.35):
        tint = tuple(float(value) for value in random.choice(_TINTS_BGR))
        radius, levels = int(random.uniform(6, 50)), float(random.uniform(30, 160))
        return weather.lit_by_lamp(place, middle, radius, levels, tint), place
    if happens(random, 0.35):
        return weather.exposed(place, float(np.exp(random.normal(0, 0.35)))), place
    corners = np.array(middle) + random.normal(0, random.uniform(10, 50), (int(random.integers(3, 7)), 2))
    gain = float(random.uniform(0.35, 0.8) if happens(random, 0.7) else random.uniform(1.25, 1.8))
    hull = cv2.convexHull(corners.astype(np.float32)).reshape(-1, 2)
    return weather.shaded(
        place, np.asarray(hull, dtype=np.float32), gain, float(random.uniform(0.5, 6))
    ), place


def _ghost(random: np.random.Generator, material: Material, place: Frame) -> tuple[Frame, Frame]:
    maker = (_litter, _person, _vehicle)[int(random.integers(3))]
    now, empty = maker(random, material, place)
    return empty, now


def _sway(random: np.random.Generator, _material: Material, place: Frame) -> tuple[Frame, Frame]:
    if happens(random, 0.5):
        return weather.leaves_moved(random, place, (20, 20, 204, 204), float(random.uniform(2, 7))), place
    x_px, y_px = random.normal(0, 3.5, 2)
    return weather.pushed(place, float(x_px), float(y_px), float(random.normal(0, 0.6))), place


_MAKERS: dict[Look, Callable[[np.random.Generator, Material, Frame], tuple[Frame, Frame]]] = {
    Look.LITTER: _litter,
    Look.PERSON: _person,
    Look.VEHICLE: _vehicle,
    Look.LIGHT: _light,
    Look.GHOST: _ghost,
    Look.SWAY: _sway,
}


def _laid(random: np.random.Generator, place: Frame, thing: Cutout, wide_px: tuple[int, int]) -> Frame:
    width_px = int(np.exp(random.uniform(np.log(wide_px[0]), np.log(wide_px[1]))))
    width_px = min(width_px, round(190 * thing.size_wh[0] / thing.size_wh[1]))
    laid = place.copy()
    # Things in the picture have its light: bright cut-outs in a dark street do not happen.
    gain = float(np.clip(random.normal(0.55 + 0.45 * place.mean() / 110, 0.15), 0.3, 1.4))
    height_px = width_px * thing.size_wh[1] / thing.size_wh[0]
    foot_xy = (
        int(random.uniform(80, 144)),
        min(_SIDE_PX - 4, int(112 + height_px / 2 + random.normal(0, 8))),
    )
    has_shadow = happens(random, 0.7)
    thing.lit(gain).scaled(width_px).lay(laid, foot_xy, has_shadow=has_shadow)
    return laid


def _photographed(random: np.random.Generator, now: Frame, empty: Frame) -> tuple[Frame, Frame]:
    """Pass both through the same camera at different moments."""
    if happens(random, 0.22):
        dark = float(random.uniform(0.3, 0.9))
        now, empty = weather.by_night(now, dark), weather.by_night(empty, dark)
    if happens(random, 0.5):
        soft = float(random.uniform(0.3, 1.1))
        now, empty = _blurred(now, soft), _blurred(empty, soft)
    if happens(random, 0.15):
        now = weather.rained_on(random, now, int(random.integers(10, 40)))
    now = weather.noisy(random, now, float(random.uniform(0, 6)))
    if happens(random, 0.4):
        now = weather.pushed(now, *(float(value) for value in random.normal(0, 0.6, 2)))
    if happens(random, 0.5):
        now = weather.clouded(now, float(random.uniform(0.88, 1.12)), float(random.normal(0, 0.04)))
    now, empty = weather.squeezed(now, int(random.integers(35, 92))), weather.squeezed(empty, 92)
    return _blurred(now, 1.0), _blurred(empty, 1.0)


def _blurred(frame: Frame, sigma: float) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma), dtype=np.uint8)


def _largest_change(random: np.random.Generator, now: Frame, empty: Frame) -> tuple[XYWH, Mask] | None:
    levels = int(random.integers(*_CHANGED_LEVELS))
    changed = (beyond_neighbours(now, empty) > levels).astype(np.uint8)
    joined = cv2.morphologyEx(cv2.medianBlur(changed, 3), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    if count == 1 or not _LEAST_PX <= stats[1:, 4].max() <= _MOST_SHARE * changed.size:
        return None
    label = 1 + int(np.argmax(stats[1:, 4]))
    x, y, w, h = (int(value) for value in stats[label][:4])
    mask = labels[y : y + h, x : x + w] == label
    if happens(random, 0.2) and h > _LEAST_HIGH_PX:
        cut = int(random.uniform(0.15, 0.5) * h)
        y, h, mask = (y + cut, h - cut, mask[cut:]) if happens(random, 0.5) else (y, h - cut, mask[: h - cut])
    return ((x, y, w, h), mask) if mask.any() else None
