"""Finds where a camera looks now compared with where it looked: for cameras that were pushed. Pure."""

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane

_FEATURES = 800
_BEST_SHARE = 0.75
_LEAST_MATCHES, _LEAST_INLIERS = 24, 18
_INLIER_PX = 3.0
# Beyond these the zones drawn for the old view mean little in the new one: ask for a new reference.
_SCALES, _MOST_SHIFT, _MOST_TURN_DEG = (0.8, 1.25), 0.35, 15.0


def way_back(reference: Frame, frame: Frame) -> Plane | None:
    """Find how to move a frame so that it covers the reference, by matching ORB features (Rublee 2011).

    Args:
        reference: (H, W, 3) BGR, the place as it was known.
        frame: (H, W, 3) BGR, of the same size.

    Returns:
        (2, 3) for `cv2.warpAffine`: turn, scale and shift; None when the views share too little.
    """
    orb = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=10)
    known, seen = (
        orb.detectAndCompute(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), None) for view in (reference, frame)
    )
    if min(len(known[0]), len(seen[0])) < _LEAST_MATCHES:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(seen[1], known[1], k=2)
    good = [pair[0] for pair in pairs if len(pair) > 1 and pair[0].distance < _BEST_SHARE * pair[1].distance]
    if len(good) < _LEAST_MATCHES:
        return None
    here = np.array([seen[0][match.queryIdx].pt for match in good], np.float32)
    there = np.array([known[0][match.trainIdx].pt for match in good], np.float32)
    found, inliers = cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=_INLIER_PX)
    if found is None or int(np.sum(inliers)) < _LEAST_INLIERS:
        return None
    way = np.asarray(found, dtype=np.float32)
    return way if _is_small(way, frame.shape[1]) else None


def moved_along(frame: Frame, way: Plane) -> Frame:
    """Move a frame (H, W, 3) along a way (2, 3); what was never seen takes the colour of the border."""
    size_wh = (frame.shape[1], frame.shape[0])
    moved = cv2.warpAffine(frame, way, size_wh, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)


def beyond_view(way: Plane, shape_hw: tuple[int, int]) -> Mask:
    """Mark the pixels (H, W) that a frame of that shape does not show once it is moved along a way."""
    whole = np.ones(shape_hw, np.uint8)
    return np.asarray(cv2.warpAffine(whole, way, shape_hw[::-1], flags=cv2.INTER_NEAREST) == 0)


def _is_small(way: Plane, width_px: int) -> bool:
    scale = float(np.hypot(way[0, 0], way[1, 0]))
    turn_deg = abs(float(np.degrees(np.arctan2(way[1, 0], way[0, 0]))))
    shift = float(np.abs(way[:, 2]).max()) / width_px
    return _SCALES[0] <= scale <= _SCALES[1] and turn_deg <= _MOST_TURN_DEG and shift <= _MOST_SHIFT
