"""What is known of the place a camera looks at: zones, and how large things on its ground are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Mask, Plane, Polygon
from vision.privacy import inside

_LEAST_DEPTH = 1e-6


@dataclass(frozen=True, slots=True)
class Zone:
    """An area in which litter counts, or (`is_kept_out`) never does; corners are shares of the picture.

    `unattended_s`: how long litter must lie there until it is told; None: as everywhere.
    """

    name: str
    corners: Polygon
    is_kept_out: bool = False
    unattended_s: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Four corners of a rectangle on the ground, in order around it, as shares of the picture.

    `width_m` lies between the first and the second corner, `depth_m` between the second and the third.
    """

    corners: Polygon
    width_m: float
    depth_m: float

    def __post_init__(self) -> None:
        """Refuse corners that no rectangle on a ground can have.

        Raises:
            ValueError: not four corners around a convex area; say it to whoever clicked them.
        """
        points = np.array(self.corners, np.float32)
        if len(self.corners) != 4 or not cv2.isContourConvex(points):  # noqa: PLR2004  a rectangle has four
            raise ValueError("the ground needs four corners in order around a rectangle that lies on it")

    def area_m2(self, mask: Mask) -> float:
        """Say how much ground the pixels of a mask (H, W) cover.

        What stands up hides ground behind it, which counts as covered, too.
        """
        height, width = mask.shape
        way = self._to_metres(width, height)
        rows, columns = np.nonzero(mask)
        if rows.size == 0:
            return 0.0
        depth = way[2, 0] * (columns + 0.5) + way[2, 1] * (rows + 0.5) + way[2, 2]
        # The size of a pixel on the ground is the Jacobian of the homography: det(H) / w^3.
        sizes = abs(float(np.linalg.det(way))) / np.maximum(np.abs(depth), _LEAST_DEPTH) ** 3
        return float(sizes.sum())

    def grid(self, width_px: int, height_px: int, step_m: float) -> list[Plane]:
        """Give the lines of a grid on the rectangle, each (2, 2) pixels, to check it by eye."""
        back = np.linalg.inv(self._to_metres(width_px, height_px))
        across = [((x, 0.0), (x, self.depth_m)) for x in _steps(self.width_m, step_m)]
        along = [((0.0, y), (self.width_m, y)) for y in _steps(self.depth_m, step_m)]
        return [_projected(back, line) for line in (*across, *along)]

    def _to_metres(self, width_px: int, height_px: int) -> Plane:
        size_wh = np.array((width_px, height_px), np.float32)
        corners_px = np.asarray(np.array(self.corners, np.float32) * size_wh, dtype=np.float32)
        corners_m = np.array(
            [(0, 0), (self.width_m, 0), (self.width_m, self.depth_m), (0, self.depth_m)], np.float32
        )
        return np.asarray(cv2.getPerspectiveTransform(corners_px, corners_m), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Scene:
    """The zones of one camera, and its ground (None: nobody has measured it)."""

    zones: tuple[Zone, ...] = ()
    ground: Ground | None = None

    def counted(self, width_px: int, height_px: int) -> Mask:
        """Mark the pixels (H, W) on which litter counts: in a zone (or anywhere) and not kept out."""
        counted = inside([zone.corners for zone in self.zones if not zone.is_kept_out], width_px, height_px)
        kept_out = [zone.corners for zone in self.zones if zone.is_kept_out]
        return counted & ~inside(kept_out, width_px, height_px) if kept_out else counted

    def zone_at(self, x_share: float, y_share: float) -> Zone | None:
        """Find the first zone, in order, that a point lies in."""
        for zone in self.zones:
            corners = np.array(zone.corners, np.float32)
            is_inside = cv2.pointPolygonTest(corners, (x_share, y_share), measureDist=False) >= 0
            if is_inside and not zone.is_kept_out:
                return zone
        return None

    def unattended_s(self, foot_share: tuple[float, float], usual_s: float) -> float:
        """Say how long litter whose foot is at (x, y), as shares, must lie there until it is told."""
        zone = self.zone_at(*foot_share)
        return usual_s if zone is None or zone.unattended_s is None else zone.unattended_s

    def shortest_s(self, usual_s: float) -> float:
        """Say how long litter must lie at least, in whatever zone."""
        own = [zone.unattended_s for zone in self.zones if zone.unattended_s is not None]
        return min([usual_s, *own])


def foot_of(xywh_share: tuple[float, float, float, float]) -> tuple[float, float]:
    """Give the middle of the foot of a box: where it stands on the ground."""
    x, y, w, h = xywh_share
    return x + w / 2, y + h


def _steps(length_m: float, step_m: float) -> Sequence[float]:
    return [*np.arange(0, length_m, step_m), length_m]


def _projected(way: Plane, line: tuple[tuple[float, float], tuple[float, float]]) -> Plane:
    ends = np.array(line, np.float32).reshape(-1, 1, 2)
    return np.asarray(cv2.perspectiveTransform(ends, way).reshape(2, 2), dtype=np.float32)
