"""Writes the time of a picture into it: digits of seven rows, so that no font is needed. Pure."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Luma: TypeAlias = NDArray[np.uint8]

# Five columns a row, the leftmost bit first.
_GLYPHS: Mapping[str, tuple[int, ...]] = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
    "-": (0, 0, 0, 14, 0, 0, 0),
    ":": (0, 4, 0, 0, 0, 4, 0),
    " ": (0, 0, 0, 0, 0, 0, 0),
}
_COLUMNS = 5
# Black and white of video (ITU-R BT.601).
_BLACK, _WHITE = 16, 235


def stamp(luma: Luma, caption: str) -> tuple[int, int]:
    """Write a caption into the lower left corner.

    Args:
        luma: (H, W) uint8, 16 to 235; changed in place.
        caption: digits, colons, dashes and spaces.

    Returns:
        Height and width of what was covered, pixels, even.
    """
    box = np.pad(np.hstack([_drawn(letter) for letter in caption]), 2)
    times = max(1, luma.shape[1] // 300)
    large = box.repeat(times, 0).repeat(times, 1)
    height, width = min(large.shape[0], luma.shape[0]), min(large.shape[1], luma.shape[1])
    luma[luma.shape[0] - height :, :width] = np.where(large[:height, :width], _WHITE, _BLACK)
    return height + height % 2, width + width % 2


def _drawn(letter: str) -> NDArray[np.bool_]:
    rows = [
        [bool(bits >> (_COLUMNS - 1 - column) & 1) for column in range(_COLUMNS)] for bits in _GLYPHS[letter]
    ]
    return np.pad(np.array(rows, bool), ((0, 0), (0, 1)))
