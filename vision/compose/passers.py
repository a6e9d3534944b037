"""Draws who passes by and what parks: people in every pose, cars, vans, tricycles. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame
from vision.compose.chance import happens
from vision.compose.cutout import Cutout

_SKIN_BGR = ((120, 150, 190), (90, 120, 165), (60, 85, 120))
_GLASS_BGR = (70, 62, 54)
_TYRE_BGR = (28, 28, 28)
_LOADS_BGR = ((70, 100, 125), (120, 130, 135), (60, 65, 70), (90, 120, 110), (40, 45, 50))


def a_person(random: np.random.Generator, stride: float = 0.0) -> Cutout:
    """Draw one person, about 60 x 160 px.

    Args:
        random: whom.
        stride: -1..1, how far the legs are apart and which is in front; 0 stands.
    """
    canvas, alpha = np.zeros((168, 96, 3), np.uint8), np.zeros((168, 96), np.uint8)
    skin = _SKIN_BGR[int(random.integers(len(_SKIN_BGR)))]
    coat, trousers, hair = (_cloth(random) for _ in range(3))
    waist, neck = 92 + int(random.integers(-4, 5)), 36
    broad = int(random.integers(13, 20))
    swing = int(22 * stride)
    is_skirted = happens(random, 0.2)
    if is_skirted:
        skirt = np.array([(48 - broad, waist - 8), (48 + broad, waist - 8), (66, 156), (30, 156)], np.int32)
        _fill(canvas, alpha, skirt, trousers)
    for side in (-1, 1):
        hip, foot = (48 + side * 6, waist), (48 + side * 7 + side * swing, 160)
        _limb(canvas, alpha, hip, foot, trousers, 13)
        _limb(canvas, alpha, foot, (foot[0] + 5, 162), _TYRE_BGR, 7)
    torso = np.array(
        [
            (48 - broad, neck + 6),
            (48 + broad, neck + 6),
            (48 + broad - 3, waist + 6),
            (48 - broad + 3, waist + 6),
        ],
        np.int32,
    )
    _fill(canvas, alpha, torso, coat)
    for side in (-1, 1):
        hand = (48 + side * (broad + 6) - side * swing // 2, waist + 4 - abs(swing) // 3)
        _limb(canvas, alpha, (48 + side * broad, neck + 10), hand, coat, 9)
        _limb(canvas, alpha, hand, (hand[0], hand[1] + 5), skin, 6)
    _disc(canvas, alpha, (48, 22), (10, 13), skin)
    _disc(canvas, alpha, (48, 15), (11, 9), hair)
    return _soft(random, canvas, alpha)


def a_crouching_person(random: np.random.Generator) -> Cutout:
    """Draw someone who sits on the ground or bends down."""
    standing = a_person(random)
    half = standing.size_wh[1] * 58 // 100
    upper = Cutout(standing.bgr[:half], standing.alpha[:half])
    canvas, alpha = np.zeros((120, 110, 3), np.uint8), np.zeros((120, 110), np.uint8)
    trousers = _cloth(random)
    _limb(canvas, alpha, (52, 100), (84, 84), trousers, 18)
    _limb(canvas, alpha, (84, 84), (88, 114), trousers, 14)
    lower = _soft(random, canvas, alpha)
    sheet = np.zeros((170, 120, 3), np.uint8)
    cover = np.zeros((170, 120, 3), np.uint8)
    for piece, foot_xy in ((lower, (76, 168)), (upper, (56, 156))):
        piece.lay(sheet, foot_xy, has_shadow=False)
        Cutout(np.full_like(piece.bgr, 255), piece.alpha).lay(cover, foot_xy, has_shadow=False)
    return Cutout(sheet, np.asarray(cover[:, :, 0] / 255, dtype=np.float32))


def a_vehicle(random: np.random.Generator) -> Cutout:
    """Draw a car from the side or from behind, a van, a cargo tricycle, or a truck with its load."""
    kinds = (_car_side, _car_behind, _van, _tricycle, _truck)
    return kinds[int(random.integers(len(kinds)))](random)


def _car_side(random: np.random.Generator) -> Cutout:
    canvas, alpha = np.zeros((84, 200, 3), np.uint8), np.zeros((84, 200), np.uint8)
    paint = _paint(random)
    roof, bonnet = int(random.integers(6, 16)), int(random.integers(34, 42))
    body = np.array(
        [(6, 44), (44, bonnet), (66, roof), (136, roof), (162, bonnet), (194, 48), (194, 68), (6, 68)],
        np.int32,
    )
    _fill(canvas, alpha, body, paint)
    _fill(canvas, alpha, np.array([(52, 36), (70, roof + 5), (98, roof + 5), (98, 36)], np.int32), _GLASS_BGR)
    _fill(
        canvas,
        alpha,
        np.array([(104, 36), (104, roof + 5), (134, roof + 5), (152, 36)], np.int32),
        _GLASS_BGR,
    )
    cv2.line(canvas, (101, 40), (101, 66), _darker(paint), 2)
    _fill(canvas, alpha, np.array([(6, 58), (194, 58), (194, 68), (6, 68)], np.int32), _darker(paint))
    for x in (44, 156):
        _wheel(canvas, alpha, (x, 67), 14)
    cv2.circle(canvas, (190, 50), 4, (60, 60, 220), cv2.FILLED)
    return _soft(random, canvas, alpha)


def _car_behind(random: np.random.Generator) -> Cutout:
    canvas, alpha = np.zeros((110, 130, 3), np.uint8), np.zeros((110, 130), np.uint8)
    paint = _paint(random)
    _fill(
        canvas,
        alpha,
        np.array([(28, 8), (102, 8), (116, 44), (120, 92), (10, 92), (14, 44)], np.int32),
        paint,
    )
    _fill(canvas, alpha, np.array([(34, 13), (96, 13), (106, 42), (24, 42)], np.int32), _GLASS_BGR)
    _fill(canvas, alpha, np.array([(10, 78), (120, 78), (120, 94), (10, 94)], np.int32), _darker(paint))
    for x in (14, 104):
        cv2.rectangle(canvas, (x, 52), (x + 12, 64), (50, 50, 205), cv2.FILLED)
    cv2.rectangle(canvas, (50, 60), (80, 70), (200, 205, 205), cv2.FILLED)
    for x in (22, 98):
        _fill(canvas, alpha, np.array([(x, 90), (x + 12, 90), (x + 12, 106), (x, 106)], np.int32), _TYRE_BGR)
    return _soft(random, canvas, alpha)


def _van(random: np.random.Generator) -> Cutout:
    canvas, alpha = np.zeros((120, 190, 3), np.uint8), np.zeros((120, 190), np.uint8)
    paint, cab = _paint(random), _paint(random)
    _fill(canvas, alpha, np.array([(4, 6), (130, 6), (130, 96), (4, 96)], np.int32), paint)
    for x in range(14, 128, 14):
        cv2.line(canvas, (x, 8), (x, 92), _darker(paint), 1)
    _fill(canvas, alpha, np.array([(134, 30), (166, 30), (184, 62), (184, 98), (134, 98)], np.int32), cab)
    _fill(canvas, alpha, np.array([(142, 36), (162, 36), (174, 60), (142, 60)], np.int32), _GLASS_BGR)
    for x in (32, 96, 156):
        _wheel(canvas, alpha, (x, 100), 15)
    return _soft(random, canvas, alpha)


def _tricycle(random: np.random.Generator) -> Cutout:
    canvas, alpha = np.zeros((110, 180, 3), np.uint8), np.zeros((110, 180), np.uint8)
    paint = _paint(random)
    _fill(canvas, alpha, np.array([(4, 40), (96, 40), (96, 82), (4, 82)], np.int32), paint)
    _fill(canvas, alpha, np.array([(96, 66), (140, 60), (160, 84), (96, 82)], np.int32), _darker(paint))
    _fill(canvas, alpha, np.array([(104, 30), (126, 26), (132, 68), (108, 70)], np.int32), _cloth(random))
    _disc(canvas, alpha, (118, 18), (9, 11), _SKIN_BGR[int(random.integers(len(_SKIN_BGR)))])
    for x in (22, 78, 154):
        _wheel(canvas, alpha, (x, 92), 15)
    return _soft(random, canvas, alpha)


def _truck(random: np.random.Generator) -> Cutout:
    """Draw a truck seen from a mast: a bed with boards, in it earth, gravel or nothing, and a cab."""
    canvas, alpha = np.zeros((120, 250, 3), np.uint8), np.zeros((120, 250), np.uint8)
    paint, load = _paint(random), np.array(_LOADS_BGR[int(random.integers(len(_LOADS_BGR)))])
    top, deep = int(random.uniform(4, 30)), int(random.uniform(40, 70))
    foot = top + deep + 30
    _fill(canvas, alpha, np.array([(70, top), (246, top), (246, foot), (70, foot)]), paint)
    grain = cv2.resize(random.normal(0, 1, (deep // 3, 54)).astype(np.float32), (162, deep - 8))
    bed = np.clip(load * (1 + random.uniform(0.02, 0.2) * grain[:, :, None]), 0, 255).astype(np.uint8)
    canvas[top + 4 : top + deep - 4, 77:239] = bed
    for x in range(70, 247, 22):
        cv2.line(canvas, (x, top + deep), (x, top + deep + 28), _darker(paint), 2)
    cab = _paint(random)
    _fill(canvas, alpha, np.array([(14, top + 14), (64, top + 4), (64, 104), (8, 104), (4, top + 44)]), cab)
    glass = np.array([(12, top + 42), (20, top + 20), (52, top + 14), (52, top + 40)])
    _fill(canvas, alpha, glass, _GLASS_BGR)
    for x in (36, 150, 216):
        _wheel(canvas, alpha, (x, 103), 14)
    return _soft(random, canvas, alpha)


def _wheel(canvas: Frame, alpha: Frame, middle: tuple[int, int], radius: int) -> None:
    _disc(canvas, alpha, middle, (radius, radius), _TYRE_BGR)
    cv2.circle(canvas, middle, radius // 2, (150, 150, 150), cv2.FILLED, cv2.LINE_AA)


def _limb(
    canvas: Frame,
    alpha: Frame,
    start: tuple[int, int],
    end: tuple[int, int],
    colour: tuple[int, ...],
    wide: int,
) -> None:
    cv2.line(canvas, start, end, colour, wide, cv2.LINE_AA)
    cv2.line(alpha, start, end, 255, wide, cv2.LINE_AA)


def _disc(
    canvas: Frame, alpha: Frame, middle: tuple[int, int], radii: tuple[int, int], colour: tuple[int, ...]
) -> None:
    cv2.ellipse(canvas, middle, radii, 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(alpha, middle, radii, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA)


def _fill(canvas: Frame, alpha: Frame, corners: np.ndarray, colour: tuple[int, ...]) -> None:
    cv2.fillPoly(canvas, [corners], colour, cv2.LINE_AA)
    cv2.fillPoly(alpha, [corners], 255, cv2.LINE_AA)


def _cloth(random: np.random.Generator) -> tuple[int, ...]:
    bright = random.choice((38, 60, 110, 190), p=(0.35, 0.3, 0.2, 0.15))
    return tuple(int(v) for v in np.clip(bright + random.normal(0, 22, 3), 8, 245))


def _paint(random: np.random.Generator) -> tuple[int, ...]:
    level = float(random.choice((235, 190, 130, 60, 30)))
    tint = random.normal(0, 8 if happens(random, 0.6) else 60, 3)
    return tuple(int(v) for v in np.clip(level + tint, 10, 250))


def _darker(colour: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(0.55 * value) for value in colour)


def _soft(random: np.random.Generator, canvas: Frame, alpha: Frame) -> Cutout:
    """Light it from above with a little texture, and soften its outline."""
    height, width = alpha.shape
    coarse = cv2.resize(random.normal(0, 1, (10, 7)).astype(np.float32), (width, height))
    light = 1 + 0.1 * coarse - 0.25 * np.linspace(-0.5, 1, height, dtype=np.float32)[:, None]
    lit = np.clip(canvas * light[:, :, None], 0, 255).astype(np.uint8)
    return Cutout(lit, np.asarray(cv2.GaussianBlur(alpha / np.float32(255), (3, 3), 0), dtype=np.float32))
