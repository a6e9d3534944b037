"""Draws a composed scene frame by frame, and knows what truly lies in it. Pure."""

from collections.abc import Iterator

import cv2
import numpy as np

from vision.arrays import XYXY, Frame
from vision.compose import weather
from vision.compose.effects import ALWAYS, LATER, Moment
from vision.compose.material import Material
from vision.compose.script import HEIGHT_PX, WIDTH_PX, Lying, SceneScript

FPS = 5
_COVER_LEVEL = 96


class ComposedScene:
    """One scene, from its script and a place."""

    def __init__(self, script: SceneScript, material: Material) -> None:
        random = np.random.default_rng((script.seed, 1))
        place = material.places[int(random.integers(len(material.places)))]
        self._place = np.asarray(cv2.resize(_cut(place), (WIDTH_PX, HEIGHT_PX)), dtype=np.uint8)
        self._script = script
        self._random = np.random.default_rng((script.seed, 2))
        self._gain = float(np.clip(0.55 + 0.45 * self._place.mean() / 110, 0.4, 1.2))
        self._middle = (int(random.uniform(100, 540)), int(random.uniform(220, 330)))
        self._corners = np.asarray(self._middle + random.normal(0, 60, (6, 2)), dtype=np.float32)
        self._last: Frame | None = None

    def frames(self) -> Iterator[Frame]:
        """Draw all frames, (360, 640, 3) BGR, in order."""
        for number in range(self._script.frames):
            yield self._seen(number)

    def truth(self) -> dict[str, object]:
        """Write the labels as `vision.evaluate.clips` reads them."""
        script = self._script
        effects: dict[str, object] = {script.effect: script.since} if script.effect else {}
        if script.blind:
            effects |= {script.blind: [script.dark, script.frames], "blind": [[script.dark, script.frames]]}
        return {
            "fps": FPS,
            "frames": script.frames,
            "size": [WIDTH_PX, HEIGHT_PX],
            "initial_piles": [list(self._box(pile, 0)) for pile in script.piles if pile.layers[0][0] == 0],
            "events": [event for pile in script.piles for event in self._events(pile)],
            "effects": effects,
        }

    def _events(self, pile: Lying) -> Iterator[dict[str, object]]:
        for number, (frame, _, _) in enumerate(pile.layers):
            if frame > 0:
                kind = "pile_grow" if number else "pile_appear"
                yield {"type": kind, "frame": frame, "box": list(self._box(pile, frame))}
        if pile.cleared is not None:
            yield {
                "type": "pile_cleared",
                "frame": pile.cleared,
                "box": list(self._box(pile, pile.cleared - 1)),
            }

    def _box(self, pile: Lying, frame: int) -> XYXY:
        canvas = np.zeros_like(self._place)
        boxes = [cutout.lay(canvas, foot_xy) for since, cutout, foot_xy in pile.layers if since <= frame]
        seen = [box for box in boxes if box is not None]
        left, top = min(box[0] for box in seen), min(box[1] for box in seen)
        return left, top, max(box[2] for box in seen), max(box[3] for box in seen)

    def _seen(self, number: int) -> Frame:
        script, random = self._script, self._random
        if script.blind and number >= script.dark:
            return self._blind()
        things = [
            (foot_xy[1], cutout, foot_xy)
            for pile in script.piles
            if pile.cleared is None or number < pile.cleared
            for since, cutout, foot_xy in pile.layers
            if since <= number
        ]
        for visit in script.visits:
            foot_xy = visit.foot_at(number)
            if foot_xy is not None:
                things.append((foot_xy[1], visit.cutouts[0], foot_xy))
        canvas = self._place.copy()
        for _, cutout, foot_xy in sorted(things, key=lambda thing: thing[0]):
            cutout.lit(self._gain).lay(canvas, foot_xy)
        self._last = weather.noisy(random, self._weathered(canvas, number), script.noise_levels)
        return self._last

    def _weathered(self, canvas: Frame, number: int) -> Frame:
        script = self._script
        effects = ALWAYS if number < script.since else ALWAYS | LATER
        if script.effect not in effects:
            return canvas
        moment = Moment(self._random, number - script.since, self._middle, self._corners)
        return effects[script.effect](canvas, moment)

    def _blind(self) -> Frame:
        canvas = self._last if self._last is not None else self._place
        match self._script.blind:
            case "frozen":
                return canvas
            case "blurred":
                soft = np.asarray(cv2.GaussianBlur(self._place, (0, 0), 14), dtype=np.uint8)
                return weather.noisy(self._random, soft, 1.0)
            case "black":
                return weather.noisy(self._random, np.full_like(canvas, 4), 1.5)
            case _:
                return weather.noisy(self._random, np.full_like(canvas, _COVER_LEVEL), 1.5)


def _cut(place: Frame) -> Frame:
    """Cut the largest piece of the scenes' shape out of the foot of a place."""
    height, width = place.shape[:2]
    high = min(height, round(width * HEIGHT_PX / WIDTH_PX))
    wide = min(width, round(high * WIDTH_PX / HEIGHT_PX))
    left = (width - wide) // 2
    return place[height - high :, left : left + wide]
