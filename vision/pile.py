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


class Stage(StrEnum):
    """Where a pile stands."""

    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    CLEARING = "clearing"


@dataclass(frozen=True, slots=True)
class Pile:
    """One pile as remembered. `mask` (H, W): every pixel it ever had; `seen` (h, w, 3): its last clear sight.

    `xywh_px` bounds the mask and is the window of `seen`. `told_*` is what the last message said,
    `first_area_px` what the first did.
    `is_initial`: it lay there before the place was learnt, so that what is under it is not known.
    `looks`: how often a candidate looked like litter. `upheavals`: of the place, when it was last seen there.
    `beside`: what came to lie beside it, and has yet to prove that it is litter, too.
    """

    id: str
    stage: Stage
    mask: Mask
    xywh_px: XYWH
    seen: Frame
    confidence: float
    since_ms: int
    is_initial: bool = False
    looks: int = 1
    upheavals: int = 0
    unseen_s: float = 0.0
    hidden_s: float = 0.0
    clear_looks: int = 0
    clear_from_ms: int = 0
    told_at_ms: int = 0
    told_area_px: int = 0
    first_area_px: int = 0
    told_sight: Sight = Sight.PRESENT
    beside: "Pile | None" = None

    @property
    def area_px(self) -> int:
        """Count its pixels."""
        return int(np.count_nonzero(self.mask))

    @property
    def area_share(self) -> float:
        """Say what share of the picture it covers."""
        return round(self.area_px / self.mask.size, 5)

    @property
    def growth(self) -> float:
        """Say by what share it is larger than when it was first told."""
        return round(self.area_px / self.first_area_px - 1, 3) if self.first_area_px else 0.0

    @property
    def xywh_share(self) -> tuple[float, float, float, float]:
        """Give its box as shares of the picture's width and height."""
        height, width = self.mask.shape
        x, y, w, h = self.xywh_px
        return round(x / width, 4), round(y / height, 4), round(w / width, 4), round(h / height, 4)


@dataclass(frozen=True, slots=True)
class Look:
    """One frame with its background and regions; `is_usable` False while the view is faulty.

    `likeness` -1..1: of the edges of the whole view to those of the place as it was known.
    """

    at_ms: int
    step_s: float
    frame: Frame
    background: Background
    regions: Sequence[Region]
    is_usable: bool
    likeness: float = 1.0


def protected(piles: Sequence[Pile], shape_hw: tuple[int, int]) -> Mask:
    """Mark the pixels the background must not learn: every pile with a margin for its soft shadow."""
    plane = np.zeros(shape_hw, np.uint8)
    for pile in piles:
        if pile.stage is not Stage.CANDIDATE:
            plane |= pile.mask.view(np.uint8)
    return np.asarray(cv2.dilate(plane, np.ones((9, 9), np.uint8)), dtype=np.bool_)


def begin(region: Region, look: Look, name: str) -> Pile:
    """Make a candidate of a region; its id is made of `name`, which nothing else may have."""
    x, y, w, h = region.xywh_px
    return Pile(
        id=pile_id(name),
        stage=Stage.CANDIDATE,
        mask=region.spread_on((look.frame.shape[0], look.frame.shape[1])),
        xywh_px=region.xywh_px,
        seen=look.frame[y : y + h, x : x + w].copy(),
        confidence=region.confidence,
        since_ms=look.at_ms,
    )


def pile_id(name: str) -> str:
    """Make an id of a name that nothing else has."""
    return blake2s(name.encode(), digest_size=10).hexdigest()


def marked(frame: Frame, mask: Mask, at_ms: int, pile: str) -> Pile:
    """Make a pile with this id of pixels (H, W) on which somebody says that litter lies, one at least."""
    made = Pile(
        id=pile,
        stage=Stage.CONFIRMED,
        mask=mask,
        xywh_px=(0, 0, 1, 1),
        seen=frame,
        confidence=1.0,
        since_ms=at_ms,
        is_initial=True,
    )
    return _bounded(made, mask, frame)


def seen_again(pile: Pile, region: Region, look: Look) -> Pile:
    """Let a candidate be what is seen of it now, a little surer or less sure of it."""
    mask = region.spread_on((look.frame.shape[0], look.frame.shape[1]))
    confidence = pile.confidence + (region.confidence - pile.confidence) / (pile.looks + 1)
    return replace(
        _bounded(pile, mask, look.frame),
        looks=pile.looks + 1,
        confidence=round(confidence, 3),
        unseen_s=0.0,
        clear_looks=0,
    )


def seen_now(pile: Pile, confidence: float, look: Look) -> Pile:
    """Take the sight of a pile anew, litter with that confidence."""
    seen = _bounded(pile, pile.mask, look.frame)
    return replace(seen, confidence=max(pile.confidence, confidence))


def joined(pile: Pile, other: Pile, look: Look) -> Pile:
    """Add to a pile what proved to be litter beside it."""
    return replace(_bounded(pile, pile.mask | other.mask, look.frame), beside=None)


def _bounded(pile: Pile, mask: Mask, frame: Frame) -> Pile:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    w, h = int(columns[-1]) - x + 1, int(rows[-1]) - y + 1
    return replace(pile, mask=mask, xywh_px=(x, y, w, h), seen=frame[y : y + h, x : x + w].copy())
