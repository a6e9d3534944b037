"""Is a known pile there, gone, or hidden? Only likeness to the empty place makes it absent. Pure."""

from collections.abc import Sequence

import cv2
import numpy as np

from devices.contract.bodies import Sight
from vision.arrays import Blob, Frame, Mask, Plane
from vision.background import Background
from vision.light import grey
from vision.litter import Region, Verdict, correlation
from vision.pile import Look, Pile, Stage

# From our trials on labelled clips, 2026-11: shares of the contrast between the pile and the empty place.
_ABSENT_SHARE = 0.35
_PRESENT_SHARE = 0.6
_NOISE_LEVELS, _NOISE_SHARE = 8.0, 0.5
_MOVING_SHARE = 0.08
_FOUND_SHARE = 0.3
_COVERING_TIMES = 5
# Of a pile whose ground was never seen: how much of it may look otherwise, and how much must to be gone.
_SAME_CANDIDATE_SHARE = 0.7
# Two streets of one village come to 0.25; 32 of our 35 clips never fall below 0.5 (2026-11-25).
_SAME_PLACE_LIKENESS = 0.35
_SAME_SHARE, _GONE_SHARE, _AROUND_SHARE = 0.12, 0.2, 0.35
_UNLIKE_LEVELS = 22.0
# What is thrown beside a pile is judged from a fifth of it on; less is a rim that light and noise make.
_GROWTH_SHARE = 0.2


def sight_of(pile: Pile, regions: Sequence[Region], look: Look) -> Sight:
    """Say whether the pile is there, gone, or not to be judged at this look.

    Args:
        pile: as it was known before.
        regions: those of this look that touch the pile.
        look: what is seen now.
    """
    sight = _sight_in_place(pile, regions, look)
    # All was learnt anew since: it may be another place, and likeness to what is remembered of its ground
    # tells nothing until the pile itself is seen in it.
    is_other_place = pile.upheavals != look.background.upheavals or look.likeness < _SAME_PLACE_LIKENESS
    return Sight.CANNOT_SEE if sight is Sight.ABSENT and is_other_place else sight


def _sight_in_place(pile: Pile, regions: Sequence[Region], look: Look) -> Sight:
    if not look.is_usable or look.background.is_upheaval:
        return Sight.CANNOT_SEE
    x, y, w, h = pile.xywh_px
    window = np.s_[y : y + h, x : x + w]
    mask = pile.mask[window]
    if np.count_nonzero(look.background.moving[window] & mask) > _MOVING_SHARE * np.count_nonzero(mask):
        return Sight.CANNOT_SEE
    if any(
        region.verdict in {Verdict.PERSON, Verdict.VEHICLE} and _covers(region, pile) for region in regions
    ):
        return Sight.CANNOT_SEE
    if pile.is_initial:
        return _sight_of_initial(pile, regions, look)
    found_px = sum(region.area_px for region in regions if region.verdict is Verdict.LITTER)
    if pile.stage is not Stage.CANDIDATE and found_px > _COVERING_TIMES * pile.area_px:
        return Sight.CANNOT_SEE
    now, empty = look.frame[window].astype(np.float32), look.background.slow[window]
    seen = pile.seen.astype(np.float32)
    if look.background.is_grey:
        now, empty, seen = grey(now), grey(empty), grey(seen)
    return _compared(now, empty, seen, mask, is_found=found_px >= _FOUND_SHARE * pile.area_px)


def _compared(now: Plane, empty: Plane, seen: Plane, mask: Mask, *, is_found: bool) -> Sight:
    contrast, to_empty, to_seen = _apart(seen, empty, mask), _apart(now, empty, mask), _apart(now, seen, mask)
    near = max(_ABSENT_SHARE * contrast, min(_NOISE_LEVELS, _NOISE_SHARE * contrast))
    if to_empty <= near and to_empty < to_seen and _likeness(now, empty, mask) >= _likeness(now, seen, mask):
        return Sight.ABSENT
    if is_found or to_seen < min(to_empty, _PRESENT_SHARE * contrast):
        return Sight.PRESENT
    return Sight.CANNOT_SEE


def _sight_of_initial(pile: Pile, regions: Sequence[Region], look: Look) -> Sight:
    if _is_changed_around(pile, look.background.changed):
        return Sight.CANNOT_SEE
    unlike_px = np.count_nonzero(_unlike_known(pile, look.frame, look.background))
    if unlike_px < _SAME_SHARE * pile.area_px:
        return Sight.PRESENT
    ghosts = [region for region in regions if region.verdict is Verdict.GHOST]
    gone_px = sum(_shared_px(region, pile) for region in ghosts)
    return Sight.ABSENT if gone_px >= _GONE_SHARE * pile.area_px else Sight.CANNOT_SEE


def _is_changed_around(pile: Pile, changed: Mask) -> bool:
    """Tell whether more changed than the pile itself: then something stands before it."""
    x, y, w, h = pile.xywh_px
    margin = max(w, h) // 3
    window = np.s_[max(0, y - margin) : y + h + margin, max(0, x - margin) : x + w + margin]
    around = ~pile.mask[window]
    return int(np.count_nonzero(changed[window] & around)) > _AROUND_SHARE * int(np.count_nonzero(around))


def changes_on(pile: Pile, frame: Frame, background: Background, regions: Sequence[Region]) -> list[Blob]:
    """Give the pixels that must be judged apart from what they touch, of the pile or beside it.

    Of a candidate, its own, or someone who stays beside it would be judged with it; of a pile whose ground
    was never seen, too, as nothing is changed there until it is gone. Of any other pile, what of these
    regions lies outside of it: together with the pile it would pass for litter, whatever it is.
    """
    x, y, w, h = pile.xywh_px
    mask = pile.mask[y : y + h, x : x + w]
    if pile.is_initial:
        own, least_share = _unlike_known(pile, frame, background), _GONE_SHARE
    elif pile.stage is Stage.CANDIDATE:
        own, least_share = background.changed[y : y + h, x : x + w] & mask, _SAME_CANDIDATE_SHARE
    else:
        return [blob for region in regions if is_on(region, pile) for blob in _outside(region, pile)]
    return [(pile.xywh_px, own)] if np.count_nonzero(own) >= least_share * np.count_nonzero(mask) else []


def _outside(region: Region, pile: Pile) -> list[Blob]:
    """Give what of a region lies outside of a pile, if that is more than noise makes of its rim."""
    x, y, w, h = region.xywh_px
    outside = region.mask & ~pile.mask[y : y + h, x : x + w]
    if np.count_nonzero(outside) < _GROWTH_SHARE * pile.area_px:
        return []
    left, top, width, height = cv2.boundingRect(outside.view(np.uint8))
    return [((x + left, y + top, width, height), outside[top : top + height, left : left + width])]


def _unlike_known(pile: Pile, frame: Frame, background: Background) -> Mask:
    """Mark the pixels (h, w) of a pile that are not as the place was learnt, each by itself.

    `Background.changed` is of no use here: a heap is so mottled that bare ground lies within its levels.
    """
    x, y, w, h = pile.xywh_px
    window = np.s_[y : y + h, x : x + w]
    now = cv2.GaussianBlur(frame[window], (5, 5), 0)
    apart = np.abs(now - background.slow[window]).max(axis=2)
    return np.asarray((apart > _UNLIKE_LEVELS) & pile.mask[window], dtype=np.bool_)


def is_on(region: Region, pile: Pile) -> bool:
    """Tell whether a region has a pixel of the pile."""
    return _shared_px(region, pile) > 0


def explains(region: Region, pile: Pile) -> bool:
    """Tell whether a region takes up half of the pile."""
    return 2 * _shared_px(region, pile) >= pile.area_px


def _covers(region: Region, pile: Pile) -> bool:
    return _shared_px(region, pile) >= _FOUND_SHARE * pile.area_px


def _shared_px(region: Region, pile: Pile) -> int:
    x, y, w, h = region.xywh_px
    return int(np.count_nonzero(pile.mask[y : y + h, x : x + w] & region.mask))


def _apart(one: Plane, other: Plane, mask: Mask) -> float:
    return float(np.abs(one - other).max(axis=2)[mask].mean())


def _likeness(one: Plane, other: Plane, mask: Mask) -> float:
    return correlation(one.mean(axis=2)[mask], other.mean(axis=2)[mask])
