"""Which still changes of the picture may be litter: proposals from the background difference. Pure.

A learned detector takes the same seam: anything with `propose(frame, background, stayed_s)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import cv2
import numpy as np

from vision.agreement import Agreement, Opinion
from vision.appearance import Look
from vision.arrays import XYWH, Blob, Frame, Mask, Plane
from vision.background import Background
from vision.change import levels
from vision.shade import is_shade


class Verdict(StrEnum):
    """What a still change turned out to be. `UNSURE`: it came and stays, but looks like nothing known."""

    LITTER = "litter"
    UNSURE = "unsure"
    PERSON = "person"
    VEHICLE = "vehicle"
    LIGHT = "light"
    GHOST = "ghost"
    SWAY = "sway"
    COVERED = "covered"


PASSING = frozenset({Verdict.LIGHT, Verdict.GHOST, Verdict.SWAY})
"""What is nothing at all: the place itself in another light, without something, or swaying."""

_OLDEST_PERCENT, _OLD_SHARE, _PART_SHARE = 95, 0.85, 0.85
_VERDICTS = {
    Look.LITTER: Verdict.LITTER,
    Look.PERSON: Verdict.PERSON,
    Look.VEHICLE: Verdict.VEHICLE,
    Look.LIGHT: Verdict.LIGHT,
    Look.GHOST: Verdict.GHOST,
    Look.SWAY: Verdict.SWAY,
}


@dataclass(frozen=True, slots=True)
class Region:
    """A connected still change. `mask` (h, w) marks its pixels inside `xywh_px`.

    `confidence` 0..1 says how surely it is litter. `dwell_s`: how long half of its pixels have stayed.
    `votes`: how surely each network that was asked takes it for litter by itself.
    """

    xywh_px: XYWH
    mask: Mask
    confidence: float
    verdict: Verdict
    dwell_s: float = 0.0
    votes: tuple[float, ...] = ()

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

    def propose(self, frame: Frame, background: Background, stayed_s: float) -> list[Region]:
        """Judge what stayed for so many seconds in one frame (H, W, 3) BGR; order does not matter.

        Args:
            frame: what is seen now.
            background: of the same look.
            stayed_s: how long a pixel must have been changed and still.
        """
        ...

    def judge(self, frame: Frame, background: Background, blobs: Sequence[Blob]) -> list[Region]:
        """Judge given changes, whatever their size and age, in the same order."""
        ...


@dataclass(frozen=True, slots=True)
class StillChange:
    """The built-in detector: what came, stays, has its own edges and looks like litter.

    Areas are pixels of the frame judged. `appearance` None: whatever is no light and no ghost is litter.
    """

    zone: Mask
    min_area_px: int
    max_area_px: int
    appearance: Agreement | None = None

    def propose(self, frame: Frame, background: Background, stayed_s: float) -> list[Region]:
        """See `Detector.propose`."""
        if not background.is_settled or background.is_upheaval:
            return []
        still = (background.dwell_s >= stayed_s) & self.zone
        blobs = [blob for blob in _blobs(still) if self._is_sized(blob[1])]
        regions = self.judge(frame, background, blobs)
        parts = [part for region in regions for part in self._parts(region, frame, background)]
        regions.extend(map(_surely, self.judge(frame, background, parts)))
        return [_doubted(region, frame, background) for region in regions]

    def judge(self, frame: Frame, background: Background, blobs: Sequence[Blob]) -> list[Region]:
        """See `Detector.judge`."""
        opinions = self._opinions(frame, background, blobs)
        return [_judged(frame, background, *each) for each in zip(blobs, opinions, strict=True)]

    def _parts(self, region: Region, frame: Frame, background: Background) -> list[Blob]:
        """Give parts of a region that is no litter as a whole, but may hide some.

        What stayed longest: who stands before it came later. What is no light: the rest is a cloud's.
        """
        if region.verdict in {Verdict.LITTER, Verdict.COVERED}:
            return []
        x, y, w, h = region.xywh_px
        window = np.s_[y : y + h, x : x + w]
        dwell_s = background.dwell_s[window]
        longest_s = float(np.percentile(dwell_s[region.mask], _OLDEST_PERCENT))
        oldest = region.mask & (dwell_s >= _OLD_SHARE * longest_s)
        unlit = region.mask & ~is_shade(frame[window], levels(background.slow[window]))
        masks = [unlit] if region.verdict in PASSING else [oldest, unlit]
        parts = [part for mask in masks if (part := self._largest(mask)) is not None]
        return [
            ((x + bx, y + by, bw, bh), mask)
            for (bx, by, bw, bh), mask in parts
            if np.count_nonzero(mask) < _PART_SHARE * region.area_px
        ]

    def _largest(self, mask: Mask) -> Blob | None:
        blobs = [blob for blob in _blobs(mask) if self._is_sized(blob[1])]
        return max(blobs, key=lambda blob: int(np.count_nonzero(blob[1])), default=None)

    def _is_sized(self, mask: Mask) -> bool:
        return self.min_area_px <= int(np.count_nonzero(mask)) <= self.max_area_px

    def _opinions(
        self, frame: Frame, background: Background, blobs: Sequence[Blob]
    ) -> Sequence[Opinion | None]:
        if self.appearance is None or not blobs:
            return [None] * len(blobs)
        now = np.asarray(cv2.GaussianBlur(frame, (5, 5), 0), dtype=np.uint8)
        whole = [(xywh_px, closed(mask)) for xywh_px, mask in blobs]
        return self.appearance.opinions(now, levels(background.slow), whole)


_GAP_PX = 9
_OPENING, _JOINING = np.ones((3, 3), np.uint8), np.ones((11, 11), np.uint8)


def closed(mask: Mask) -> Mask:
    """Close the gaps of a mask (h, w), as those have that the networks learnt from."""
    wide = np.pad(mask.astype(np.uint8), _GAP_PX)
    joined = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((_GAP_PX, _GAP_PX), np.uint8))
    return np.asarray(joined[_GAP_PX:-_GAP_PX, _GAP_PX:-_GAP_PX], dtype=np.bool_)


def _blobs(still: Mask) -> list[Blob]:
    if not still.any():
        return []
    # Opening drops single noisy pixels; closing joins the bags and bottles of one scattered pile.
    plane = cv2.morphologyEx(still.astype(np.uint8), cv2.MORPH_OPEN, _OPENING)
    joined = cv2.morphologyEx(plane, cv2.MORPH_CLOSE, _JOINING)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    blobs: list[Blob] = []
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
_SURE_SHARE = 0.9


def _judged(frame: Frame, background: Background, blob: Blob, opinion: Opinion | None) -> Region:
    xywh_px, mask = blob
    x, y, w, h = xywh_px
    window = np.s_[y : y + h, x : x + w]
    dwell_s = float(np.median(background.dwell_s[window][mask]))
    moving_share = float(np.mean(background.moving[window][mask]))
    now, empty = frame[window].astype(np.float32), background.slow[window]
    confidence = _clearness(now, empty, mask) if opinion is None else opinion.confidence
    if moving_share > _MOVING_SHARE:
        verdict = Verdict.COVERED
    elif opinion is not None:
        verdict = Verdict.UNSURE if opinion.look is None else _VERDICTS[opinion.look]
        if verdict is Verdict.LITTER and confidence < _SURE_SHARE and is_light_only(now, empty, mask):
            verdict = Verdict.LIGHT
    elif is_light_only(now, empty, mask):
        verdict = Verdict.LIGHT
    elif is_ghost(frame, background.slow, xywh_px, mask):
        verdict = Verdict.GHOST
    else:
        verdict = Verdict.LITTER
    return Region(xywh_px, mask, confidence, verdict, dwell_s, () if opinion is None else opinion.votes)


def _surely(region: Region) -> Region:
    """Believe a part of what is no litter as a whole only when it is litter beyond doubt.

    What half of a vehicle may be taken for must not be forgiven: the place would keep its picture.
    """
    is_doubtful = region.verdict is Verdict.LITTER and region.confidence < _SURE_SHARE
    return replace(region, verdict=Verdict.UNSURE) if is_doubtful or region.verdict in PASSING else region


def _doubted(region: Region, frame: Frame, background: Background) -> Region:
    """Take no ghost for one whose outline is in the frame: what is forgiven by mistake is never found."""
    if region.verdict is not Verdict.GHOST or is_ghost(frame, background.slow, region.xywh_px, region.mask):
        return region
    return replace(region, verdict=Verdict.UNSURE)


def _clearness(now: Plane, empty: Plane, mask: Mask) -> float:
    apart = float(np.abs(now - empty).max(axis=2)[mask].mean())
    return round(min(0.99, apart / (apart + 20)), 3)


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
