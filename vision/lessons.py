"""What people taught a camera: findings that were false alarms, and findings that were litter. Pure.

Only what looks alike at the same patch is meant: other litter at that patch, and the same thing elsewhere,
are judged as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane
from vision.litter import Region, Verdict, correlation
from vision.pile import Pile

SIDE_PX = 24
# As many findings can still be judged after their end; one that was judged is kept as long as that stands.
MOST_UNJUDGED = 64
# A thing seen again correlates above 0.8 with itself, other litter below 0.4 (tests/vision/test_lessons.py).
_ALIKE = 0.6
_SAME_HUE = 0.08
_WITHIN_SHARE, _LARGER_TIMES = 0.6, 2.0
_COLOURED_LEVELS = 6.0
_TEXTURED_STD, _SAME_LEVELS = 6.0, 20.0
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Keepsake:
    """How a told finding looked. `patch` (24, 24, 3) BGR and `inside` (24, 24) are its box, scaled.

    `xywh_share`: the box as shares of the picture's width and height; `area_share`: what its pixels cover.
    """

    finding: str
    xywh_share: tuple[float, float, float, float]
    area_share: float
    patch: Frame
    inside: Mask


@dataclass(frozen=True, slots=True)
class Lessons:
    """The findings that can be judged, oldest first, and what was judged: litter (True) or a false alarm."""

    keepsakes: tuple[Keepsake, ...] = ()
    verdicts: Mapping[str, bool] = field(default_factory=dict)

    def with_told(self, piles: Iterable[Pile]) -> "Lessons":
        """Remember how these piles look, in place of how they looked before."""
        fresh = {pile.id: keepsake(pile) for pile in piles}
        if not fresh:
            return self
        kept = [known for known in self.keepsakes if known.finding not in fresh]
        return replace(self, keepsakes=_bounded((*kept, *fresh.values()), self.verdicts))

    def judged(self, verdicts: Mapping[str, bool]) -> "Lessons":
        """Take what people say now; what they no longer say is undone."""
        return replace(self, verdicts=dict(verdicts))

    def is_false_alarm(self, finding: str) -> bool:
        """Tell whether somebody said that a finding was none."""
        return self.verdicts.get(finding) is False

    def applied(self, regions: Sequence[Region], frame: Frame) -> list[Region]:
        """Judge regions anew that look like what people judged, at the same patch.

        Args:
            regions: as the detector judged them.
            frame: (H, W, 3) BGR, in which they lie.
        """
        known = [keepsake for keepsake in self.keepsakes if keepsake.finding in self.verdicts]
        return [self._taught(region, frame, known) for region in regions] if known else list(regions)

    def _taught(self, region: Region, frame: Frame, known: Sequence[Keepsake]) -> Region:
        if region.verdict not in {Verdict.LITTER, Verdict.UNSURE}:
            return region
        # The newest word about a look counts.
        for each in reversed(known):
            if not resembles(region, frame, each):
                continue
            if self.verdicts[each.finding]:
                return replace(region, verdict=Verdict.LITTER, confidence=max(region.confidence, _SURE))
            return replace(region, verdict=Verdict.UNSURE)
        return region


def keepsake(pile: Pile) -> Keepsake:
    """Keep how a pile looks."""
    x, y, w, h = pile.xywh_px
    return Keepsake(
        pile.id,
        pile.xywh_share,
        pile.area_share,
        _scaled(pile.seen),
        _scaled_mask(pile.mask[y : y + h, x : x + w]),
    )


def resembles(region: Region, frame: Frame, known: Keepsake) -> bool:
    """Tell whether a region lies on the patch of a keepsake and looks like it.

    What is much larger than the keepsake has something beside it, which nobody has judged.
    """
    height, width = frame.shape[:2]
    if region.area_px > _LARGER_TIMES * known.area_share * height * width:
        return False
    x, y, w, h = known.xywh_share
    left, top = round(x * width), round(y * height)
    right, foot = left + max(1, round(w * width)), top + max(1, round(h * height))
    on_patch = region.spread_on((height, width))[top:foot, left:right]
    if np.count_nonzero(on_patch) < _WITHIN_SHARE * region.area_px:
        return False
    return _are_alike(_scaled(frame[top:foot, left:right]), known)


def _are_alike(patch: Frame, known: Keepsake) -> bool:
    now, then = patch[known.inside].astype(np.float32), known.patch[known.inside].astype(np.float32)
    grey_now, grey_then = now.mean(axis=1), then.mean(axis=1)
    if min(grey_now.std(), grey_then.std()) < _TEXTURED_STD:
        # What has no texture correlates with nothing: it is as bright, or it is something else.
        is_alike = bool(abs(grey_now.mean() - grey_then.mean()) <= _SAME_LEVELS)
    else:
        is_alike = correlation(grey_now, grey_then) >= _ALIKE
    if not is_alike:
        return False
    # In infrared there are no colours to compare.
    if min(_colourfulness(now), _colourfulness(then)) < _COLOURED_LEVELS:
        return True
    return float(np.abs(_hue(now) - _hue(then)).sum()) <= _SAME_HUE


def _hue(pixels: Plane) -> Plane:
    """Shares of blue, green and red, which do not depend on how bright it is."""
    mean = pixels.mean(axis=0) + 1
    return np.asarray(mean / mean.sum(), dtype=np.float32)


def _colourfulness(pixels: Plane) -> float:
    return float((pixels.max(axis=1) - pixels.min(axis=1)).mean())


def _scaled(crop: Frame) -> Frame:
    return np.asarray(cv2.resize(crop, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _scaled_mask(mask: Mask) -> Mask:
    scaled = cv2.resize(mask.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    half = np.asarray(scaled >= 0.5, dtype=np.bool_)  # noqa: PLR2004  more than half of the pixel
    # Of something thin no pixel is covered by half: then all of its box stands for it.
    return half if half.any() else np.ones_like(half)


def _bounded(kept: Sequence[Keepsake], verdicts: Mapping[str, bool]) -> tuple[Keepsake, ...]:
    unjudged = [known.finding for known in kept if known.finding not in verdicts]
    forgotten = set(unjudged[: max(0, len(unjudged) - MOST_UNJUDGED)])
    return tuple(known for known in kept if known.finding not in forgotten)
