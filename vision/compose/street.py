"""Draws streets as cameras and travellers see them: sky, trees, houses, road, kerbs, poles. Pure."""

from itertools import pairwise

import cv2
import numpy as np

from vision.arrays import Frame
from vision.compose.chance import happens
from vision.compose.texture import grain, one_of

_SIZE_WH = (640, 420)
_SKIES_BGR = ((235, 225, 205), (240, 200, 150), (200, 200, 205), (120, 150, 220), (90, 80, 70))
_LEAVES_BGR = ((40, 90, 50), (30, 70, 40), (60, 110, 80), (50, 80, 95), (25, 45, 30))
_ROADS_BGR = ((95, 92, 90), (130, 128, 124), (70, 70, 72), (120, 140, 160), (150, 155, 160))
_WALLS_BGR = ((170, 190, 205), (120, 140, 190), (200, 200, 198), (100, 110, 125), (150, 180, 170))
_VERGES_BGR = ((60, 105, 85), (90, 120, 140), (110, 125, 130), (50, 90, 60))
_WHITE, _YELLOW, _DARK = (225, 225, 225), (60, 190, 215), (50, 50, 52)


def a_street(random: np.random.Generator) -> Frame:
    """Draw one street without people, vehicles or litter, (420, 640, 3) BGR."""
    width, height = _SIZE_WH
    horizon = int(random.uniform(0.12, 0.5) * height)
    street = _graded(random, one_of(random, _SKIES_BGR), horizon)
    for _ in range(int(random.integers(0, 7))):
        _house(random, street, horizon)
    for _ in range(int(random.integers(2, 22))):
        _tree(random, street, horizon)
    _ground(random, street, horizon)
    for _ in range(int(random.integers(0, 5))):
        _pole(random, street, horizon)
    light = np.linspace(random.uniform(0.7, 1.1), random.uniform(0.8, 1.2), width, dtype=np.float32)
    return np.asarray(np.clip(street * light[None, :, None], 0, 255), dtype=np.uint8)


def _graded(random: np.random.Generator, colour: tuple[int, int, int], horizon: int) -> Frame:
    width, height = _SIZE_WH
    down = np.linspace(random.uniform(0.75, 1.0), 1.0, height, dtype=np.float32)[:, None, None]
    clouds = 14 * grain(random, (height, width), 90)[:, :, None]
    sky = np.array(colour, np.float32) * down + clouds
    sky[horizon:] *= 0.8
    return np.asarray(np.clip(sky, 0, 255), dtype=np.uint8)


def _house(random: np.random.Generator, street: Frame, horizon: int) -> None:
    width = _SIZE_WH[0]
    wide, high = int(random.uniform(40, 220)), int(random.uniform(0.3, 1.2) * (horizon + 30))
    left, foot = int(random.uniform(-60, width)), horizon + int(random.uniform(-4, 50))
    wall = np.array(one_of(random, _WALLS_BGR), np.float32) * random.uniform(0.5, 1.1)
    cv2.rectangle(street, (left, foot - high), (left + wide, foot), wall.tolist(), cv2.FILLED)
    glass = (wall * random.uniform(0.35, 0.7)).tolist()
    step_x, step_y = int(random.uniform(9, 34)), int(random.uniform(9, 34))
    for y in range(foot - high + step_y // 2, foot - step_y // 2, step_y):
        for x in range(left + step_x // 3, left + wide - step_x // 2, step_x):
            cv2.rectangle(street, (x, y), (x + step_x // 2, y + step_y // 2), glass, cv2.FILLED)


def _tree(random: np.random.Generator, street: Frame, horizon: int) -> None:
    """Lay a crown of leaves: a rough blob whose texture is as fine as that of litter far away."""
    width, height = _SIZE_WH
    size = int(random.uniform(20, 150))
    x, y = int(random.uniform(0, width)), horizon + int(random.uniform(-0.5, 0.25) * size)
    window = np.s_[max(0, y - size) : min(height, y + size), max(0, x - size) : min(width, x + size)]
    shape_hw = street[window].shape[:2]
    if min(shape_hw) < 4:  # noqa: PLR2004  nothing to draw on
        return
    rows, columns = np.indices(shape_hw, np.float32)
    away = np.hypot((rows - shape_hw[0] / 2) / (0.7 * size), (columns - shape_hw[1] / 2) / size)
    crown = away + 0.25 * grain(random, shape_hw, max(3, size // 5)) < random.uniform(0.6, 0.9)
    leaves = 1 + 0.3 * grain(random, shape_hw, 3) + 0.25 * grain(random, shape_hw, 9)
    colour = np.array(one_of(random, _LEAVES_BGR), np.float32) * random.uniform(0.5, 1.5)
    street[window][crown] = np.clip(colour * leaves[crown][:, None], 0, 255).astype(np.uint8)


def _ground(random: np.random.Generator, street: Frame, horizon: int) -> None:
    width, height = _SIZE_WH
    verge = np.array(one_of(random, _VERGES_BGR), np.float32)
    rough = random.uniform(0.03, 0.3) * grain(random, (height, width), 3)
    street[horizon:] = np.clip(verge * (1 + rough[horizon:, :, None]), 0, 255).astype(np.uint8)
    far_x, far_wide = int(random.uniform(0.1, 0.9) * width), int(random.uniform(6, 60))
    near_x, near_wide = int(random.uniform(0.2, 0.8) * width), int(random.uniform(160, 620))
    left = np.array([[far_x - far_wide, horizon], [near_x - near_wide, height]])
    right = np.array([[far_x + far_wide, horizon], [near_x + near_wide, height]])
    plane = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(plane, np.array([*left, *right[::-1]], np.int32), 1)
    road = np.array(one_of(random, _ROADS_BGR), np.float32) * random.uniform(0.7, 1.2)
    worn = 1 + random.uniform(0.01, 0.07) * grain(random, (height, width), 2)
    worn += random.uniform(0.0, 0.1) * grain(random, (height, width), 40)
    street[plane > 0] = np.clip(road * worn[plane > 0][:, None], 0, 255).astype(np.uint8)
    for edge in (left, right):
        if happens(random, 0.6):
            _kerb(random, street, edge)
    if happens(random, 0.6):
        _kerb(random, street, (left + right) // 2)


def _kerb(random: np.random.Generator, street: Frame, edge: np.ndarray) -> None:
    """Draw a line along the road, whole, broken, or striped as kerbs and barriers are."""
    colours = (_WHITE, _YELLOW, _DARK)
    one, other = (colours[int(random.integers(3))] for _ in range(2))
    kind, pieces = int(random.integers(3)), int(random.integers(8, 30))
    far_x, far_y, near_x, near_y = (float(value) for value in edge.ravel())
    # What is near is larger: pieces grow towards the foot of the picture.
    ends = np.linspace(0, 1, pieces + 1) ** 2
    for number, (begin, end) in enumerate(pairwise(ends)):
        if kind == 1 and number % 2:
            continue
        colour = other if kind == 2 and number % 2 else one  # noqa: PLR2004  the third kind is striped
        start, stop = (
            (int(far_x + share * (near_x - far_x)), int(far_y + share * (near_y - far_y)))
            for share in (begin, end)
        )
        cv2.line(street, start, stop, colour, 1 + int(random.uniform(4, 9) * end), cv2.LINE_AA)


def _pole(random: np.random.Generator, street: Frame, horizon: int) -> None:
    width, height = _SIZE_WH
    x, foot = int(random.uniform(0, width)), int(random.uniform(horizon, height))
    top = int(random.uniform(0, max(1, horizon)))
    thick = max(1, int(6 * (foot - horizon) / height + random.uniform(1, 4)))
    grey = int(random.uniform(30, 200))
    cv2.line(street, (x, top), (x, foot), (grey, grey, grey), thick)
    if happens(random, 0.4):
        side = int(random.uniform(10, 60))
        colour = [float(value) for value in random.uniform(40, 230, 3)]
        cv2.rectangle(street, (x, top), (x + side, top + int(0.7 * side)), colour, cv2.FILLED)
