"""What drawn surfaces are made of: uneven noise, and colours out of a palette. Pure."""

import cv2
import numpy as np

from vision.arrays import Plane

Colour = tuple[int, int, int]
"""Blue, green, red."""

DIRT_BGR: tuple[Colour, ...] = ((60, 80, 95), (45, 55, 62), (95, 110, 120), (70, 95, 120), (70, 75, 80))
"""Earth and rot between pieces of rubbish."""


def grain(random: np.random.Generator, shape_hw: tuple[int, ...], size_px: int) -> Plane:
    """Give smooth noise of about one standard deviation whose blobs are so large."""
    small = (max(2, shape_hw[0] // size_px), max(2, shape_hw[1] // size_px))
    noise = random.standard_normal(small, np.float32)
    return np.asarray(cv2.resize(noise, (shape_hw[1], shape_hw[0])), dtype=np.float32)


def one_of(random: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    """Take one colour of a palette."""
    return colours[int(random.integers(len(colours)))]
