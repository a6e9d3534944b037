"""Fills a picture with what stands and moves in a street: people, vehicles, boards with writing. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame
from vision.compose.chance import happens
from vision.compose.material import Material

_HORIZON = (0.2, 0.55)
_MOST_SIGNS, _FEWEST_THINGS, _MOST_THINGS = 13, 5, 25
_PERSON_PX, _VEHICLE_PX = 40, 110


def fill_street(random: np.random.Generator, material: Material, picture: Frame) -> None:
    """Make a picture (H, W, 3) a busy street, in place, as far away as its horizon and in front of it.

    Without such places a network takes all that is many-coloured and small behind a pile for a part of it.
    """
    height, width = picture.shape[:2]
    horizon = float(random.uniform(*_HORIZON))
    for _ in range(int(random.integers(0, _MOST_SIGNS + 1))):
        hang_sign(random, picture, horizon * height)
    count = int(random.integers(_FEWEST_THINGS, _MOST_THINGS + 1))
    # Most of them are far away, and those are smaller; who is nearer stands before who is farther.
    for near in np.sort(random.uniform(0, 1, count)) ** 2:
        foot = horizon + 0.6 * (1.05 - horizon) * float(near)
        size = (0.1 + float(near)) * random.uniform(0.6, 1.4)
        if happens(random, 0.6):
            thing, wide_px = material.some_person(random), _PERSON_PX * size
        else:
            thing, wide_px = material.some_vehicle(random), _VEHICLE_PX * size
        foot_xy = (int(random.uniform(0, width)), int(foot * height))
        thing.scaled(max(3, int(wide_px))).lay(picture, foot_xy)


def hang_sign(random: np.random.Generator, picture: Frame, horizon_px: float) -> None:
    """Hang a board with writing, a window or an awning above the horizon."""
    wide, high = int(random.uniform(8, 80)), int(random.uniform(5, 34))
    lowest_px = max(0.0, horizon_px - high / 2)
    left, top = int(random.uniform(-10, picture.shape[1])), int(random.uniform(-10, lowest_px))
    right, foot = left + wide, top + high
    board, drawn = _two_colours(random)
    cv2.rectangle(picture, (left, top), (right, foot), board, cv2.FILLED)
    if happens(random, 0.6):
        letters = "".join(chr(int(random.integers(48, 91))) for _ in range(int(random.integers(2, 10))))
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, letters, (left + 2, foot - 3), font, high / 40, drawn, 1)
    else:
        for x in range(left, right, max(3, int(random.uniform(0.1, 0.5) * wide))):
            cv2.line(picture, (x, top), (x, foot), drawn, 1)


def _two_colours(random: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give two that are as faded as one another, BGR."""
    faded = float(random.uniform(0, 1))
    board, drawn = (
        faded * float(random.uniform(20, 235)) + (1 - faded) * random.integers(0, 256, 3) for _ in range(2)
    )
    return tuple(int(level) for level in board), tuple(int(level) for level in drawn)
