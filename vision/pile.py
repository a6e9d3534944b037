"""What a pile of litter is to a camera: its pixels, how they grow, what must not be learnt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2s

import cv2
import numpy as np

from devices.contract.bodies import Sight
from vision.arrays import XYWH, Frame, Mask
from vision.background import Background
from vision.litter import Region

# A candidate's pixels count that lay there for half of the time; it counts itself when a third of them do.
_STAYED_SHARE = 0.5
_LEAST_SHARE = 0.3


class Stage(StrEnum):
    """Where a pile stands."""

    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    CLEARING = "clearing"


@dataclass(frozen=True, slots=True)
class Pile:
    """One pile as remembered. `mask` (H, W): every pixel it ever had; `seen` (h, w, 3): its last clear sight.

    `xywh_px` bounds the mask and is the window of `seen`. `told_*` is what the last message said.
    """

    id: str
    stage: Stage
    mask: Mask
    xywh_px: XYWH
    seen: Frame
    confidence: float
    since_ms: int
    seen_s: float = 0.0
    unseen_s: float = 0.0
    hidden_s: float = 0.0
    clear_looks: int = 0
    clear_from_ms: int = 0
    told_at_ms: int = 0
    told_area_px: int = 0
    told_sight: Sight = Sight.PRESENT

    @property
    def area_px(self) -> int:
        """Count its pixels."""
        return int(np.count_nonzero(self.mask))

    @property
    def area_share(self) -> float:
        """Say what share of the picture it covers."""
        return round(self.area_px / self.mask.size, 5)

    @property
    def xywh_share(self) -> tuple[float, float, float, float]:
        """Give its box as shares of the picture's width and height."""
        height, width = self.mask.shape
        x, y, w, h = self.xywh_px
        return round(x / width, 4), round(y / height, 4), round(w / width, 4), round(h / height, 4)


@dataclass(frozen=True, slots=True)
class Look:
    """One frame with its background and regions; `is_usable` False while the view is faulty."""

    at_ms: int
    step_s: float
    frame: Frame
    background: Background
    regions: Sequence[Region]
    is_usable: bool


def protected(piles: Sequence[Pile], shape_hw: tuple[int, int]) -> Mask:
    """Mark the pixels the background must not learn: every pile with a margin for its soft shadow."""
    plane = np.zeros(shape_hw, np.bool_)
    for pile in piles:
        plane |= pile.mask
    grown = cv2.dilate(plane.astype(np.uint8), np.ones((9, 9), np.uint8))
    return np.asarray(grown, dtype=np.bool_)


def begin(region: Region, look: Look, name: str) -> Pile:
    """Make a candidate of a region; its id is made of `name`, which nothing else may have."""
    mask = region.spread_on((look.frame.shape[0], look.frame.shape[1]))
    x, y, w, h = region.xywh_px
    return Pile(
        id=blake2s(name.encode(), digest_size=10).hexdigest(),
        stage=Stage.CANDIDATE,
        mask=mask,
        xywh_px=region.xywh_px,
        seen=look.frame[y : y + h, x : x + w].copy(),
        confidence=region.confidence,
        since_ms=look.at_ms,
    )


def grown(pile: Pile, regions: Sequence[Region], look: Look, dwell_s: float) -> Pile:
    """Add the regions to the pile, and take its sight anew.

    What joins a confirmed pile must have lain there for `dwell_s` itself, as lingering people do not.
    """
    mask = pile.mask.copy()
    stayed = look.background.dwell_s >= (0.0 if pile.stage is Stage.CANDIDATE else dwell_s)
    for region in regions:
        x, y, w, h = region.xywh_px
        mask[y : y + h, x : x + w] |= region.mask & stayed[y : y + h, x : x + w]
    return _bounded(pile, mask, look, max(region.confidence for region in regions))


def settled(pile: Pile, look: Look, dwell_s: float) -> Pile | None:
    """Keep of a candidate what lay there for most of the time; None when that is next to nothing."""
    mask = pile.mask & (look.background.dwell_s >= _STAYED_SHARE * dwell_s)
    if np.count_nonzero(mask) < _LEAST_SHARE * pile.area_px:
        return None
    return _bounded(pile, mask, look, pile.confidence)


def _bounded(pile: Pile, mask: Mask, look: Look, confidence: float) -> Pile:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    w, h = int(columns[-1]) - x + 1, int(rows[-1]) - y + 1
    seen = look.frame[y : y + h, x : x + w].copy()
    return replace(pile, mask=mask, xywh_px=(x, y, w, h), seen=seen, confidence=confidence)
