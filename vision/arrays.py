"""The array layouts that vision passes around, named once."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Frame: TypeAlias = npt.NDArray[np.uint8]
"""(H, W, 3) BGR, or a crop of one."""

Plane: TypeAlias = npt.NDArray[np.float32]
"""(H, W) or (H, W, 3), one number for each pixel or channel."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(H, W), True where the claim holds."""

XYWH: TypeAlias = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""

XYXY: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, foot in pixels."""

Polygon: TypeAlias = tuple[tuple[float, float], ...]
"""Corners as shares (x, y) of the picture's width and height."""
Blob: TypeAlias = tuple[XYWH, Mask]
"""A box in pixels of a picture and the pixels (h, w) that count in it."""
