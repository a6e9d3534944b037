"""What one picture of a camera gave: what may leave the process of it, and what is to be told. Pure."""

from dataclasses import dataclass

from devices.contract.bodies import ViewFault
from vision.arrays import Mask
from vision.persist import Change
from vision.picture import Picture
from vision.quality import ViewChange
from vision.veil import veiled


@dataclass(frozen=True, slots=True)
class Tale:
    """A change of a pile with pictures that may leave: `before` it lay there (None: not known), and `now`.

    `is_veiled`: something was hidden in `now`.
    """

    change: Change
    before: Picture | None
    now: Picture
    is_veiled: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one picture gave. `bare` has the privacy masks painted in and people unhidden: it stays here.

    `hidden` marks where people may be, in any size; None: everywhere.
    """

    bare: Picture
    hidden: Mask | None
    fault: ViewFault
    view: ViewChange | None
    tales: tuple[Tale, ...]

    @property
    def picture(self) -> Picture:
        """Give the picture that may leave the process; made anew at each call."""
        return Picture(veiled(self.bare.frame, self.hidden), self.bare.taken_at_ms)
