"""Composes moments: something came to a place, went from there or shone on it, by what it shows. Pure."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from vision.appearance import Look
from vision.arrays import Frame, Mask
from vision.compose import weather
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.material import Material
from vision.train.moment import SIDE_PX, USUAL_PX, Moment
from vision.train.passing import passed

_MIDDLE_PX = SIDE_PX // 2
_GIVEN_SHARE, _BESIDE_SHARE, _CAST_SHARE = 0.35, 0.25, 0.35
_SAME_LEVELS = 4
_NEAR_PX, _MOST_HIGH_PX = 240, 330
_STREWN_KINDS = 4
_THINGS = frozenset({Look.LITTER, Look.PERSON, Look.VEHICLE, Look.GHOST})
_TINTS_BGR = ((1, 1, 1), (0.7, 0.9, 1), (0, 0, 1.4), (0, 1.2, 0.3))
# How wide things are at working size, in pixels.
_LITTER_PX, _PERSON_PX, _VEHICLE_PX, _PIECE_PX = (9, 110), (9, 120), (30, 240), (5, 26)


def a_moment(random: np.random.Generator, material: Material, look: Look) -> Moment:
    """Compose one moment that shows such a look."""
    made = _MAKERS[look](random, material)
    if made.own is None and look in _THINGS:
        # Whatever the camera does to both later is no thing.
        return replace(made, own=_differs(made.now, made.empty))
    return made


def _litter(random: np.random.Generator, material: Material) -> Moment:
    if material.passages and happens(random, _GIVEN_SHARE):
        before = passed(random, material.passages)
        now = _littered(random, material, before.now)
        return Moment(now, before.empty, _differs(now, before.now), before.full_px)
    place = _a_square(random, material)
    now = _littered(random, material, place)
    if not happens(random, _BESIDE_SHARE):
        return Moment(now, place)
    # What is judged is often not alone in its square, but it is judged apart from who stands there.
    beside = _with_someone(random, material, now)
    return Moment(beside, place, _differs(now, place) & ~_differs(beside, now))


def _littered(random: np.random.Generator, material: Material, place: Frame) -> Frame:
    now = place.copy()
    if happens(random, 0.8):
        thing = material.some_litter(random)
        if happens(random, 0.08):
            # Bags that one can see through.
            thing = replace(thing, alpha=thing.alpha * np.float32(random.uniform(0.45, 0.8)))
        _lay(random, now, thing, _LITTER_PX)
        return now
    reach_px = random.uniform(12, 45)
    kinds = [material.some_litter(random) for _ in range(_STREWN_KINDS)]
    for number in range(int(random.integers(3, 16))):
        x_px, y_px = random.normal(0, (reach_px, 0.5 * reach_px))
        _lay(random, now, kinds[number % _STREWN_KINDS], _PIECE_PX, (float(x_px), float(y_px)))
    return now


def _person(random: np.random.Generator, material: Material) -> Moment:
    people = tuple(passage for passage in material.passages if passage.is_of_people)
    if people and happens(random, _GIVEN_SHARE):
        return passed(random, people)
    place = _a_square(random, material)
    now = place.copy()
    # People stand together, one before the other.
    for _ in range(int(random.choice((1, 2, 3), p=(0.7, 0.2, 0.1)))):
        _lay(random, now, material.some_person(random), _PERSON_PX, is_high=True)
    return Moment(now, place)


def _vehicle(random: np.random.Generator, material: Material) -> Moment:
    vehicles = tuple(passage for passage in material.passages if not passage.is_of_people)
    if vehicles and happens(random, _GIVEN_SHARE):
        return passed(random, vehicles)
    place = _a_square(random, material)
    now = place.copy()
    _lay(random, now, material.some_vehicle(random), _VEHICLE_PX)
    if happens(random, 0.25):
        now = _with_lamps(random, now)
    return Moment(now, place, full_px=_NEAR_PX if happens(random, 0.3) else USUAL_PX)


def _with_lamps(random: np.random.Generator, now: Frame) -> Frame:
    row = int(_MIDDLE_PX + random.uniform(0, 40))
    tint = tuple(float(value) for value in random.choice(_TINTS_BGR[:3]))
    radius, levels = int(random.uniform(4, 30)), float(random.uniform(60, 220))
    for x in (_MIDDLE_PX - random.uniform(10, 70), _MIDDLE_PX + random.uniform(10, 70)):
        now = weather.lit_by_lamp(now, (int(x), row), radius, levels, tint)
    return now


def _light(random: np.random.Generator, material: Material) -> Moment:
    kind = int(random.choice(len(_LIGHTS), p=[share for share, _ in _LIGHTS]))
    return _LIGHTS[kind][1](random, material)


def _wet(random: np.random.Generator, material: Material) -> Moment:
    place = _a_square(random, material)
    size_px = (int(random.uniform(8, 60)), int(random.uniform(5, 26)))
    return Moment(weather.wet(place, _about_the_middle(random), size_px), place)


def _lamp(random: np.random.Generator, material: Material) -> Moment:
    place = _a_square(random, material)
    tint = tuple(float(value) for value in random.choice(_TINTS_BGR))
    radius, levels = int(random.uniform(5, 60)), float(random.uniform(30, 180))
    return Moment(weather.lit_by_lamp(place, _about_the_middle(random), radius, levels, tint), place)


def _exposed(random: np.random.Generator, material: Material) -> Moment:
    """Let the camera choose another exposure and another white."""
    place = _a_square(random, material)
    bent = weather.exposed(place, float(np.exp(random.normal(0, 0.4))))
    gain, tint = np.exp(random.normal(0, 0.2)), np.exp(random.normal(0, 0.06, 3))
    return Moment(np.asarray(np.clip(bent * gain * tint, 0, 255), dtype=np.uint8), place)


def _shadow_of_someone(random: np.random.Generator, material: Material) -> Moment:
    """Let the shadow fall here of somebody who stands elsewhere."""
    place = _a_square(random, material)
    now = place.copy()
    thing = material.some_person(random) if happens(random, 0.7) else material.some_vehicle(random)
    _cast(random, now, _sized(random, thing, _PERSON_PX), _about_the_middle(random))
    return Moment(now, place)


def _shade(random: np.random.Generator, material: Material) -> Moment:
    place = _a_square(random, material)
    spread = random.normal(0, random.uniform(8, 50), (int(random.integers(3, 7)), 2))
    corners = (np.array(_about_the_middle(random)) + spread).astype(np.float32)
    hull = np.asarray(cv2.convexHull(corners).reshape(-1, 2), dtype=np.float32)
    gain = float(random.uniform(0.35, 0.8) if happens(random, 0.7) else random.uniform(1.25, 1.8))
    return Moment(weather.shaded(place, hull, gain, float(random.uniform(0.5, 6))), place)


_LIGHTS: tuple[tuple[float, Callable[[np.random.Generator, Material], Moment]], ...] = (
    (0.2, _wet),
    (0.2, _lamp),
    (0.15, _exposed),
    (0.2, _shadow_of_someone),
    (0.25, _shade),
)
"""How often each kind of light is composed."""


def _about_the_middle(random: np.random.Generator) -> tuple[int, int]:
    return int(random.uniform(70, 154)), int(random.uniform(70, 154))


def _ghost(random: np.random.Generator, material: Material) -> Moment:
    maker = (_litter, _person, _vehicle)[int(random.integers(3))]
    there = maker(random, material)
    return replace(there, now=there.empty, empty=there.now)


def _sway(random: np.random.Generator, material: Material) -> Moment:
    place = _a_square(random, material)
    if happens(random, 0.5):
        foot = float(SIDE_PX - 20)
        return Moment(
            weather.leaves_moved(random, place, (20, 20, foot, foot), float(random.uniform(2, 7))), place
        )
    x_px, y_px = random.normal(0, 3.5, 2)
    return Moment(weather.pushed(place, float(x_px), float(y_px), float(random.normal(0, 0.6))), place)


_MAKERS: dict[Look, Callable[[np.random.Generator, Material], Moment]] = {
    Look.LITTER: _litter,
    Look.PERSON: _person,
    Look.VEHICLE: _vehicle,
    Look.LIGHT: _light,
    Look.GHOST: _ghost,
    Look.SWAY: _sway,
}


def _a_square(random: np.random.Generator, material: Material) -> Frame:
    picture = material.places[int(random.integers(len(material.places)))]
    height, width = picture.shape[:2]
    side = int(random.uniform(0.35, 0.95) * min(height, width))
    x, y = int(random.integers(width - side + 1)), int(random.integers(height - side + 1))
    window = picture[y : y + side, x : x + side]
    square = cv2.resize(window, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(square[:, ::-1] if happens(random, 0.5) else square)


def _with_someone(random: np.random.Generator, material: Material, alone: Frame) -> Frame:
    now = alone.copy()
    thing = material.some_person(random) if happens(random, 0.8) else material.some_vehicle(random)
    away_px = int(random.choice((-1, 1))) * random.uniform(15, 70)
    _lay(random, now, thing, (14, 60), (float(away_px), float(random.uniform(-20, 50))))
    return now


def _differs(one: Frame, other: Frame) -> Mask:
    """Mark where something is in one of them and not in the other, with a margin."""
    apart = cv2.absdiff(one, other).max(axis=2)
    return np.asarray(cv2.dilate((apart > _SAME_LEVELS).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _sized(random: np.random.Generator, thing: Cutout, wide_px: tuple[int, int]) -> Cutout:
    width_px = int(np.exp(random.uniform(np.log(wide_px[0]), np.log(wide_px[1]))))
    return thing.scaled(max(3, min(width_px, round(_MOST_HIGH_PX * thing.size_wh[0] / thing.size_wh[1]))))


def _lay(
    random: np.random.Generator,
    square: Frame,
    thing: Cutout,
    wide_px: tuple[int, int],
    away_px: tuple[float, float] = (0.0, 0.0),
    *,
    is_high: bool = False,
) -> None:
    # Things in the picture have its light: bright cut-outs in a dark street do not happen.
    gain = float(np.clip(random.normal(0.55 + 0.45 * square.mean() / 110, 0.15), 0.3, 1.4))
    sized = _sized(random, thing.lit(gain), wide_px)
    high_px = sized.size_wh[1]
    foot_xy = (
        int(_MIDDLE_PX + away_px[0] + random.normal(0, 16)),
        min(SIDE_PX - 4, int(_MIDDLE_PX + away_px[1] + high_px / 2 + random.normal(0, 8))),
    )
    if happens(random, 2 * _CAST_SHARE if is_high else _CAST_SHARE):
        _cast(random, square, sized, foot_xy)
    sized.lay(square, foot_xy, has_shadow=happens(random, 0.7))


def _cast(random: np.random.Generator, square: Frame, thing: Cutout, foot_xy: tuple[int, int]) -> None:
    lean, flat = float(random.normal(0, 0.8)), float(random.normal(0, 0.3))
    thing.cast(square, foot_xy, lean, flat, float(random.uniform(0.4, 0.85)))
