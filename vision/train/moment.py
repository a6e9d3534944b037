"""A moment to learn from: a place as it is now, and as it was when empty. Pure."""

from dataclasses import dataclass

from vision.arrays import Frame, Mask

SIDE_PX = 224
"""How wide and high the squares are."""
USUAL_PX = 480
"""How wide pictures are judged."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is seen `now` where it was `empty`, (224, 224, 3), in a picture `full_px` wide.

    `own` (224, 224): where what is meant is seen; None: everywhere.
    """

    now: Frame
    empty: Frame
    own: Mask | None = None
    full_px: int = USUAL_PX
