"""Passes a composed moment through a camera and cuts the close-up of what changed out of it. Pure."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.appearance import Look
from vision.arrays import Frame
from vision.closeup import CloseUp, close_up
from vision.compose import weather
from vision.compose.chance import happens
from vision.compose.material import Material
from vision.train.changes import changed
from vision.train.moment import Moment
from vision.train.moments import a_moment

_CUT_SHARE = 0.12
# Of who stands there only fragments are still now and then; of litter as a rule all is.
_WORN_SHARES = {Look.LITTER: 0.25}
_WORN_SHARE = 0.5
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Shot:
    """A close-up and what it truly shows."""

    taken: CloseUp
    look: Look


def a_shot(random: np.random.Generator, material: Material, look: Look) -> Shot | None:
    """Compose one of a kind; None when nothing of it could be seen in some tries."""
    for _ in range(_TRIES):
        moment = _photographed(random, a_moment(random, material, look))
        if happens(random, _CUT_SHARE):
            moment = _cut_off(random, moment)
        found = changed(random, moment, _WORN_SHARES.get(look, _WORN_SHARE))
        if found is not None:
            return Shot(close_up(moment.now, moment.empty, *found, moment.full_px), look)
    return None


def _photographed(random: np.random.Generator, moment: Moment) -> Moment:
    """Pass both through the same camera at different moments."""
    now, empty = moment.now, moment.empty
    if happens(random, 0.22):
        dark = float(random.uniform(0.3, 0.9))
        now, empty = weather.by_night(now, dark), weather.by_night(empty, dark)
    elif happens(random, 0.1):
        # Dark, but not yet in infrared.
        dark, tilt = float(random.uniform(0.15, 0.5)), float(random.normal(0, 0.1))
        now, empty = weather.clouded(now, dark, tilt), weather.clouded(empty, dark, tilt)
    if happens(random, 0.5):
        soft = float(random.uniform(0.3, 1.1))
        now, empty = _blurred(now, soft), _blurred(empty, soft)
    if happens(random, 0.15):
        now = weather.rained_on(random, now, int(random.integers(10, 40)))
    now = weather.noisy(random, now, float(random.uniform(0, 8)))
    if happens(random, 0.4):
        now = weather.pushed(now, *(float(value) for value in random.normal(0, 0.6, 2)))
    if happens(random, 0.5):
        now = weather.clouded(now, float(random.uniform(0.88, 1.12)), float(random.normal(0, 0.04)))
    now, empty = weather.squeezed(now, int(random.integers(35, 92))), weather.squeezed(empty, 92)
    return replace(moment, now=_blurred(now, 1.0), empty=_blurred(empty, 1.0))


def _blurred(frame: Frame, sigma: float) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma), dtype=np.uint8)


def _cut_off(random: np.random.Generator, moment: Moment) -> Moment:
    """Let the picture end where the thing is, at one side or at its foot."""
    height, width = moment.now.shape[:2]
    x, y = int(random.uniform(0.4, 0.6) * width), int(random.uniform(0.45, 0.65) * height)
    window = (np.s_[:, x:], np.s_[:, :x], np.s_[:y])[int(random.integers(3))]
    own = None if moment.own is None else moment.own[window]
    return replace(moment, now=moment.now[window], empty=moment.empty[window], own=own)
