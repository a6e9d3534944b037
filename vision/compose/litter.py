"""Draws litter: bags, cartons, bottles, papers, and heaps of them. Pure; every draw comes from `random`."""

import cv2
import numpy as np

from vision.arrays import Frame, Plane
from vision.compose.chance import happens
from vision.compose.cutout import Cutout

_SIDE_PX = 128
_FAINT = 0.1
_BAGS_BGR = (
    (28, 28, 30),
    (40, 38, 36),
    (225, 225, 225),
    (210, 215, 205),
    (190, 120, 40),
    (60, 60, 190),
    (90, 160, 80),
    (120, 120, 125),
)
_CASES_BGR = ((30, 30, 32), (45, 42, 40), (40, 60, 95), (70, 60, 50), (90, 40, 35), (60, 70, 62))
_THINGS_BGR = (
    (92, 132, 168),
    (120, 160, 190),
    (205, 140, 50),
    (70, 170, 205),
    (60, 60, 205),
    (240, 240, 240),
    (80, 150, 70),
    (150, 150, 150),
    (35, 35, 38),
    (40, 55, 85),
)


def a_bag(random: np.random.Generator) -> Cutout:
    """Draw one filled plastic bag with its folds and knot."""
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = np.full(turns.shape, 0.36)
    for wave in (1, 2, 3, 5):
        radius += random.normal(0, 0.035 / wave) * np.sin(wave * turns + random.uniform(0, 6))
    squat = random.uniform(0.7, 1.1)
    x = _SIDE_PX * (0.5 + radius * np.cos(turns))
    y = _SIDE_PX * (0.58 + squat * radius * np.sin(turns))
    alpha = np.zeros((_SIDE_PX, _SIDE_PX), np.uint8)
    cv2.fillPoly(alpha, [np.stack([x, y], axis=1).astype(np.int32)], 255, cv2.LINE_AA)
    top = int(y.min())
    knot = np.array([(58, top + 14), (50, top - 10), (64, top - 2), (80, top - 12), (72, top + 14)], np.int32)
    cv2.fillPoly(alpha, [knot], 255, cv2.LINE_AA)
    colour = np.array(_BAGS_BGR[int(random.integers(len(_BAGS_BGR)))], np.float32)
    return _finished(_shaded(random, colour, folds=random.uniform(0.12, 0.35)), alpha)


def a_thing(random: np.random.Generator) -> Cutout:
    """Draw a carton, a bottle or a paper, turned at random."""
    long, wide = random.uniform(0.3, 0.45), random.uniform(0.12, 0.4)
    corners = cv2.boxPoints(
        ((64.0, 70.0), (2 * long * _SIDE_PX, 2 * wide * _SIDE_PX * 0.6), float(random.uniform(-40, 40)))
    )
    corners = corners + random.normal(0, 4, (4, 2))
    alpha = np.zeros((_SIDE_PX, _SIDE_PX), np.uint8)
    cv2.fillConvexPoly(alpha, corners.astype(np.int32), 255, cv2.LINE_AA)
    colour = np.array(_THINGS_BGR[int(random.integers(len(_THINGS_BGR)))], np.float32)
    drawn = _shaded(random, colour, folds=random.uniform(0.03, 0.15))
    band = np.array(_THINGS_BGR[int(random.integers(len(_THINGS_BGR)))], np.float32)
    cv2.line(
        drawn,
        tuple(int(v) for v in corners[0]),
        tuple(int(v) for v in corners[2]),
        band.tolist(),
        int(random.integers(3, 22)),
        cv2.LINE_AA,
    )
    return _finished(drawn, alpha)


def a_case(random: np.random.Generator) -> Cutout:
    """Draw a case, a crate or a rucksack that somebody left: a dark block with a lid and a handle."""
    wide, high = int(random.uniform(84, 120)), int(random.uniform(34, 84))
    left, top = (_SIDE_PX - wide) // 2, _SIDE_PX - high - 4
    alpha = np.zeros((_SIDE_PX, _SIDE_PX), np.uint8)
    cv2.rectangle(alpha, (left, top), (left + wide, top + high), 255, cv2.FILLED, cv2.LINE_AA)
    middle = (_SIDE_PX // 2, top)
    cv2.ellipse(alpha, middle, (wide // 7, max(5, high // 6)), 0, 180, 360, 255, 5, cv2.LINE_AA)
    colour = np.array(_CASES_BGR[int(random.integers(len(_CASES_BGR)))], np.float32)
    drawn = _shaded(random, colour, folds=random.uniform(0.02, 0.12))
    lid = top + int(random.uniform(0.2, 0.5) * high)
    cv2.line(drawn, (left, lid), (left + wide, lid), tuple(int(0.5 * value) for value in colour), 3)
    return _finished(drawn, alpha)


def a_heap(random: np.random.Generator, pieces: list[Cutout] | None = None) -> Cutout:
    """Heap up 3 to 14 pieces, drawn ones or those given."""
    count = int(random.integers(3, 15))
    canvas = np.zeros((96, 200, 3), np.uint8)
    alpha = np.zeros((96, 200), np.float32)
    flat = random.uniform(0.3, 1.0)
    for number in range(count):
        piece = pieces[int(random.integers(len(pieces)))] if pieces else _a_piece(random)
        piece = piece.scaled(int(random.uniform(28, 62)))
        spread = (number + 1) / count
        x = int(np.clip(100 + random.normal(0, 26 + 18 * spread), 30, 170))
        y = int(94 - flat * random.uniform(0, 40) * (1 - abs(x - 100) / 90) * (1 - spread))
        piece.lay(canvas, (x, y), has_shadow=False)
        _add_alpha(alpha, piece, (x, y))
    return _cropped(canvas, alpha)


def _a_piece(random: np.random.Generator) -> Cutout:
    return a_bag(random) if happens(random, 0.5) else a_thing(random)


def _add_alpha(alpha: Plane, piece: Cutout, foot_xy: tuple[int, int]) -> None:
    stamp = np.zeros((*alpha.shape, 3), np.uint8)
    white = Cutout(np.full_like(piece.bgr, 255), piece.alpha)
    white.lay(stamp, foot_xy, has_shadow=False)
    np.maximum(alpha, stamp[:, :, 0].astype(np.float32) / 255, out=alpha)


def _shaded(random: np.random.Generator, colour: Plane, folds: float) -> Frame:
    """Fill a square with a colour, lit from one side and crumpled."""
    across = np.linspace(-1, 1, _SIDE_PX, dtype=np.float32)
    slope = random.uniform(-0.3, 0.3) * across[None, :] - 0.22 * across[:, None]
    coarse = cv2.resize(random.normal(0, 1, (9, 9)).astype(np.float32), (_SIDE_PX, _SIDE_PX))
    fine = cv2.resize(random.normal(0, 1, (30, 30)).astype(np.float32), (_SIDE_PX, _SIDE_PX))
    shine = 90 * np.clip(coarse + 0.8 * fine - 1.5, 0, 1) * folds
    light = (1 + slope + folds * (coarse + 0.6 * fine))[:, :, None]
    return np.clip(colour * light + shine[:, :, None], 0, 255).astype(np.uint8)


def _finished(drawn: Frame, alpha: Frame) -> Cutout:
    soft = cv2.GaussianBlur(alpha / np.float32(255), (3, 3), 0)
    return _cropped(drawn, np.asarray(soft, dtype=np.float32))


def _cropped(drawn: Frame, alpha: Plane) -> Cutout:
    solid = alpha > _FAINT
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Cutout(np.ascontiguousarray(drawn[window]), np.ascontiguousarray(alpha[window]).astype(np.float32))
