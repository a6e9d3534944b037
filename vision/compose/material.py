"""What scenes are put together of: places, litter, people and vehicles, drawn or given. Pure."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from vision.arrays import Frame
from vision.compose.chance import happens
from vision.compose.cutout import Cutout
from vision.compose.litter import a_bag, a_case, a_heap, a_thing
from vision.compose.passers import a_crouching_person, a_person, a_vehicle
from vision.compose.rubbish import Rubbish, a_rubbish

_GIVEN_SHARE = 0.6
_PARTS = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Passage:
    """Pictures (H, W, 3) of one camera before which people or vehicles pass, and its `place` without them."""

    place: Frame
    frames: tuple[Frame, ...]
    is_of_people: bool


@dataclass(frozen=True, slots=True)
class Material:
    """What was given; what is missing is drawn. `places`: pictures (H, W, 3) with nothing to find in them.

    `rubbish` takes long to draw: it is drawn before, and cut from often.
    """

    places: tuple[Frame, ...]
    litter: tuple[Cutout, ...] = ()
    people: tuple[Cutout, ...] = field(default=())
    vehicles: tuple[Cutout, ...] = field(default=())
    passages: tuple[Passage, ...] = ()
    rubbish: tuple[Rubbish, ...] = ()

    def part(self, *, is_held_out: bool) -> "Material":
        """Take a fifth of everything to measure with, or the other four to learn from."""
        return Material(
            _part(self.places, is_held_out=is_held_out),
            _part(self.litter, is_held_out=is_held_out),
            _part(self.people, is_held_out=is_held_out),
            _part(self.vehicles, is_held_out=is_held_out),
            tuple(
                replace(passage, frames=_part(passage.frames, is_held_out=is_held_out))
                for passage in self.passages
            ),
        )

    def some_litter(self, random: np.random.Generator) -> Cutout:
        """Take one bag, one thing or a heap; half of the given ones are heaped up, too."""
        if self.litter and happens(random, _GIVEN_SHARE):
            if happens(random, _GIVEN_SHARE):
                return a_heap(random, list(self.litter))
            return _one(random, self.litter)
        return (a_bag, a_thing, a_case, a_heap, a_heap)[int(random.integers(5))](random)

    def some_piece(self, random: np.random.Generator) -> Cutout:
        """Take a single thing, as heaps are made of."""
        if self.litter and happens(random, _GIVEN_SHARE):
            return _one(random, self.litter)
        return (a_bag, a_thing, a_thing)[int(random.integers(3))](random)

    def with_rubbish(self, random: np.random.Generator, count: int) -> "Material":
        """Draw that much rubbish out of these pieces, to be cut from."""
        return replace(self, rubbish=tuple(a_rubbish(random, self.some_piece) for _ in range(count)))

    def some_rubbish(self, random: np.random.Generator) -> Rubbish:
        """Take rubbish that was drawn before, or draw it now."""
        if not self.rubbish:
            return a_rubbish(random, self.some_piece)
        return self.rubbish[int(random.integers(len(self.rubbish)))]

    def some_person(self, random: np.random.Generator) -> Cutout:
        """Take someone who stands, walks or sits."""
        if self.people and happens(random, _GIVEN_SHARE):
            return _one(random, self.people)
        if happens(random, 0.2):
            return a_crouching_person(random)
        return a_person(random, float(random.uniform(-1, 1)))

    def some_vehicle(self, random: np.random.Generator) -> Cutout:
        """Take one vehicle."""
        if self.vehicles and happens(random, _GIVEN_SHARE / 2):
            return _one(random, self.vehicles)
        return a_vehicle(random)


def _part(items: tuple[_T, ...], *, is_held_out: bool) -> tuple[_T, ...]:
    return tuple(item for number, item in enumerate(items) if (number % _PARTS == 0) is is_held_out)


def _one(random: np.random.Generator, cutouts: tuple[Cutout, ...]) -> Cutout:
    chosen = cutouts[int(random.integers(len(cutouts)))]
    return chosen.flipped() if happens(random, 0.5) else chosen
