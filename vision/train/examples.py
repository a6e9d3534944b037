"""Composes what the networks learn from, many at once. Pure."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from vision.compose.material import Material
from vision.train.grounds import Ground
from vision.train.heapscapes import a_heapscape

Examples: TypeAlias = tuple[np.ndarray, np.ndarray]
"""Pictures (n, c, H, W) uint8, and what is wanted of each, (n, ...)."""


def heapscapes(
    random: np.random.Generator, material: Material, grounds: Sequence[Ground], count: int
) -> Examples:
    """Compose pictures (n, 3, 224, 288), and what is wanted of their places, (n, 5, 28, 36) float16."""
    scapes = [a_heapscape(random, material, grounds) for _ in range(count)]
    pictures = np.stack([scape.picture.transpose(2, 0, 1) for scape in scapes])
    return pictures, np.stack([scape.wanted for scape in scapes]).astype(np.float16)
