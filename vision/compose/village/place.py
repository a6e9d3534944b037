"""Draws a village place without anybody: sky, hills, field, wall or house, yard, road, bins, trees. Pure.

All of it stands on the ground of `devices.sim.ground`, in neutral light and without shadows.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.sim.ground import HEIGHT_PX, HORIZON_PX, WIDTH_PX, px_per_m, row_at
from vision.arrays import Frame
from vision.compose.chance import happens
from vision.compose.texture import Colour, grain, one_of

_HILLS_BGR: tuple[Colour, ...] = ((150, 150, 120), (125, 140, 105))
_FIELDS_BGR: tuple[Colour, ...] = ((60, 120, 95), (70, 140, 130), (80, 150, 170), (75, 100, 90))
_YARDS_BGR: tuple[Colour, ...] = ((130, 150, 165), (150, 155, 158), (115, 140, 155), (120, 125, 128))
_ROADS_BGR: tuple[Colour, ...] = ((120, 122, 124), (88, 88, 90), (150, 153, 155))
_WALLS_BGR: tuple[Colour, ...] = ((100, 118, 170), (170, 185, 195), (200, 205, 208), (140, 160, 180))
_BINS_BGR: tuple[Colour, ...] = ((70, 150, 60), (190, 120, 40), (60, 60, 190), (110, 110, 110))
_JOINT, _ROOF_BGR, _TRUNK_BGR = 0.78, (70, 72, 80), (52, 70, 92)
_SKY_TOP_BGR, _SKY_FOOT_BGR = (228, 192, 146), (236, 228, 216)
_BIN_HIGH_M, _BIN_WIDE_M, _WALL_HIGH_M = 1.1, 0.6, 2.2


@dataclass(frozen=True, slots=True)
class Standing:
    """What throws a shadow: where its foot is, in pixels, how wide it is there, and its height in pixels."""

    foot_xy: tuple[int, int]
    wide_px: int
    high_px: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its picture (360, 640, 3) BGR, what stands there, and the rows of its road."""

    picture: Frame
    standing: tuple[Standing, ...]
    road_px: tuple[int, int]


def a_place(random: np.random.Generator) -> Place:
    """Draw one place."""
    picture = _sky(random)
    _hills(random, picture)
    _field(random, picture)
    away_m = float(random.uniform(19, 26))
    back_px = round(row_at(away_m))
    _textured(random, picture, np.s_[back_px:], one_of(random, _YARDS_BGR), rough=0.07)
    standing = [_backdrop(random, picture, back_px)]
    road_px = _road(random, picture)
    standing.extend(_bins(random, picture, min(back_px + 8, 214)))
    standing.extend(_trees(random, picture, back_px))
    return Place(picture, tuple(standing), road_px)


def _sky(random: np.random.Generator) -> Frame:
    down = np.linspace(0, 1, HEIGHT_PX, dtype=np.float32)[:, None, None] * HEIGHT_PX / HORIZON_PX
    sky = np.array(_SKY_TOP_BGR, np.float32) * (1 - down) + np.array(_SKY_FOOT_BGR, np.float32) * down
    clouds = 10 * grain(random, (HEIGHT_PX, WIDTH_PX), 60)[:, :, None]
    return np.asarray(np.clip(sky + clouds, 0, 255), dtype=np.uint8)


def _hills(random: np.random.Generator, picture: Frame) -> None:
    columns = np.arange(WIDTH_PX)
    for number, colour in enumerate(_HILLS_BGR):
        wave_px, phase = random.uniform(60, 140), random.uniform(0, 6)
        crest = HORIZON_PX - (30 - 14 * number) * (0.7 + 0.3 * np.sin(columns / wave_px + phase))
        ridge = [*zip(columns.tolist(), crest.tolist(), strict=True), (WIDTH_PX, HORIZON_PX), (0, HORIZON_PX)]
        cv2.fillPoly(picture, [np.array(ridge, np.int32)], colour, cv2.LINE_AA)


def _field(random: np.random.Generator, picture: Frame) -> None:
    _textured(random, picture, np.s_[HORIZON_PX:], one_of(random, _FIELDS_BGR), rough=0.12)
    rows = np.arange(HORIZON_PX, HEIGHT_PX, dtype=np.float32)[:, None]
    across = np.arange(WIDTH_PX, dtype=np.float32)[None, :]
    furrows = 1 + 0.06 * np.sin(
        (across - WIDTH_PX * random.uniform(0.2, 0.8)) / (rows - HORIZON_PX + 12) * 11
    )
    picture[HORIZON_PX:] = np.clip(picture[HORIZON_PX:] * furrows[:, :, None], 0, 255).astype(np.uint8)


def _backdrop(random: np.random.Generator, picture: Frame, foot: int) -> Standing:
    """Put up a wall, or a house, over a part of the yard's far edge."""
    is_house = happens(random, 0.4)
    wide_px = int(random.uniform(0.4, 0.8) * WIDTH_PX)
    left = int(random.uniform(-40, WIDTH_PX - wide_px + 40))
    high_px = round((3.4 if is_house else _WALL_HIGH_M) * px_per_m(foot))
    x0, x1, top = max(0, left), min(WIDTH_PX, left + wide_px), max(0, foot - high_px)
    _textured(random, picture, np.s_[top:foot, x0:x1], one_of(random, _WALLS_BGR), rough=0.03)
    wall = picture[top:foot, x0:x1]
    if is_house:
        _windows(random, wall)
        roof = np.array([(x0 - 8, top), (x1 + 8, top), (x1 - 14, top - 26), (x0 + 14, top - 26)], np.int32)
        cv2.fillConvexPoly(picture, roof, _ROOF_BGR, cv2.LINE_AA)
    else:
        _courses(wall)
        cv2.rectangle(picture, (x0 - 3, top - 5), (x1 + 3, top), _ROOF_BGR, cv2.FILLED)
    picture[foot - 3 : foot, x0:x1] = (picture[foot - 3 : foot, x0:x1] * _JOINT).astype(np.uint8)
    return Standing(((x0 + x1) // 2, foot), x1 - x0, high_px)


def _courses(wall: Frame) -> None:
    for row in range(0, wall.shape[0], 5):
        wall[row] = (wall[row] * _JOINT).astype(np.uint8)
        shift = 6 * (row // 5 % 2)
        wall[row : row + 5, shift::12] = (wall[row : row + 5, shift::12] * _JOINT).astype(np.uint8)


def _windows(random: np.random.Generator, wall: Frame) -> None:
    high, wide = wall.shape[:2]
    step = int(random.uniform(38, 70))
    for x in range(step // 2, wide - step // 2, step):
        cv2.rectangle(wall, (x, high // 5), (x + step // 2, high * 3 // 5), (92, 80, 70), cv2.FILLED)
        cv2.rectangle(wall, (x, high // 5), (x + step // 2, high * 3 // 5), (190, 190, 190), 1)


def _road(random: np.random.Generator, picture: Frame) -> tuple[int, int]:
    """Lay a road across the view, between two distances; give its rows."""
    near_m = float(random.uniform(8.8, 11.5))
    top, foot = round(row_at(near_m + random.uniform(3.5, 5))), round(row_at(near_m))
    _textured(random, picture, np.s_[top:foot], one_of(random, _ROADS_BGR), rough=0.025)
    for row, light in ((top, 1.25), (foot - 3, 1.2)):
        picture[row : row + 3] = np.clip(picture[row : row + 3] * light, 0, 255).astype(np.uint8)
    for _ in range(int(random.integers(2, 7))):
        _crack(random, picture, top, foot)
    return top, foot


def _crack(random: np.random.Generator, picture: Frame, top: int, foot: int) -> None:
    steps = np.cumsum(random.normal(0, 9, (7, 2)) * (1, 0.35), axis=0)
    line = steps + np.array((random.uniform(0, WIDTH_PX), random.uniform(top + 6, foot - 6)))
    dark = tuple(int(0.72 * value) for value in picture[(top + foot) // 2, WIDTH_PX // 2])
    cv2.polylines(picture, [line.astype(np.int32)], isClosed=False, color=dark, thickness=1)


def _bins(random: np.random.Generator, picture: Frame, foot: int) -> list[Standing]:
    """Put up to four bins of 240 litres side by side."""
    scale = px_per_m(foot)
    wide, high = round(_BIN_WIDE_M * scale), round(_BIN_HIGH_M * scale)
    left = int(random.uniform(0.1, 0.7) * WIDTH_PX)
    bins = []
    for number in range(int(random.integers(0, 5))):
        x, colour = left + number * (wide + 5), np.array(_BINS_BGR[number % len(_BINS_BGR)], np.float32)
        across = np.linspace(1.1, 0.75, wide, dtype=np.float32)[None, :, None]
        picture[foot - high : foot, x : x + wide] = np.clip(colour * across, 0, 255).astype(np.uint8)
        cv2.rectangle(picture, (x - 1, foot - high - 3), (x + wide, foot - high), (colour * 0.6).tolist(), -1)
        cv2.circle(picture, (x + wide // 2, foot - high // 2), max(2, wide // 5), (228, 228, 225), cv2.FILLED)
        bins.append(Standing((x + wide // 2, foot), wide, high))
    return bins


def _trees(random: np.random.Generator, picture: Frame, foot: int) -> list[Standing]:
    trees = []
    for _ in range(int(random.integers(0, 3))):
        x, wide = int(random.uniform(0, WIDTH_PX)), int(random.uniform(34, 60))
        top = foot - int(random.uniform(1.6, 2.6) * wide)
        cv2.line(picture, (x, foot), (x, top), _TRUNK_BGR, max(3, wide // 10), cv2.LINE_AA)
        for _ in range(30):
            middle = (int(x + random.normal(0, wide * 0.4)), int(top + random.normal(0, wide * 0.3)))
            green = np.clip(np.array((50, 105, 62)) + random.normal(0, 14, 3), 0, 255)
            cv2.circle(picture, middle, int(random.uniform(0.15, 0.3) * wide), green.tolist(), cv2.FILLED)
            trees.append(Standing((x, foot), wide // 3, foot - top))
    return trees


def _textured(
    random: np.random.Generator,
    picture: Frame,
    part: tuple[slice, ...] | slice,
    colour: Colour,
    rough: float,
) -> None:
    """Fill a part of the picture with a colour, uneven in large blobs and in fine grain."""
    window = picture[part]
    shape_hw = (window.shape[0], window.shape[1])
    uneven = 1 + rough * (grain(random, shape_hw, 26) + 0.6 * grain(random, shape_hw, 2))
    window[:] = np.clip(np.array(colour, np.float32) * uneven[:, :, None], 0, 255).astype(np.uint8)
