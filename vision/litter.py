"""Which still changes of the picture may be litter: proposals from the background difference. Pure.

A learned detector takes the same seam: anything with `propose(frame, background)`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import cv2
import numpy as np

from vision.arrays import XYWH, Frame, Mask, Plane
from vision.background import Background


class Verdict(StrEnum):
    """What a still change turned out to be."""

    LITTER = "litter"
    LIGHT = "light"
    GHOST = "ghost"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Region:
    """A connected still change. `mask` (h, w) marks its pixels inside `xywh_px`.

    `confidence` 0..1 says how clearly it stands out from the empty place, not how surely it is litter.
    """

    xywh_px: XYWH
    mask: Mask
    confidence: float
    verdict: Verdict

    @property
    def area_px(self) -> int:
        """Count its pixels."""
        return int(np.count_nonzero(self.mask))

    def spread_on(self, shape_hw: tuple[int, int]) -> Mask:
        """Place its pixels on an empty picture of that height and width."""
        plane = np.zeros(shape_hw, np.bool_)
        x, y, w, h = self.xywh_px
        plane[y : y + h, x : x + w] = self.mask
        return plane


class Detector(Protocol):
    """Finds regions that may be litter."""

    def propose(self, frame: Frame, background: Background) -> list[Region]:
        """Judge one frame (H, W, 3) BGR against the background of the same look; order does not matter."""
        ...


@dataclass(frozen=True, slots=True)
class StillChange:
    """The built-in detector: what came, stays, has its own edges and is not only light.

    `still_s`: how long a pixel must have been changed and still. Areas are pixels of the frame judged.
    """

    zone: Mask
    still_s: float
    min_area_px: int
    max_area_px: int

    def propose(self, frame: Frame, background: Background) -> list[Region]:
        """See `Detector.propose`."""
        if not background.is_settled or background.is_upheaval:
            return []
        still = (background.dwell_s >= self.still_s) & self.zone
        return [
            _judged(frame, background, xywh_px, mask)
            for xywh_px, mask in _blobs(still)
            if self.min_area_px <= np.count_nonzero(mask) <= self.max_area_px
        ]


def _blobs(still: Mask) -> list[tuple[XYWH, Mask]]:
    # Opening drops single noisy pixels; closing joins the bags and bottles of one scattered pile.
    plane = cv2.morphologyEx(still.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    joined = cv2.morphologyEx(plane, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    blobs: list[tuple[XYWH, Mask]] = []
    for label in range(1, count):
        x, y, w, h = (int(value) for value in stats[label][:4])
        window = np.s_[y : y + h, x : x + w]
        blobs.append(((x, y, w, h), (labels[window] == label) & (plane[window] > 0)))
    return blobs


# A region more than 8 % of which moves is hidden by something passing; a shadow or a patch of sun keeps its
# texture and stays within these ratios of brightness. From our trials on labelled clips, 2026-11.
_MOVING_SHARE = 0.08
_LIGHT_RATIOS = (0.35, 1.6)
_SAME_HUE = 0.05
_TEXTURED_STD = 8.0
_SAME_TEXTURE = 0.75
_EVEN_RATIO = 0.08
_GHOST_EDGES = 1.2
_FLAT = 1e-6


def _judged(frame: Frame, background: Background, xywh_px: XYWH, mask: Mask) -> Region:
    x, y, w, h = xywh_px
    window = np.s_[y : y + h, x : x + w]
    moving_share = float(np.mean(background.moving[window][mask]))
    now, empty = frame[window].astype(np.float32), background.slow[window]
    apart = float(np.abs(now - empty).max(axis=2)[mask].mean())
    confidence = round(min(0.99, apart / (apart + 20)), 3)
    if moving_share > _MOVING_SHARE:
        verdict = Verdict.COVERED
    elif is_light_only(now, empty, mask):
        verdict = Verdict.LIGHT
    elif is_ghost(frame, background.slow, xywh_px, mask):
        verdict = Verdict.GHOST
    else:
        verdict = Verdict.LITTER
    return Region(xywh_px, mask, confidence, verdict)


def is_light_only(now: Plane, empty: Plane, mask: Mask) -> bool:
    """Tell a shadow or a patch of sun from a thing: same texture and hue, only brighter or darker.

    Args:
        now: (h, w, 3) BGR crop of the frame.
        empty: (h, w, 3) BGR the same crop of the empty place.
        mask: (h, w) the pixels to judge, at least one.
    """
    seen, known = now[mask] + 1, empty[mask] + 1
    ratio = seen.mean(axis=1) / known.mean(axis=1)
    middle = float(np.median(ratio))
    hue_shift = np.abs(seen / seen.sum(axis=1, keepdims=True) - known / known.sum(axis=1, keepdims=True)).sum(
        axis=1
    )
    if not _LIGHT_RATIOS[0] <= middle <= _LIGHT_RATIOS[1] or float(np.median(hue_shift)) > _SAME_HUE:
        return False
    texture, texture_before = seen.mean(axis=1), known.mean(axis=1)
    if texture_before.std() > _TEXTURED_STD:
        return correlation(texture, texture_before) > _SAME_TEXTURE
    return float(np.percentile(np.abs(ratio / middle - 1), 80)) < _EVEN_RATIO


def is_ghost(frame: Frame, empty: Plane, xywh_px: XYWH, mask: Mask) -> bool:
    """Tell a thing that went away from one that came: its outline is in the empty place, not in the frame."""
    x, y, w, h = xywh_px
    top, left = max(0, y - 3), max(0, x - 3)
    window = np.s_[top : y + h + 3, left : x + w + 3]
    shape = empty[window].shape[:2]
    plane = np.zeros(shape, np.uint8)
    plane[y - top : y - top + h, x - left : x - left + w] = mask
    outline = cv2.morphologyEx(plane, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8)) > 0
    edges_now = _edges(frame[window].astype(np.float32))[outline].mean()
    edges_before = _edges(empty[window])[outline].mean()
    return bool(edges_before > _GHOST_EDGES * edges_now)


def correlation(one: Plane, other: Plane) -> float:
    """Normalised cross-correlation of two equally long rows of values, -1..1; 0 when one of them is flat."""
    left, right = one - one.mean(), other - other.mean()
    norm = float(np.sqrt((left * left).sum() * (right * right).sum()))
    return float((left * right).sum()) / norm if norm > _FLAT else 0.0


def _edges(crop: Plane) -> Plane:
    grey = crop.mean(axis=2)
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), dtype=np.float32)
