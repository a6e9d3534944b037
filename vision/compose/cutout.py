"""Cut-outs and how they are laid upon a picture, with the shadow where they touch the ground. Pure."""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Mask, Plane

_SOLID = 0.5
_CONTACT_SHADE = 0.45
_LEAST_SHADE_PX = 3
_SAME_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Cutout:
    """A thing without its surroundings: `bgr` (h, w, 3) uint8, `alpha` (h, w) float32 0..1."""

    bgr: Frame
    alpha: Plane

    @property
    def size_wh(self) -> tuple[int, int]:
        """Give its width and height in pixels."""
        return self.bgr.shape[1], self.bgr.shape[0]

    def scaled(self, width_px: int) -> "Cutout":
        """Bring it to that width, keeping its shape."""
        height_px = max(2, round(self.bgr.shape[0] * width_px / self.bgr.shape[1]))
        size_wh = (max(2, width_px), height_px)
        way = cv2.INTER_AREA if width_px < self.bgr.shape[1] else cv2.INTER_LINEAR
        return Cutout(
            np.asarray(cv2.resize(self.bgr, size_wh, interpolation=way), dtype=np.uint8),
            np.asarray(cv2.resize(self.alpha, size_wh, interpolation=way), dtype=np.float32),
        )

    def flipped(self) -> "Cutout":
        """Mirror it left to right."""
        return Cutout(np.ascontiguousarray(self.bgr[:, ::-1]), np.ascontiguousarray(self.alpha[:, ::-1]))

    def lit(self, gain: float) -> "Cutout":
        """Make it brighter or darker by a factor."""
        return Cutout(np.asarray(cv2.convertScaleAbs(self.bgr, alpha=gain), dtype=np.uint8), self.alpha)

    def lay(self, picture: Frame, foot_xy: tuple[int, int], *, has_shadow: bool = True) -> XYXY | None:
        """Put it on a picture (H, W, 3) in place, the middle of its foot at `foot_xy`.

        Returns:
            The box of its solid pixels within the picture, or None when none is.
        """
        width, height = self.size_wh
        left, top = foot_xy[0] - width // 2, foot_xy[1] - height
        if has_shadow:
            _shade(picture, left, foot_xy[1], width, height)
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(picture.shape[1], left + width), min(picture.shape[0], top + height)
        if x0 >= x1 or y0 >= y1:
            return None
        own = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        alpha, target = self.alpha[own][:, :, None], picture[y0:y1, x0:x1]
        target[:] = np.rint(target * (1 - alpha) + self.bgr[own] * alpha).astype(np.uint8)
        rows, columns = np.nonzero(self.alpha[own] > _SOLID)
        if rows.size == 0:
            return None
        return (
            float(x0 + columns.min()),
            float(y0 + rows.min()),
            float(x0 + columns.max() + 1),
            float(y0 + rows.max() + 1),
        )

    def cast(self, picture: Frame, foot_xy: tuple[int, int], lean: float, flat: float, gain: float) -> None:
        """Let its shadow fall on a picture in place: aside by `lean` and down by `flat` times its height."""
        width, height = self.size_wh
        # What stands so high above its foot darkens the ground so far away from it.
        way = np.array(
            [[1, -lean, foot_xy[0] - width / 2 + lean * height], [0, -flat, foot_xy[1] + flat * height]]
        )
        size_wh = (picture.shape[1], picture.shape[0])
        shadow = cv2.GaussianBlur(cv2.warpAffine(self.alpha, way.astype(np.float32), size_wh), (5, 5), 0)
        picture[:] = (picture * (1 - (1 - gain) * shadow[:, :, None])).astype(np.uint8)


def changed(before: Frame, after: Frame) -> Mask:
    """Say which pixels (H, W) of a picture look otherwise since something was laid upon it."""
    return np.asarray(cv2.absdiff(before, after).max(axis=2) > _SAME_LEVELS, dtype=np.bool_)


def _shade(picture: Frame, left: int, foot: int, width: int, height: int) -> None:
    """Darken the ground under a thing, softly."""
    reach = max(2, min(height, width) // 5)
    x0, x1 = max(0, left - reach), min(picture.shape[1], left + width + reach)
    y0, y1 = max(0, foot - 2 * reach), min(picture.shape[0], foot + reach)
    if min(x1 - x0, y1 - y0) < _LEAST_SHADE_PX:
        return
    plane = np.zeros((y1 - y0, x1 - x0), np.float32)
    middle = (left + width // 2 - x0, foot - reach // 2 - y0)
    cv2.ellipse(plane, middle, (max(1, width // 2), max(1, reach)), 0, 0, 360, _CONTACT_SHADE, cv2.FILLED)
    shade = cv2.GaussianBlur(plane, (0, 0), max(1.0, reach / 2))
    target = picture[y0:y1, x0:x1]
    target[:] = (target * (1 - shade[:, :, None])).astype(np.uint8)
