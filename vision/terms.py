"""What people say of one camera's place, and the piles they mark in it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from devices.contract.bodies import Sight
from vision.arrays import Polygon
from vision.persist import told
from vision.pile import Look, Pile, marked, pile_id
from vision.privacy import inside
from vision.scene import Scene


@dataclass(frozen=True, slots=True)
class Terms:
    """What may change while a camera is watched.

    `marks`: areas where litter lies, by the id of the pile that each becomes; `verdicts`: findings that were
    litter (True) or false alarms (False).
    """

    scene: Scene = field(default_factory=Scene)
    masks: tuple[Polygon, ...] = ()
    marks: Mapping[str, Polygon] = field(default_factory=dict)
    verdicts: Mapping[str, bool] = field(default_factory=dict)


class Marks:
    """Areas where somebody says that litter lies: each becomes a pile once, as soon as the place is known.

    `taken`: those that did, which must survive a restart.
    """

    def __init__(self, camera: str, areas: Sequence[Polygon]) -> None:
        self._own = {pile_id(f"{camera} marked {number}"): area for number, area in enumerate(areas)}
        self._areas: Mapping[str, Polygon] = self._own
        self.taken: frozenset[str] = frozenset()

    def restore(self, taken: frozenset[str] | None) -> None:
        """Take what was known before a restart; None: all of the camera's own settings."""
        self.taken = frozenset(self._own) if taken is None else taken

    def adopt(self, areas: Mapping[str, Polygon]) -> None:
        """Take these beside those of the camera's own settings."""
        self._areas = {**self._own, **areas}

    def due(self, look: Look) -> tuple[Pile, ...]:
        """Make piles of those that are new, if this look can be judged."""
        fresh = {pile: area for pile, area in self._areas.items() if pile not in self.taken}
        if not fresh or not look.is_usable:
            return ()
        self.taken |= fresh.keys()
        height, width = look.frame.shape[:2]
        masks = {pile: inside((area,), width, height) for pile, area in fresh.items()}
        return tuple(
            told(marked(look.frame, mask, look.at_ms, pile), Sight.PRESENT, look)
            for pile, mask in masks.items()
            if mask.any()
        )
