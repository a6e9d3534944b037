"""Composes what the networks learn from, many at once. Pure."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from vision.appearance import Look
from vision.arrays import Frame
from vision.closeup import LENS, SIDE_PX
from vision.compose.material import Material
from vision.train.grounds import Ground
from vision.train.heapscapes import a_heapscape
from vision.train.shots import a_shot
from vision.train.training import LOOK_SHARES
from vision.train.watched import watched

Examples: TypeAlias = tuple[np.ndarray, np.ndarray]
"""Pictures (n, c, H, W) uint8, and what is wanted of each, (n, ...)."""

_MOST_OF_CLIP = 4_000
_CUT_FROM_RUBBISH = 40


def closeups(random: np.random.Generator, material: Material, count: int) -> Examples:
    """Compose close-ups (n, 8, 64, 64) and what they show, (n, 6) float32 0 or 1."""
    looks = list(LOOK_SHARES)
    taken, kinds = [], []
    for _ in range(count):
        look = looks[int(random.choice(len(looks), p=list(LOOK_SHARES.values())))]
        shot = a_shot(random, material, look)
        if shot is not None:
            taken.append(shot.taken.transpose(2, 0, 1))
            kinds.append(look.value)
    return np.stack(taken), np.eye(len(Look), dtype=np.float32)[kinds]


def still_changes(random: np.random.Generator, frames: Sequence[Frame]) -> Examples:
    """Take what stood still in a clip without litter: that it is none is known, and all else NaN."""
    found = [taken.transpose(2, 0, 1) for taken in watched(random, frames)]
    chosen = [found[number] for number in random.permutation(len(found))[:_MOST_OF_CLIP]]
    wanted = np.full((len(chosen), len(Look)), np.nan, np.float32)
    wanted[:, Look.LITTER.value] = 0
    return np.array(chosen, np.uint8).reshape(-1, len(LENS), SIDE_PX, SIDE_PX), wanted


def heapscapes(
    random: np.random.Generator, material: Material, grounds: Sequence[Ground], count: int
) -> Examples:
    """Compose pictures (n, 3, 224, 288), and what is wanted of their places, (n, 5, 28, 36) float16."""
    stocked = material.with_rubbish(random, max(1, count // _CUT_FROM_RUBBISH))
    scapes = [a_heapscape(random, stocked, grounds) for _ in range(count)]
    pictures = np.stack([scape.picture.transpose(2, 0, 1) for scape in scapes])
    return pictures, np.stack([scape.wanted for scape in scapes]).astype(np.float16)
