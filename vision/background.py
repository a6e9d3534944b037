"""The place with nothing in it: a slow and a fast model that never learn a tracked pile. Pure.

Two speeds after Lin et al., IEEE TIFS 2015 (what differs from the slow one only stands still);
freezing on sudden global change after Frigate's improved_motion.py (lightning_threshold).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Frame, Mask, Plane
from vision.change import beyond, beyond_neighbours, changed_levels, levels, most, soft, tolerance
from vision.light import gain_between, is_grey
from vision.shade import shade

_MOVING_LEVELS = 15.0
_MOST_SPREAD = np.uint8(40)
_SHORT_PAUSE_S = 5.0
_SAMPLES = 11
_LEAST_LOOKS = 5
# Below this share of the picture no cloud has come; looking for its shade takes time.
_SHADE_SHARE = 0.03
# A difference of 90 levels has faded below the 20 of motion after so many time constants.
_SETTLING = 1.5
# What a pixel may be: it differs from the empty place, it moves, it differs from what stayed there before.
_CHANGED, _MOVING, _OTHER = np.uint8(1), np.uint8(2), np.uint8(4)
# Shares of the step that a pixel gains in each state; in all others it loses. Whoever passes in front only
# holds up the count; when he is gone and something else lies there, it begins anew.
_GAINS = {int(_CHANGED): 1.0, int(_CHANGED | _MOVING): 0.0, int(_CHANGED | _MOVING | _OTHER): 0.0}
_LOSS, _ANEW = -2.0, -1e9
_OTHER_LEVELS = 30.0
# In infrared bare ground lies within the levels of a bag: learnt up to its rim, it would be eaten up, look
# by look (`village-hub vision days festival`, 2026-11-26).
_RIM = np.ones((9, 9), np.uint8)
# What had stayed so long when a camera went over to infrared had come; all else is what its lamp shows.
_CAME_S = 60.0


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast the models follow, all time constants in seconds.

    `absorb_s`: how long something that is nobody's pile must stand there to become background.
    `forgive_s`: how long something must count as light or a ghost to become background.
    `poll_s`: how far apart looks are.
    `relearn_s`: how long more than `upheaval_share` of the picture is changed until all is learnt anew.
    However far apart looks are, forgiving takes five of them: one may be mistaken.
    """

    learn_s: float = 30.0
    slow_s: float = 120.0
    fast_s: float = 1.0
    spread_s: float = 60.0
    absorb_s: float = 3600.0
    forgive_s: float = 5.0
    relearn_s: float = 10.0
    upheaval_share: float = 0.45
    poll_s: float = 1.0

    @property
    def longest_step_s(self) -> float:
        """Say how much of a pause counts: one look may fail; of more nobody knows what was there."""
        return max(_SHORT_PAUSE_S, 2 * self.poll_s)

    @property
    def forgiving_s(self) -> float:
        """Say how long something must count as nothing, at looks so far apart."""
        return max(self.forgive_s, _LEAST_LOOKS * self.poll_s)

    @property
    def settling_s(self) -> float:
        """Say how long what came to rest still counts as moving."""
        return _SETTLING * self.fast_s


@dataclass(frozen=True, slots=True)
class Background:
    """The models at one look, good until the next. All arrays have the height and width of the frame.

    `slow` (H, W, 3) float32: the empty place, in the light of the frame. `changed`: differs from it.
    `moving`: differs from the last seconds. `dwell_s` (H, W) float32: how long it was changed and still.
    `is_settled`: enough was seen to judge. `is_upheaval`: light or view changed everywhere; judge nothing.
    `is_grey`: the camera sees in infrared; colours of the day tell nothing. `upheavals`: how often the place
    was learnt anew because all of it had changed.
    """

    slow: Plane
    changed: Mask
    moving: Mask
    dwell_s: Plane
    is_settled: bool
    is_upheaval: bool
    is_grey: bool = False
    upheavals: int = 0


class BackgroundModel:
    """Learns one camera's empty place look by look; time comes in with the frames."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._slow: Plane | None = None
        self._by_day: Plane | None = None
        self._is_grey = False
        self._samples: list[Frame] = []
        self._fast: Plane = np.zeros((0, 0, 3), np.float32)
        self._spread: Plane = np.zeros((0, 0), np.float32)
        self._dwell_s: Plane = np.zeros((0, 0), np.float32)
        self._stayed: Frame = np.zeros((0, 0, 3), np.uint8)
        self._forgiven_s: Plane = np.zeros((0, 0), np.float32)
        self._at_ms = 0
        self._age_s = 0.0
        self._upheaval_s = 0.0
        self._upheavals = 0
        self._came: Mask | None = None
        self._lamp_s = 0.0

    def picture(self) -> Frame | None:
        """Show the empty place as learnt, (H, W, 3) BGR, or None before the first look."""
        return None if self._slow is None else levels(self._slow)

    def reference(self) -> Plane | None:
        """Give the empty place itself, (H, W, 3) float32, good until the next look."""
        return self._slow

    def dwell_s(self) -> Plane:
        """Give (H, W) how long each pixel was changed and still, good until the next look."""
        return self._dwell_s

    def restore(self, empty_place: Frame, dwell_s: Plane, at_ms: int) -> None:
        """Begin with what `picture()` and `dwell_s()` gave earlier, instead of learning for `learn_s`."""
        self._begin(empty_place, at_ms)
        self._dwell_s = dwell_s.copy()
        # What lay there is what is seen first.
        self._stayed = empty_place[:0]
        self._is_grey = is_grey(empty_place)
        self._age_s = self._rates.learn_s

    def look(self, frame: Frame, at_ms: int, protected: Mask) -> Background:
        """Compare a frame with the models, then let them follow it.

        Args:
            frame: (H, W, 3) BGR, always of the same size; another size begins anew.
            at_ms: when it was taken, not before the last one (an earlier time counts as no time).
            protected: (H, W), pixels of tracked piles that must never be learnt.
        """
        now = soft(frame)
        slow = self._slow
        if slow is None or slow.shape != now.shape:
            slow = self._begin(now, at_ms)
        slow = self._follow_infrared(now, slow)
        step_s = min(max(0.0, (at_ms - self._at_ms) / 1000), self._rates.longest_step_s)
        self._at_ms = at_ms
        if self._came is not None:
            protected = protected | self._came
        self._follow_light(now, slow)
        self._learn_first(now, slow, step_s)
        empty = levels(slow)
        apart = beyond_neighbours(now, empty)
        changed = beyond(apart, tolerance(self._spread, changed_levels(slow, is_grey=self._is_grey), 3))
        if cv2.countNonZero(changed) > _SHADE_SHARE * changed.size:
            changed[shade(now, empty, changed)] = 0
        motion = most(np.asarray(cv2.absdiff(now, levels(self._fast)), dtype=np.uint8))
        moving = beyond(motion, tolerance(self._spread, _MOVING_LEVELS, 2))
        cv2.accumulateWeighted(now, self._fast, _rate(step_s, self._rates.fast_s))
        is_settled = self._age_s >= self._rates.learn_s
        is_upheaval = is_settled and self._notice_upheaval(changed, protected, step_s)
        if not is_upheaval:
            self._count_dwell(now, changed, moving, step_s)
            if is_settled:
                kept = np.asarray(cv2.dilate(changed, _RIM), np.uint8) if self._is_grey else changed
                self._learn(now, slow, apart, kept | (np.uint8(255) * protected), step_s)
                self._learn_lamp(protected, step_s)
        return Background(
            slow,
            changed > 0,
            moving > 0,
            self._dwell_s.copy(),
            is_settled,
            is_upheaval,
            self._is_grey,
            self._upheavals,
        )

    def forgive(self, pixels: Mask, step_s: float) -> None:
        """Take note of what is only light or a ghost at this look; what stays so becomes background at once.

        Not little by little: half a ghost has edges of its own and would look like litter.
        """
        if self._slow is None:
            return
        if not pixels.any():
            self._forgiven_s[:] = 0
            return
        self._forgiven_s = np.where(pixels, self._forgiven_s + step_s, 0).astype(np.float32)
        self._take_over(self._forgiven_s >= self._rates.forgiving_s)

    def renew(self, frame: Frame, pixels: Mask) -> None:
        """Take these pixels of a frame (H, W, 3) for the empty place: masks came or went there."""
        if self._slow is not None and self._slow.shape == frame.shape:
            now = soft(frame)
            self._slow[pixels], self._fast[pixels] = now[pixels], now[pixels]
            self._dwell_s[pixels] = 0

    def absorb(self, pixels: Mask) -> None:
        """Make what stands there and is no litter part of the place, if it stood there for `absorb_s`."""
        self._take_over(pixels & (self._dwell_s >= self._rates.absorb_s))

    def _take_over(self, ripe: Mask) -> None:
        if self._slow is not None:
            self._slow[ripe] = self._fast[ripe]
            self._dwell_s[ripe] = 0

    def _begin(self, now: Frame, at_ms: int) -> Plane:
        slow = self._slow = now.astype(np.float32)
        self._fast, self._stayed = slow.copy(), now.copy()
        self._spread = np.full(now.shape[:2], 2.0, np.float32)
        self._dwell_s = np.zeros(now.shape[:2], np.float32)
        self._forgiven_s = np.zeros(now.shape[:2], np.float32)
        self._samples, self._by_day, self._is_grey = [], None, is_grey(now)
        self._at_ms, self._age_s, self._upheaval_s, self._came = at_ms, 0.0, 0.0, None
        return slow

    def _follow_infrared(self, now: Frame, slow: Plane) -> Plane:
        """Go over to the other model when the camera switches between colour and infrared."""
        seen_grey = is_grey(now)
        if seen_grey is self._is_grey:
            return slow
        self._is_grey = seen_grey
        came = self._dwell_s >= _CAME_S
        if seen_grey:
            self._by_day, self._came, self._lamp_s = slow, came, 0.0
            slow = np.repeat(slow.mean(axis=2, keepdims=True), 3, axis=2).astype(np.float32)
        elif self._by_day is not None:
            slow, self._came = self._by_day, None
        self._slow = slow
        self._dwell_s[~came] = 0
        self._fast, self._stayed = now.astype(np.float32), now.copy()
        return slow

    def _learn_lamp(self, protected: Mask, step_s: float) -> None:
        """Learn the place anew as the lamp of infrared shows it, but for what had come before."""
        if self._came is None:
            return
        self._lamp_s += step_s
        if self._lamp_s >= self._rates.relearn_s:
            self._take_over(~protected)
            self._came = None

    @staticmethod
    def _follow_light(now: Frame, slow: Plane) -> None:
        # The whole model follows the light, protected pixels too: they are not learnt, so nothing else would.
        gain = gain_between(now, slow)
        if gain is not None:
            # By rows: numpy takes ten times as long for pixels of three channels each.
            rows = slow.reshape(len(slow), -1)
            rows *= np.tile(gain, slow.shape[1])
            np.minimum(rows, 255, out=rows)

    def _learn_first(self, now: Frame, slow: Plane, step_s: float) -> None:
        """Follow quickly while the place is new, then take the median: who walked by is not in it."""
        if self._age_s >= self._rates.learn_s:
            return
        if self._age_s >= len(self._samples) * self._rates.learn_s / _SAMPLES:
            self._samples.append(now)
        self._age_s += step_s
        cv2.accumulateWeighted(now, slow, min(1.0, step_s / max(step_s, self._age_s, 0.1)))
        if self._age_s >= self._rates.learn_s:
            slow[:] = np.median(np.stack(self._samples), axis=0)
            self._samples = []
            self._dwell_s[:] = 0

    def _notice_upheaval(self, changed: Frame, protected: Mask, step_s: float) -> bool:
        free = ~protected
        share = cv2.countNonZero(changed * free) / max(1, int(np.count_nonzero(free)))
        if share <= self._rates.upheaval_share:
            self._upheaval_s = 0.0
            return False
        self._upheaval_s += step_s
        if self._upheaval_s >= self._rates.relearn_s and self._slow is not None:
            self._slow[free] = self._fast[free]
            self._dwell_s[free] = 0
            self._upheaval_s = 0.0
            self._upheavals += 1
        return True

    def _count_dwell(self, now: Frame, changed: Frame, moving: Frame, step_s: float) -> None:
        if self._stayed.shape != now.shape:
            self._stayed = now.copy()
        unlike = most(np.asarray(cv2.absdiff(now, self._stayed), dtype=np.uint8))
        other = beyond(unlike, tolerance(self._spread, _OTHER_LEVELS, 2))
        gains = np.full(256, _LOSS * step_s, np.float32)
        gains[int(_CHANGED | _OTHER)] = _ANEW
        for state, gain in _GAINS.items():
            gains[state] = gain * step_s
        dwell_s = cv2.add(
            cv2.LUT((changed & _CHANGED) | (moving & _MOVING) | (other & _OTHER), gains), self._dwell_s
        )
        cv2.copyTo(now, changed & ~moving, self._stayed)
        self._dwell_s = np.asarray(np.clip(dwell_s, 0, 86_400), dtype=np.float32)

    def _learn(self, now: Frame, slow: Plane, apart: Frame, kept: Frame, step_s: float) -> None:
        free = cv2.bitwise_not(kept)
        cv2.accumulateWeighted(now, slow, _rate(step_s, self._rates.slow_s), free)
        noise = np.minimum(apart, _MOST_SPREAD)
        cv2.accumulateWeighted(noise, self._spread, _rate(step_s, self._rates.spread_s), free)


def _rate(step_s: float, constant_s: float) -> float:
    return float(1 - np.exp(-step_s / constant_s))
