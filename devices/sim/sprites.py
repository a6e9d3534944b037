"""Things that stand, lie or pass in the pretend view: people, a tricycle, a heap of rubbish. Pure."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Colour = tuple[float, float, float]

_ROUND_SHARE = 0.6
_RUBBISH: tuple[Colour, ...] = (
    (34, 34, 38),  # black bag
    (225, 225, 222),  # white bag
    (60, 60, 205),  # red wrapper
    (205, 140, 50),  # blue bottle
    (70, 170, 205),  # yellow carton
    (92, 132, 168),  # cardboard
    (80, 150, 70),  # green bottle
)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A cut-out. `bgr` (h, w, 3) uint8; `cover` (h, w) bool, its solid pixels; `shade` (h, w), its shadow.

    `order` (h, w) int16 numbers the objects a heap is made of, from 1; 0 where there is none.
    """

    bgr: npt.NDArray[np.uint8]
    cover: npt.NDArray[np.bool_]
    shade: npt.NDArray[np.bool_]
    order: npt.NDArray[np.int16]

    @classmethod
    def blank(cls, width_px: int, height_px: int) -> Self:
        """Begin with nothing on it."""
        shape = (height_px, width_px)
        return cls(
            np.zeros((*shape, 3), np.uint8),
            np.zeros(shape, np.bool_),
            np.zeros(shape, np.bool_),
            np.zeros(shape, np.int16),
        )

    @classmethod
    def disc(cls, radius_px: float, colour: Colour) -> Self:
        """Cut out one shaded disc."""
        side = 2 * int(radius_px) + 1
        sprite = cls.blank(side, side)
        sprite.ellipse((side / 2, side / 2), (radius_px, radius_px), colour)
        return sprite

    def ellipse(
        self, middle: tuple[float, float], radii: tuple[float, float], colour: Colour, number: int = 1
    ) -> None:
        """Draw a shaded ellipse on it while it is being made; all in its own pixels."""
        h, w = self.cover.shape
        x = (np.arange(w)[None, :] - middle[0]) / radii[0]
        y = (np.arange(h)[:, None] - middle[1]) / radii[1]
        inside = x * x + y * y <= 1
        light = np.clip(1.05 - 0.3 * (x + y), 0.5, 1.4)
        self._fill(inside, np.clip(np.array(colour) * light[:, :, None], 0, 255), number)

    def block(
        self, left_top: tuple[int, int], size_wh: tuple[int, int], colour: Colour, number: int = 1
    ) -> None:
        """Draw a box with a darker right side on it while it is being made."""
        h, w = self.cover.shape
        x, y = np.arange(w)[None, :] - left_top[0], np.arange(h)[:, None] - left_top[1]
        inside = (x >= 0) & (x < size_wh[0]) & (y >= 0) & (y < size_wh[1])
        light = np.where(x < 0.7 * size_wh[0], 1.0, 0.7) + 0 * y
        self._fill(inside, np.clip(np.array(colour) * light[:, :, None], 0, 255), number)

    def part(self, share: float) -> "Sprite":
        """Keep the first objects of a heap, that share of them."""
        last = int(np.ceil(share * int(self.order.max())))
        kept = self.cover & (self.order <= last)
        return self if kept.all() else Sprite(self.bgr, kept, self.shade, self.order)

    def paste(self, canvas: npt.NDArray[np.uint8] | npt.NDArray[np.float32], x_px: int, y_px: int) -> None:
        """Put it on a picture (H, W, 3) in place, the middle of its foot at x, y; the rest is cut off."""
        h, w = self.cover.shape
        left, top = x_px - w // 2, y_px - h
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(canvas.shape[1], left + w), min(canvas.shape[0], top + h)
        if x0 >= x1 or y0 >= y1:
            return
        own = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        target = canvas[y0:y1, x0:x1]
        shade = self.shade[own] & ~self.cover[own]
        target[shade] = (target[shade] * 0.6).astype(canvas.dtype)
        target[self.cover[own]] = self.bgr[own][self.cover[own]]

    def _fill(self, inside: npt.NDArray[np.bool_], colours: npt.NDArray[np.float64], number: int) -> None:
        self.bgr[inside] = colours[inside].astype(np.uint8)
        self.cover[inside] = True
        # The lowest number wins: what lies on top of the heap must not vanish with a later object.
        unnumbered = inside & (self.order == 0)
        self.order[unnumbered] = number


def draw_pile(random: np.random.Generator, width_px: int) -> Sprite:
    """Heap up about thirty bags, cartons, bottles and papers on `width_px` pixels."""
    height_px = max(12, int(width_px * 0.6))
    sprite = Sprite.blank(width_px + 8, height_px + 6)
    for number in range(1, 31):
        spread = 0.1 + 0.4 * number / 30
        x = width_px / 2 + random.normal(0, spread * width_px * 0.5)
        x = float(np.clip(x, width_px * 0.12, width_px * 0.88))
        hill = 1 - abs(x / width_px - 0.5) * 1.7
        y = height_px - random.uniform(0.1, 0.75) * height_px * hill
        size = width_px * random.uniform(0.05, 0.13)
        colour = _RUBBISH[int(random.integers(len(_RUBBISH)))]
        if random.random() < _ROUND_SHARE:
            sprite.ellipse((x, y), (size, size * random.uniform(0.5, 0.9)), colour, number)
        else:
            sprite.block((int(x - size), int(y - size / 2)), (int(2 * size), int(size * 1.2)), colour, number)
    feet = np.flatnonzero(sprite.cover[-height_px // 3 :].any(axis=0))
    sprite.shade[-7:-2, feet[0] : feet[-1] + 5] = True
    return sprite


def draw_person(random: np.random.Generator) -> Sprite:
    """Cut out one standing villager, 28 x 78 px."""
    coat = tuple(float(value) for value in random.uniform(40, 200, 3))
    sprite = Sprite.blank(30, 80)
    sprite.block((8, 46), (6, 32), (60, 50, 44))
    sprite.block((16, 46), (6, 32), (60, 50, 44))
    sprite.ellipse((15, 34), (11, 20), (coat[0], coat[1], coat[2]))
    sprite.ellipse((15, 9), (6, 8), (120, 150, 190))
    sprite.ellipse((15, 4), (7, 4), (30, 30, 32))
    sprite.shade[-4:, 4:] = True
    return sprite


def draw_tricycle(random: np.random.Generator) -> Sprite:
    """Cut out one cargo tricycle, about 120 x 62 px."""
    paint = tuple(float(value) for value in random.uniform(60, 210, 3))
    sprite = Sprite.blank(120, 64)
    sprite.block((48, 18), (68, 28), (paint[0], paint[1], paint[2]))
    sprite.block((10, 26), (40, 18), (70, 70, 74))
    sprite.ellipse((30, 16), (9, 14), (90, 70, 60))
    sprite.ellipse((28, 4), (5, 5), (120, 150, 190))
    for x in (16, 66, 100):
        sprite.ellipse((x, 52), (10, 10), (30, 30, 30))
        sprite.ellipse((x, 52), (4, 4), (150, 150, 150))
    sprite.shade[-5:, 6:] = True
    return sprite
