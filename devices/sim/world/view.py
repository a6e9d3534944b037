"""What a camera has before it, to be drawn by others. Milliseconds UTC; pixels of a 640 x 360 picture."""

import math
from dataclasses import dataclass
from pathlib import Path

from devices.contract.bodies import ViewFault
from devices.sim.ground import BoxPx, PileKind
from devices.sim.world.spell import Spell


@dataclass(frozen=True, slots=True)
class PileCourse:
    """One pile for its whole life.

    Attributes:
        id: of the pile, unique in the world.
        kind: what it is made of.
        xyxy: of the whole grown pile, pixels, its foot on the ground; see `devices.sim.ground.laid`.
        size_m2: the ground it covers or hides when grown; 0: nobody knows, as in a film.
        appear_ms: when the first part lies there; half of it, until `grown_ms`.
        grown_ms: when all of it lies there; `appear_ms` if it came at once.
        clear_ms: when it is gone; None: never.
        is_initial: it lay there before the camera watched.
    """

    id: str
    kind: PileKind
    xyxy: BoxPx
    size_m2: float
    appear_ms: int
    grown_ms: int
    clear_ms: int | None
    is_initial: bool = False


@dataclass(frozen=True, slots=True)
class FaultSpell:
    """A time in which the picture cannot be judged; LOST: no picture comes at all."""

    fault: ViewFault
    spell: Spell


@dataclass(frozen=True, slots=True)
class Passing:
    """How many people and vehicles stay in view from now on, on average, until the next such line."""

    from_ms: int
    people: float
    vehicles: float


@dataclass(frozen=True, slots=True)
class Rain:
    """A shower; `drops` from 0 (drizzle) to 1 (cloudburst)."""

    spell: Spell
    drops: float


@dataclass(frozen=True, slots=True)
class Film:
    """Which frame of a real camera's clip is shown when: before it the first, after it the last.

    `ms_per_frame`: how much simulated time a frame stands for. A clip of seconds becomes minutes or hours, so
    that a camera that is looked at every 20 s sees all of it.
    """

    video: Path
    began_ms: int
    ms_per_frame: float
    frames: int = 1

    def frame_at(self, at_ms: int) -> int:
        """Say which frame is shown, from 0."""
        return min(self.frames - 1, max(0, int((at_ms - self.began_ms) / self.ms_per_frame)))

    def shown_ms(self, frame: int) -> int:
        """Say when a frame is shown first."""
        return self.began_ms + math.ceil(frame * self.ms_per_frame)


@dataclass(frozen=True, slots=True)
class ViewScript:
    """Everything about one camera's view.

    Attributes:
        camera: its device id.
        seed: for all that is drawn by chance: the place, the looks of piles, who passes.
        lat_deg: for the sun.
        lon_deg: for the sun.
        facing_deg: where it looks, 0 north, clockwise.
        piles: in the order they appear.
        faults: when it cannot be judged; they do not overlap.
        passing: in order of time, the first at the beginning of the world.
        rains: showers.
        winds: when the mast shakes.
        film: what is shown in place of a drawn view; what is seen in it is not drawn, only told here.
    """

    camera: str
    seed: int
    lat_deg: float
    lon_deg: float
    facing_deg: float
    piles: tuple[PileCourse, ...]
    faults: tuple[FaultSpell, ...]
    passing: tuple[Passing, ...]
    rains: tuple[Rain, ...]
    winds: tuple[Spell, ...]
    film: Film | None = None
