"""The effects of composed scenes by name: what each does to a frame, from its beginning on. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vision.arrays import Frame, Plane
from vision.compose import weather

_CLOUD_FRAMES, _CLOUD_DEPTH = 25, 0.4
_PUDDLE_PX = 70
_LAMP_SWING_PX, _LAMP_FRAMES = 120, 30


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an effect stands: `age` frames since it began; `middle` and `corners` (n, 2) say where it is."""

    random: np.random.Generator
    age: int
    middle: tuple[int, int]
    corners: Plane


def _night(frame: Frame, moment: Moment) -> Frame:
    return weather.noisy(moment.random, weather.by_night(frame, 0.6), 4)


def _rain(frame: Frame, moment: Moment) -> Frame:
    return weather.rained_on(moment.random, frame, 90)


def _leaves(frame: Frame, moment: Moment) -> Frame:
    return weather.leaves_moved(moment.random, frame, (0, 0, frame.shape[1], 0.4 * frame.shape[0]), 2.0)


def _shake(frame: Frame, moment: Moment) -> Frame:
    x_px, y_px = moment.random.normal(0, 0.9, 2)
    return weather.pushed(frame, float(x_px), float(y_px))


def _cloud(frame: Frame, moment: Moment) -> Frame:
    return weather.clouded(frame, 1 - _CLOUD_DEPTH * min(1.0, moment.age / _CLOUD_FRAMES), 0.05)


def _step(frame: Frame, _moment: Moment) -> Frame:
    return weather.clouded(frame, 0.65, 0.0)


def _shadow(frame: Frame, moment: Moment) -> Frame:
    return weather.shaded(frame, moment.corners, 0.55, 2.0)


def _wet(frame: Frame, moment: Moment) -> Frame:
    reach_px = min(_PUDDLE_PX, 6 + moment.age // 2)
    return weather.wet(frame, moment.middle, (reach_px, max(2, reach_px // 3)))


def _lamp(frame: Frame, moment: Moment) -> Frame:
    swing_px = int(_LAMP_SWING_PX * np.sin(moment.age / _LAMP_FRAMES))
    return weather.lit_by_lamp(frame, (moment.middle[0] + swing_px, moment.middle[1]), 60, 70)


def _bump(frame: Frame, _moment: Moment) -> Frame:
    return weather.pushed(frame, 7, -4)


ALWAYS: dict[str, Callable[[Frame, Moment], Frame]] = {
    "night": _night,
    "rain": _rain,
    "leaves": _leaves,
    "shake": _shake,
}
"""Effects of the whole clip."""

LATER: dict[str, Callable[[Frame, Moment], Frame]] = {
    "cloud": _cloud,
    "step": _step,
    "shadow": _shadow,
    "wet": _wet,
    "lamp": _lamp,
    "bump": _bump,
}
"""Effects that begin in the middle of a clip."""
