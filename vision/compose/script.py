"""What happens in a composed scene: who comes when, what lies where, what the weather does. Pure."""

from dataclasses import dataclass, replace

import numpy as np

from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.material import Material

WIDTH_PX, HEIGHT_PX = 640, 360
_EFFECTS = ("", "", "", "cloud", "shadow", "night", "rain", "wet", "leaves", "shake", "bump", "step", "lamp")
_BLIND = ("black", "covered", "frozen", "blurred")


@dataclass(frozen=True, slots=True)
class Visit:
    """Someone or something that comes, stands, and goes. Frames; feet in pixels.

    `comes` from `start_xy`, stands at `foot_xy` in [stands, leaves), is gone again at `gone`.
    """

    cutouts: tuple[Cutout, ...]
    comes: int
    stands: int
    leaves: int
    gone: int
    start_xy: tuple[int, int]
    foot_xy: tuple[int, int]

    def foot_at(self, frame: int) -> tuple[int, int] | None:
        """Say where its foot is at a frame, None while it is not there."""
        if not self.comes <= frame < self.gone:
            return None
        if frame < self.stands:
            share = (frame - self.comes) / max(1, self.stands - self.comes)
        else:
            share = (
                1.0 if frame < self.leaves else 1 - (frame - self.leaves) / max(1, self.gone - self.leaves)
            )
        x, y = (round(a + share * (b - a)) for a, b in zip(self.start_xy, self.foot_xy, strict=True))
        return x, y


@dataclass(frozen=True, slots=True)
class Lying:
    """A pile: from which frame each of its layers lies there, and when all is cleared (None: never)."""

    layers: tuple[tuple[int, Cutout, tuple[int, int]], ...]
    cleared: int | None


@dataclass(frozen=True, slots=True)
class SceneScript:
    """One composed clip. `effect`: one of `vision.compose.effects`, those of later from `since` on.

    `blind` names what hides all from `dark` on; "": nothing.
    """

    seed: int
    frames: int
    piles: tuple[Lying, ...]
    visits: tuple[Visit, ...]
    effect: str
    since: int
    noise_levels: float
    blind: str = ""
    dark: int = 0


def a_script(seed: int, material: Material, *, frames: int = 400) -> SceneScript:
    """Write the script of one scene; about a third of them have no pile."""
    random = np.random.default_rng(seed)
    piles = tuple(_pile(random, material, frames) for _ in range(int(random.choice((0, 1, 1, 1, 2)))))
    visits = [_walk(random, material, frames) for _ in range(int(random.integers(1, 6)))]
    if happens(random, 0.4):
        visits.append(_stay(random, material.some_person(random), frames, is_person=True))
    if happens(random, 0.4):
        visits.append(_stay(random, material.some_vehicle(random), frames, is_person=False))
    visits.extend(_attendant(random, material, pile) for pile in piles if pile.layers[0][0] > 0)
    effect = str(random.choice(_EFFECTS))
    since = int(random.uniform(0.3, 0.5) * frames)
    script = SceneScript(seed, frames, piles, tuple(visits), effect, since, float(random.uniform(0.5, 4)))
    if happens(random, 0.12):
        return replace(script, blind=str(random.choice(_BLIND)), dark=int(0.8 * frames))
    return script


def _pile(random: np.random.Generator, material: Material, frames: int) -> Lying:
    foot_xy = (int(random.uniform(60, WIDTH_PX - 60)), int(random.uniform(200, HEIGHT_PX - 8)))
    is_initial = happens(random, 0.15)
    first = 0 if is_initial else int(random.uniform(0.22, 0.4) * frames)
    width_px = _wide(foot_xy[1], random.uniform(64, 120))
    layers = [(first, material.some_litter(random).scaled(width_px), foot_xy)]
    if happens(random, 0.3):
        beside = (foot_xy[0] + int(0.4 * width_px), foot_xy[1] + 2)
        layers.append((first + frames // 4, material.some_litter(random).scaled(width_px), beside))
    cleared = int(random.uniform(0.68, 0.78) * frames) if happens(random, 0.5) else None
    return Lying(tuple(layers), cleared)


def _walk(random: np.random.Generator, material: Material, frames: int) -> Visit:
    is_person = happens(random, 0.7)
    comes, long = int(random.integers(-20, frames)), int(random.uniform(15, 60))
    foot_y = int(random.uniform(190, HEIGHT_PX + 10))
    things = (
        [material.some_person(random) for _ in range(3)] if is_person else [material.some_vehicle(random)]
    )
    sized = tuple(_sized(random, thing, foot_y, is_person=is_person) for thing in things[:1])
    left, right = (-80, foot_y), (WIDTH_PX + 80, foot_y + int(random.normal(0, 8)))
    start, end = (left, right) if happens(random, 0.5) else (right, left)
    return Visit(sized, comes, comes + long, comes + long, comes + long, start, end)


def _stay(random: np.random.Generator, thing: Cutout, frames: int, *, is_person: bool) -> Visit:
    foot_xy = (int(random.uniform(60, WIDTH_PX - 60)), int(random.uniform(210, HEIGHT_PX)))
    stands = int(random.uniform(0.2, 0.5) * frames)
    leaves = stands + int(random.uniform(0.15, 0.5) * frames)
    sized = (_sized(random, thing, foot_xy[1], is_person=is_person),)
    side = -90 if happens(random, 0.5) else WIDTH_PX + 90
    return Visit(sized, stands - 25, stands, leaves, leaves + 25, (side, foot_xy[1]), foot_xy)


def _attendant(random: np.random.Generator, material: Material, pile: Lying) -> Visit:
    """Send who brings the litter: he comes before it lies there and leaves when it does."""
    first, cutout, (x, y) = pile.layers[0]
    person = _sized(random, material.some_person(random), y, is_person=True)
    beside = (x + int(random.choice((-1, 1))) * (cutout.size_wh[0] // 2 + person.size_wh[0] // 2), y - 2)
    side = -60 if happens(random, 0.5) else WIDTH_PX + 60
    return Visit((person,), first - 30, first - 6, first, first + 25, (side, y - 2), beside)


def _sized(random: np.random.Generator, thing: Cutout, foot_y: int, *, is_person: bool) -> Cutout:
    if not is_person:
        return thing.scaled(_wide(foot_y, random.uniform(120, 200)))
    high_px = _wide(foot_y, random.uniform(130, 170))
    return thing.scaled(max(4, round(high_px * thing.size_wh[0] / thing.size_wh[1])))


def _wide(foot_y: int, near_px: float) -> int:
    """Things farther up in the picture are farther away and smaller."""
    return max(8, round(near_px * (0.35 + 0.65 * (foot_y - 150) / (HEIGHT_PX - 150))))
