"""Who passes a camera at a moment, by the hour: the same seed and moment give the same people. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sin

import numpy as np

from devices.sim.ground import WIDTH_PX, away_m_at, px_per_m, row_at
from devices.sim.world.view import ViewScript
from vision.compose.chance import happens

_SLOT_MS = 60_000
_SLOT_S = _SLOT_MS / 1000
# Means of 4,000 of each (2026-11-26): how long they are in the view.
_PERSON_STAYS_S, _VEHICLE_STAYS_S = 27.0, 36.0
_STANDS_SHARE = 0.15
_PERSON_STANDS_S, _VEHICLE_STANDS_S, _LONGEST_S = 60.0, 240.0, 900.0
_LOOK_BACK = 21
"""Slots in which somebody may have come who is still here: nobody stays for twenty minutes."""
_MARGIN_M = 2.0
# How people who stand step to and fro, and how often they turn.
_STEP_M, _STEP_S, _LOOKS_MS = 0.12, 5.0, 45_000
_YARD_PX = (222, 352)
_HALF_PX = WIDTH_PX / 2


@dataclass(frozen=True, slots=True)
class Passer:
    """Someone who crosses the view, and may stand a while on the way. Metres are those of the ground.

    `look` chooses who it is; `stands_at_m`: where, from the middle, and `stands_s`: for how long.
    """

    comes_ms: int
    is_person: bool
    look: int
    away_m: float
    speed_m_s: float
    from_left: bool
    stands_at_m: float
    stands_s: float

    @property
    def foot_px(self) -> int:
        """Give the row on which it walks or drives."""
        return round(row_at(self.away_m))

    def across_m(self, at_ms: int) -> float | None:
        """Say how far from the middle it is, to the right; None while it is not in the view."""
        half_m = _HALF_PX / px_per_m(row_at(self.away_m)) + _MARGIN_M
        side = -1 if self.from_left else 1
        gone_s = (at_ms - self.comes_ms) / 1000
        stop_s = abs(side * half_m - self.stands_at_m) / self.speed_m_s
        walked_s = min(gone_s, stop_s) + max(0.0, gone_s - stop_s - self.stands_s)
        walked_m = walked_s * self.speed_m_s
        return side * (half_m - walked_m) if gone_s >= 0 and walked_m < 2 * half_m else None

    def foot_xy(self, at_ms: int) -> tuple[int, int] | None:
        """Say where its foot is in the picture, None while it is not there."""
        across_m = self.across_m(at_ms)
        if across_m is None:
            return None
        swayed_m = across_m + self._sway_m(at_ms)
        return round(_HALF_PX + swayed_m * px_per_m(row_at(self.away_m))), self.foot_px

    def faces_right(self, at_ms: int) -> bool:
        """Tell to which side it looks: where it goes, but who stands and talks looks about."""
        looks_about = self.is_person and self.stands_s > 0 and (at_ms // _LOOKS_MS + self.look) % 3 == 0
        return self.from_left is not looks_about

    def _sway_m(self, at_ms: int) -> float:
        """Say how far a person is from where he stands: nobody stands like a post."""
        turns = at_ms / 1000 / _STEP_S
        return _STEP_M * (sin(turns + self.look) + sin(1.7 * turns)) if self.is_person else 0.0


class Passers:
    """Those who pass one camera. For one thread; remembers the last minutes it was asked for."""

    def __init__(self, script: ViewScript, road_px: tuple[int, int]) -> None:
        self._script, self._road_px = script, road_px
        self._slots: dict[int, tuple[Passer, ...]] = {}

    def at(self, at_ms: int) -> Iterator[tuple[Passer, tuple[int, int]]]:
        """Give those in the view at a moment, with where they stand, the farthest first."""
        last = at_ms // _SLOT_MS
        wanted = range(last - _LOOK_BACK + 1, last + 1)
        known = self._slots
        self._slots = {slot: known[slot] if slot in known else self._come(slot) for slot in wanted}
        here = [
            (passer, foot_xy)
            for slot in wanted
            for passer in self._slots[slot]
            if (foot_xy := passer.foot_xy(at_ms)) is not None
        ]
        yield from sorted(here, key=lambda each: each[1][1])

    def _come(self, slot: int) -> tuple[Passer, ...]:
        random = np.random.default_rng((self._script.seed, 3, slot))
        present = [line for line in self._script.passing if line.from_ms <= slot * _SLOT_MS]
        wanted = (present[-1].people, present[-1].vehicles) if present else (0.0, 0.0)
        people = int(random.poisson(wanted[0] * _SLOT_S / _PERSON_STAYS_S))
        vehicles = int(random.poisson(wanted[1] * _SLOT_S / _VEHICLE_STAYS_S))
        return (
            *(self._comes(random, slot, is_person=True) for _ in range(people)),
            *(self._comes(random, slot, is_person=False) for _ in range(vehicles)),
        )

    def _comes(self, random: np.random.Generator, slot: int, *, is_person: bool) -> Passer:
        stands = happens(random, _STANDS_SHARE)
        is_on_road = not is_person or happens(random, 0.5)
        row = random.uniform(*(self._road_px if is_on_road else _YARD_PX))
        away_m = away_m_at(float(row))
        stands_s = (
            float(random.exponential(_PERSON_STANDS_S if is_person else _VEHICLE_STANDS_S)) if stands else 0.0
        )
        return Passer(
            comes_ms=slot * _SLOT_MS + int(random.integers(_SLOT_MS)),
            is_person=is_person,
            look=int(random.integers(2**16)),
            away_m=away_m,
            speed_m_s=float(random.uniform(0.9, 1.6) if is_person else random.uniform(2.5, 7.0)),
            from_left=happens(random, 0.5),
            stands_at_m=float(random.uniform(-1, 1) * 0.8 * _HALF_PX / px_per_m(row_at(away_m))),
            stands_s=min(stands_s, _LONGEST_S),
        )
