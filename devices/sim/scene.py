"""The pretend view of a village camera, drawn with numpy alone: field, wall, bins, road, people, litter.

Pure and seeded: the same script and the same second give the same picture.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.sim.sprites import Sprite, draw_person, draw_pile, draw_tricycle

Picture = npt.NDArray[np.uint8]
Colour = tuple[float, float, float]

WIDTH_PX, HEIGHT_PX = 640, 360
_HORIZON, _WALL_FOOT, _ROAD_TOP, _ROAD_FOOT = 120, 218, 236, 318
_NOISE_SHIFT = 32
_LEAF_LEVEL = 118


@dataclass(frozen=True, slots=True)
class PileScript:
    """One litter pile: all times in seconds of the scene's clock.

    `at_s`: it appears. `grow_s`: it has its full size that long after (0: at once). `clear_s`: it is gone;
    None never. `x_px`, `y_px`: the middle of its foot. `size_px`: its full width.
    """

    at_s: float
    clear_s: float | None = None
    x_px: int = 330
    y_px: int = 262
    size_px: int = 84
    grow_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneScript:
    """What one camera gets to see. `seed` decides colours, traffic and noise; `sun` 0..1: how high it stands.

    `walkers_every_s`, `traffic_every_s`: a person, a tricycle passes once in that time; 0 never.
    """

    seed: int
    piles: tuple[PileScript, ...] = ()
    sun: float = 0.8
    noise_levels: float = 2.5
    walkers_every_s: float = 45.0
    traffic_every_s: float = 120.0


class VillageScene:
    """Draws one camera's view; what never moves is drawn once."""

    def __init__(self, script: SceneScript) -> None:
        self._script = script
        random = np.random.default_rng(script.seed)
        self._empty = _landscape(random, script.sun)
        shape = (HEIGHT_PX + _NOISE_SHIFT, WIDTH_PX + _NOISE_SHIFT, 1)
        self._noise = np.rint(random.standard_normal(shape, np.float32) * script.noise_levels).astype(np.int8)
        self._piles = tuple(
            draw_pile(np.random.default_rng((script.seed, number)), pile.size_px)
            for number, pile in enumerate(script.piles)
        )
        self._person = draw_person(random)
        self._tricycle = draw_tricycle(random)

    def draw(self, at_s: float, light: float = 1.0) -> Picture:
        """Draw the view at a second of the scene's clock.

        Args:
            at_s: seconds since the scene began, >= 0.
            light: how bright, 1 as the script says; a cloud is 0.7.

        Returns:
            (360, 640, 3) BGR uint8.
        """
        canvas = self._empty.copy()
        for script, whole in zip(self._script.piles, self._piles, strict=True):
            share = visible_share(script, at_s)
            if share > 0:
                whole.part(share).paste(canvas, script.x_px, script.y_px)
        self._pass_by(canvas, at_s)
        picture = canvas.astype(np.int16) if light == 1.0 else np.rint(canvas * light).astype(np.int16)
        picture += self._grain(at_s)
        return _levels(picture)

    def draw_covered(self, at_s: float) -> Picture:
        """Draw what is left when a leaf sticks to the lens: grey and the sensor's noise."""
        grain = self._grain(at_s).astype(np.int16)
        return _levels(np.repeat(grain + _LEAF_LEVEL, 3, axis=2))

    def _grain(self, at_s: float) -> npt.NDArray[np.int8]:
        # Another corner of one noisy plane for each 25th of a second: cheap, never the same twice running.
        down, right = divmod(int(at_s * 25) % _NOISE_SHIFT**2, _NOISE_SHIFT)
        grain: npt.NDArray[np.int8] = self._noise[down : down + HEIGHT_PX, right : right + WIDTH_PX]
        return grain

    def _pass_by(self, canvas: Picture, at_s: float) -> None:
        script = self._script
        walker_px = _place(at_s + 7 * (script.seed % 5), script.walkers_every_s, 42)
        if walker_px is not None:
            sway_px = int(2 * np.sin(at_s * 7))
            self._person.paste(canvas, walker_px, _ROAD_FOOT - 22 + sway_px)
        tricycle_px = _place(at_s + 31 + 11 * (script.seed % 7), script.traffic_every_s, 95)
        if tricycle_px is not None:
            self._tricycle.paste(canvas, WIDTH_PX - tricycle_px, _ROAD_FOOT + 6)


def visible_share(pile: PileScript, at_s: float) -> float:
    """Say how much of a pile lies there at that second, 0 (nothing) to 1 (all of it)."""
    if at_s < pile.at_s or (pile.clear_s is not None and at_s >= pile.clear_s):
        return 0.0
    if pile.grow_s <= 0:
        return 1.0
    # It grows in visible steps, as people add bags, not as a smooth swelling.
    return min(1.0, 0.4 + 0.2 * int(3 * (at_s - pile.at_s) / pile.grow_s))


def _levels(canvas: npt.NDArray[np.int16] | npt.NDArray[np.float32]) -> Picture:
    return np.asarray(np.clip(canvas, 0, 255), dtype=np.uint8)


def _place(at_s: float, every_s: float, speed_px_s: float) -> int | None:
    """Where along the road a passer-by is, or None while nobody passes."""
    if every_s <= 0:
        return None
    along_px = (at_s % every_s) * speed_px_s - 60
    return int(along_px) if along_px < WIDTH_PX + 60 else None


def _landscape(random: np.random.Generator, sun: float) -> Picture:
    canvas = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.float32)
    rows = np.arange(HEIGHT_PX, dtype=np.float32)[:, None, None]
    columns = np.arange(WIDTH_PX, dtype=np.float32)[None, :, None]
    _sky(canvas, rows)
    _hills(canvas, random)
    canvas[_HORIZON:] = _earth(random, (70, 128, 112), 18)[_HORIZON:]
    _field_rows(canvas)
    _wall(canvas, random)
    canvas[_WALL_FOOT:] = _earth(random, (118, 150, 168), 10)[_WALL_FOOT:]
    _road(canvas, random)
    for left_px, colour in ((430, (70, 150, 60)), (478, (190, 120, 40)), (526, (60, 60, 190))):
        _bin(canvas, left_px, colour)
    _tree(canvas, random, 92)
    shade = (0.62 + 0.38 * sun) * (0.92 + 0.12 * columns / WIDTH_PX)
    return _levels((canvas * shade).astype(np.float32))


def _sky(canvas: npt.NDArray[np.float32], rows: npt.NDArray[np.float32]) -> None:
    height = (rows[:_HORIZON] / _HORIZON).astype(np.float32)
    canvas[:_HORIZON] = np.array((228, 190, 140)) * (1 - height) + np.array((235, 225, 215)) * height


def _hills(canvas: npt.NDArray[np.float32], random: np.random.Generator) -> None:
    columns = np.arange(WIDTH_PX)
    for depth, colour in ((46, (150, 150, 120)), (26, (105, 130, 92))):
        phase, wave = random.uniform(0, 6), random.uniform(70, 120)
        crest = _HORIZON - depth * (0.65 + 0.35 * np.sin(columns / wave + phase))
        below = np.arange(_HORIZON)[:, None] > crest[None, :]
        canvas[:_HORIZON][below] = colour


def _earth(random: np.random.Generator, colour: Colour, grain: float) -> npt.NDArray[np.float32]:
    coarse = random.normal(0, grain, (HEIGHT_PX // 8, WIDTH_PX // 8)).repeat(8, 0).repeat(8, 1)
    smooth = (coarse + np.roll(coarse, 4, 0) + np.roll(coarse, 4, 1) + np.roll(coarse, 3, (0, 1))) / 4
    fine = random.normal(0, grain / 3, (HEIGHT_PX, WIDTH_PX))
    return (np.array(colour) + (smooth + fine)[:, :, None]).astype(np.float32)


def _field_rows(canvas: npt.NDArray[np.float32]) -> None:
    down = np.arange(_HORIZON, _WALL_FOOT)[:, None]
    across = np.arange(WIDTH_PX)[None, :]
    furrow = np.sin((across - WIDTH_PX / 2) / (down - _HORIZON + 14) * 9)
    canvas[_HORIZON:_WALL_FOOT] += 12 * furrow[:, :, None]


def _wall(canvas: npt.NDArray[np.float32], random: np.random.Generator) -> None:
    top, left = 140, 250
    height, width = _WALL_FOOT - top, WIDTH_PX - left
    bricks = np.full((height, width, 3), (150, 165, 178), np.float32)
    for course in range(0, height, 9):
        shift = 10 * ((course // 9) % 2)
        for brick in range(-shift, width, 20):
            window = np.s_[course : course + 8, max(0, brick) : max(0, brick + 19)]
            bricks[window] = np.array((92, 112, 172)) + random.normal(0, 9)
    canvas[top:_WALL_FOOT, left:] = bricks
    canvas[top - 7 : top, left - 4 :] = (88, 92, 98)
    canvas[_WALL_FOOT - 10 : _WALL_FOOT, left:] *= 0.75


def _road(canvas: npt.NDArray[np.float32], random: np.random.Generator) -> None:
    canvas[_ROAD_TOP:] = _earth(random, (128, 130, 132), 5)[_ROAD_TOP:]
    canvas[_ROAD_TOP : _ROAD_TOP + 5] = (168, 172, 174)
    canvas[_ROAD_FOOT:] = _earth(random, (84, 132, 120), 16)[_ROAD_FOOT:]
    canvas[_ROAD_FOOT : _ROAD_FOOT + 4] = (160, 164, 166)


def _bin(canvas: npt.NDArray[np.float32], left_px: int, colour: Colour) -> None:
    top, foot, width = 176, 232, 38
    body = np.linspace(1.15, 0.75, width)[None, :, None] * np.array(colour)
    canvas[top:foot, left_px : left_px + width] = body
    canvas[top - 7 : top, left_px - 3 : left_px + width + 3] = np.array(colour) * 0.6
    canvas[top + 18 : top + 34, left_px + 12 : left_px + 26] = (225, 228, 228)
    canvas[foot : foot + 4, left_px - 2 : left_px + width + 8] *= 0.55


def _tree(canvas: npt.NDArray[np.float32], random: np.random.Generator, middle_px: int) -> None:
    canvas[150:226, middle_px - 6 : middle_px + 6] = (52, 74, 96)
    for _ in range(26):
        x, y, r = middle_px + random.normal(0, 30), 112 + random.normal(0, 22), random.uniform(11, 22)
        leaf = Sprite.disc(
            r, (48 + random.normal(0, 9), 108 + random.normal(0, 14), 62 + random.normal(0, 9))
        )
        leaf.paste(canvas, int(x), int(y + r))
