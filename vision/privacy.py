"""Privacy masks: what must not be stored or sent is painted over first. Pure."""

from collections.abc import Sequence

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane, Polygon

_PAINT_BGR = (96, 96, 96)
WHOLE: Polygon = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
"""The whole picture."""


def covered(frame: Frame, masks: Sequence[Polygon]) -> Frame:
    """Paint the polygons over a copy of the frame (H, W, 3) BGR; without masks give back the frame itself."""
    if not masks:
        return frame
    painted = frame.copy()
    for polygon in masks:
        cv2.fillPoly(painted, [_corners(polygon, frame.shape[1], frame.shape[0])], _PAINT_BGR)
    return painted


def moved_masks(
    masks: Sequence[Polygon], way: Plane | None, shape_hw: tuple[int, int]
) -> tuple[Polygon, ...]:
    """Say where masks drawn for the old view lie in the view of a camera that was pushed.

    Args:
        masks: as drawn.
        way: (2, 3) from the new view to the old one, in pixels of a frame of `shape_hw`; None: not pushed.
        shape_hw: height and width of that frame.
    """
    if way is None:
        return tuple(masks)
    back = cv2.invertAffineTransform(way)
    size_wh = np.array((shape_hw[1], shape_hw[0]), np.float32)
    moved = (((np.array(mask) * size_wh) @ back[:, :2].T + back[:, 2]) / size_wh for mask in masks)
    return tuple(tuple((float(x), float(y)) for x, y in corners) for corners in moved)


def inside(polygons: Sequence[Polygon], width_px: int, height_px: int) -> Mask:
    """Tell which pixels lie in one of the polygons, (H, W); no polygon means the whole picture."""
    if not polygons:
        return np.ones((height_px, width_px), np.bool_)
    plane = np.zeros((height_px, width_px), np.uint8)
    for polygon in polygons:
        cv2.fillPoly(plane, [_corners(polygon, width_px, height_px)], 1)
    return plane.astype(np.bool_)


def under(masks: Sequence[Polygon], width_px: int, height_px: int) -> Mask:
    """Tell which pixels the masks paint over, (H, W)."""
    return inside(masks, width_px, height_px) if masks else np.zeros((height_px, width_px), np.bool_)


def _corners(
    polygon: Polygon, width_px: int, height_px: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.rint(np.array(polygon) * (width_px, height_px)).astype(np.int32)
