"""What truly lay before a camera, and what the eye said of it. Pure.

Boxes are left, top, right, foot in pixels.
"""

from dataclasses import dataclass

from vision.arrays import XYXY
from vision.boxes import overlap

_LEAST_OVERLAP = 0.1


@dataclass(frozen=True, slots=True)
class TruePile:
    """A pile that lay there. `boxes`: from which frame on which box; `cleared` None: never.

    `is_initial`: it lay there when the clip began.
    """

    boxes: tuple[tuple[int, XYXY], ...]
    cleared: int | None
    is_initial: bool = False

    @property
    def appeared(self) -> int:
        """Say with which frame it came."""
        return self.boxes[0][0]

    def box_at(self, frame: int) -> XYXY:
        """Give its box at that frame, the first one before it came."""
        known = [box for since, box in self.boxes if since <= frame]
        return known[-1] if known else self.boxes[0][1]

    def is_there(self, frame: int) -> bool:
        """Tell whether it lay there at that frame."""
        return self.appeared <= frame and (self.cleared is None or frame <= self.cleared)

    def is_hit(self, box: XYXY, frame: int) -> bool:
        """Tell whether a box is about it: IoU >= 0.1 or the middle inside (rule of our trials, 2026-11)."""
        true = self.box_at(frame)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return (true[0] <= x <= true[2] and true[1] <= y <= true[3]) or overlap(box, true) >= _LEAST_OVERLAP


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding: with which frame it was started and, if it was, ended, and its first box."""

    frame: int
    box: XYXY
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Frames in which nothing can be judged: [since, until)."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ClipTruth:
    """What is known of a clip. `effects`: what makes it difficult. `blind`: when nobody could see."""

    name: str
    fps: float
    frames: int
    size_wh: tuple[int, int]
    piles: tuple[TruePile, ...]
    effects: tuple[str, ...] = ()
    blind: tuple[Spell, ...] = ()

    @property
    def seconds(self) -> float:
        """Say how long it is."""
        return self.frames / self.fps

    @property
    def is_negative(self) -> bool:
        """Tell whether no pile lies in it at any time."""
        return not self.piles


@dataclass(frozen=True, slots=True)
class Watched:
    """What the eye said of a clip: its findings, the frames it could not judge, its work in ms per frame."""

    alarms: tuple[Alarm, ...]
    unseen: frozenset[int]
    looks: int
    frame_ms: float
