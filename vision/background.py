"""The place with nothing in it: a slow and a fast model that never learn a tracked pile. Pure.

Two speeds after Lin et al., IEEE TIFS 2015 (what differs from the slow one only stands still);
freezing on sudden global change after Frigate's improved_motion.py (lightning_threshold).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane

# Grey levels: JPEG blocks and rain stay below about 16 (labelled clips, vision.evaluate, 2026-11-22).
_CHANGED_LEVELS = 18.0
_MOVING_LEVELS = 15.0
_LONGEST_STEP_S = 5.0
# Pixels darker or brighter than these tell nothing about how the light changed.
_DARK, _BRIGHT, _CLIPPED = 20, 235, 250


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast the models follow, all time constants in seconds.

    `absorb_s`: how slowly something that stays but is nobody's pile becomes background.
    `forgive_s`: how long something must count as light or a ghost to become background.
    `relearn_s`: how long more than `upheaval_share` of the picture is changed until all is learnt anew.
    """

    learn_s: float = 30.0
    slow_s: float = 120.0
    fast_s: float = 2.0
    spread_s: float = 60.0
    absorb_s: float = 900.0
    forgive_s: float = 5.0
    relearn_s: float = 10.0
    upheaval_share: float = 0.45


@dataclass(frozen=True, slots=True)
class Background:
    """The models at one look, good until the next. All arrays have the height and width of the frame.

    `slow` (H, W, 3) float32: the empty place, in the light of the frame. `changed`: differs from it.
    `moving`: differs from the last seconds. `dwell_s` (H, W) float32: how long it was changed and still.
    `is_settled`: enough was seen to judge. `is_upheaval`: light or view changed everywhere; judge nothing.
    """

    slow: Plane
    changed: Mask
    moving: Mask
    dwell_s: Plane
    is_settled: bool
    is_upheaval: bool


class BackgroundModel:
    """Learns one camera's empty place look by look; time comes in with the frames."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._slow: Plane | None = None
        self._fast: Plane = np.zeros((0, 0, 3), np.float32)
        self._spread: Plane = np.zeros((0, 0), np.float32)
        self._dwell_s: Plane = np.zeros((0, 0), np.float32)
        self._forgiven_s: Plane = np.zeros((0, 0), np.float32)
        self._at_ms = 0
        self._age_s = 0.0
        self._upheaval_s = 0.0

    def picture(self) -> Frame | None:
        """Show the empty place as learnt, (H, W, 3) BGR, or None before the first look."""
        return None if self._slow is None else np.clip(self._slow, 0, 255).astype(np.uint8)

    def reference(self) -> Plane | None:
        """Give the empty place itself, (H, W, 3) float32, good until the next look."""
        return self._slow

    def restore(self, empty_place: Frame, at_ms: int) -> None:
        """Begin with a place learnt earlier, as `picture()` gave it, instead of learning for `learn_s`."""
        self._begin(empty_place.astype(np.float32), at_ms)
        self._age_s = self._rates.learn_s

    def look(self, frame: Frame, at_ms: int, protected: Mask) -> Background:
        """Compare a frame with the models, then let them follow it.

        Args:
            frame: (H, W, 3) BGR, always of the same size; another size begins anew.
            at_ms: when it was taken, not before the last one (an earlier time counts as no time).
            protected: (H, W), pixels of tracked piles that must never be learnt.
        """
        now = _soft(frame)
        slow = self._slow
        if slow is None or slow.shape != now.shape:
            slow = self._begin(now, at_ms)
        step_s = min(max(0.0, (at_ms - self._at_ms) / 1000), _LONGEST_STEP_S)
        self._at_ms = at_ms
        self._age_s += step_s
        self._follow_light(now, slow)
        apart = _apart(now, slow)
        changed = apart > _CHANGED_LEVELS + 3 * self._spread
        moving = _apart(now, self._fast) > _MOVING_LEVELS + 2 * self._spread
        cv2.accumulateWeighted(now, self._fast, _rate(step_s, self._rates.fast_s))
        is_upheaval = self._notice_upheaval(changed, protected, step_s)
        if not is_upheaval:
            self._count_dwell(changed, moving, step_s)
            slow += (now - slow) * self._learning(apart, (changed, moving, protected), step_s)[:, :, None]
        is_settled = self._age_s >= self._rates.learn_s
        return Background(slow, changed, moving, self._dwell_s.copy(), is_settled, is_upheaval)

    def forgive(self, pixels: Mask, step_s: float) -> None:
        """Take note of what is only light or a ghost at this look; what stays so becomes background at once.

        Not little by little: half a ghost has edges of its own and would look like litter.
        """
        if self._slow is None:
            return
        self._forgiven_s = np.where(pixels, self._forgiven_s + step_s, 0).astype(np.float32)
        ripe = self._forgiven_s >= self._rates.forgive_s
        self._slow[ripe] = self._fast[ripe]
        self._dwell_s[ripe] = 0

    def _begin(self, now: Plane, at_ms: int) -> Plane:
        slow = self._slow = now.copy()
        self._fast = now.copy()
        self._spread = np.full(now.shape[:2], 2.0, np.float32)
        self._dwell_s = np.zeros(now.shape[:2], np.float32)
        self._forgiven_s = np.zeros(now.shape[:2], np.float32)
        self._at_ms, self._age_s, self._upheaval_s = at_ms, 0.0, 0.0
        return slow

    @staticmethod
    def _follow_light(now: Plane, slow: Plane) -> None:
        # The whole model follows the light, protected pixels too: they are not learnt, so nothing else would.
        seen, known = now[::4, ::4], slow[::4, ::4]
        usable = (known.min(axis=2) > _DARK) & (known.max(axis=2) < _BRIGHT) & (seen.max(axis=2) < _CLIPPED)
        if np.count_nonzero(usable) < usable.size // 10:
            return
        gain = np.median(seen[usable] / known[usable], axis=0).clip(0.4, 2.5).astype(np.float32)
        slow *= gain
        np.minimum(slow, 255, out=slow)

    def _notice_upheaval(self, changed: Mask, protected: Mask, step_s: float) -> bool:
        free = ~protected
        share = float(np.mean(changed[free])) if free.any() else 0.0
        if share <= self._rates.upheaval_share:
            self._upheaval_s = 0.0
            return False
        self._upheaval_s += step_s
        if self._upheaval_s >= self._rates.relearn_s and self._slow is not None:
            self._slow[free] = self._fast[free]
            self._dwell_s[free] = 0
            self._upheaval_s = 0.0
        return True

    def _count_dwell(self, changed: Mask, moving: Mask, step_s: float) -> None:
        # Someone passing in front takes away half of the time he covers it, not all that was counted before.
        gained = np.where(changed, np.where(moving, -0.5 * step_s, step_s), -2.0 * step_s).astype(np.float32)
        self._dwell_s = np.asarray(np.clip(self._dwell_s + gained, 0, 3600), dtype=np.float32)

    def _learning(self, apart: Plane, masks: tuple[Mask, Mask, Mask], step_s: float) -> Plane:
        """Say how much of its difference each pixel takes over, and let the spread follow."""
        changed, moving, protected = masks
        plain = (
            step_s / self._age_s
            if 0 < self._age_s < self._rates.learn_s
            else _rate(step_s, self._rates.slow_s)
        )
        stays = _rate(step_s, self._rates.absorb_s)
        if self._age_s < self._rates.learn_s:
            rate = np.full(changed.shape, plain, np.float32)
        else:
            rate = np.where(changed, np.where(moving, 0.0, stays), plain).astype(np.float32)
        rate[protected] = 0
        wobbles = ~protected & (moving | ~changed)
        self._spread[wobbles] += _rate(step_s, self._rates.spread_s) * (
            np.minimum(apart[wobbles], 40) - self._spread[wobbles]
        )
        return rate


def _soft(frame: Frame) -> Plane:
    return np.asarray(cv2.GaussianBlur(frame, (5, 5), 0), dtype=np.float32)


def _apart(now: Plane, model: Plane) -> Plane:
    return np.asarray(cv2.absdiff(now, model).max(axis=2), dtype=np.float32)


def _rate(step_s: float, constant_s: float) -> float:
    return float(1 - np.exp(-step_s / constant_s))
