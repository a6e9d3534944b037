"""Privacy masks: what must not be stored or sent is painted over first. Pure."""

from collections.abc import Sequence

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Polygon

_PAINT_BGR = (96, 96, 96)


def covered(frame: Frame, masks: Sequence[Polygon]) -> Frame:
    """Paint the polygons over a copy of the frame (H, W, 3) BGR; without masks give back the frame itself."""
    if not masks:
        return frame
    painted = frame.copy()
    for polygon in masks:
        cv2.fillPoly(painted, [_corners(polygon, frame.shape[1], frame.shape[0])], _PAINT_BGR)
    return painted


def inside(polygons: Sequence[Polygon], width_px: int, height_px: int) -> Mask:
    """Tell which pixels lie in one of the polygons, (H, W); no polygon means the whole picture."""
    if not polygons:
        return np.ones((height_px, width_px), np.bool_)
    plane = np.zeros((height_px, width_px), np.uint8)
    for polygon in polygons:
        cv2.fillPoly(plane, [_corners(polygon, width_px, height_px)], 1)
    return plane.astype(np.bool_)


def _corners(
    polygon: Polygon, width_px: int, height_px: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.rint(np.array(polygon) * (width_px, height_px)).astype(np.int32)
