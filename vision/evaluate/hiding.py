"""How much of those who pass is hidden in what leaves a camera's process, on composed scenes."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import process_time

import cv2
import numpy as np

from vision.agreement import Weights
from vision.arrays import Mask
from vision.background import Rates
from vision.compose.cutout import Cutout
from vision.compose.material import Material
from vision.compose.scene import FPS, ComposedScene
from vision.compose.script import HEIGHT_PX, WIDTH_PX, SceneScript, a_script
from vision.eye import Eye, EyeOptions
from vision.persist import Rules
from vision.picture import Picture

_DWELL_S = 10.0
# Whoever has a twentieth of himself unhidden may be known by it.
_COVERED_SHARE = 0.95
_EVERY = 5
# These move the picture, so that the script no longer says where people are in it.
_MOVED = frozenset({"bump", "shake"})


@dataclass(slots=True)
class Hidden:
    """Sums over all pictures: people (taller than wide) and vehicles in them, and how far they were hidden.

    `covered_*`: of whom at most a twentieth showed. `idle_share`: of pictures in which nobody is, how much
    was hidden all the same. `picture_ms`: what making one picture fit to leave took.
    """

    scenes: int = 0
    pictures: int = 0
    people: int = 0
    covered_people: int = 0
    people_px: int = 0
    hidden_people_px: int = 0
    vehicles: int = 0
    covered_vehicles: int = 0
    idle_pictures: int = 0
    idle_share: float = 0.0
    picture_ms: float = 0.0

    def plain(self) -> dict[str, object]:
        """Give the sums and the shares that matter."""
        return {
            **asdict(self),
            "covered_people_share": round(self.covered_people / max(1, self.people), 4),
            "hidden_people_px_share": round(self.hidden_people_px / max(1, self.people_px), 4),
            "covered_vehicles_share": round(self.covered_vehicles / max(1, self.vehicles), 4),
            "idle_share": round(self.idle_share / max(1, self.idle_pictures), 4),
            "picture_ms": round(self.picture_ms / max(1, self.pictures), 2),
        }


def measure_hiding(material: Material, *, count: int, seed: int, weights: Weights | None) -> Hidden:
    """Watch so many composed scenes, and look at every fifth picture that may leave."""
    cv2.setNumThreads(1)
    found, number = Hidden(), 0
    while found.scenes < count:
        script = a_script(1000 * seed + number, material)
        number += 1
        if script.effect in _MOVED or script.blind:
            continue
        found.scenes += 1
        _measure(found, script, material, weights)
    return found


def _measure(found: Hidden, script: SceneScript, material: Material, weights: Weights | None) -> None:
    rules = Rules(dwell_s=_DWELL_S, clear_looks=5, clear_s=_DWELL_S / 2, hidden_s=_DWELL_S)
    eye = Eye(
        EyeOptions(name="hiding", rules=rules, rates=Rates(learn_s=_DWELL_S), still_s=4.0, weights=weights)
    )
    for number, frame in enumerate(ComposedScene(script, material).frames()):
        seen = eye.look(Picture(frame, round(1000 * number / FPS)))
        if number % _EVERY:
            continue
        begun_s = process_time()
        _ = seen.picture
        found.picture_ms += 1000 * (process_time() - begun_s)
        found.pictures += 1
        hidden = _full(seen.hidden)
        passers = list(_passers(script, number))
        for mask, is_person in passers:
            _note(found, mask, hidden, is_person=is_person)
        if not passers:
            found.idle_pictures += 1
            found.idle_share += float(hidden.mean())


def _note(found: Hidden, mask: Mask, hidden: Mask, *, is_person: bool) -> None:
    size_px, hidden_px = int(np.count_nonzero(mask)), int(np.count_nonzero(hidden & mask))
    is_covered = hidden_px >= _COVERED_SHARE * size_px
    if is_person:
        found.people += 1
        found.covered_people += is_covered
        found.people_px += size_px
        found.hidden_people_px += hidden_px
    else:
        found.vehicles += 1
        found.covered_vehicles += is_covered


def _full(hidden: Mask | None) -> Mask:
    if hidden is None:
        return np.ones((HEIGHT_PX, WIDTH_PX), np.bool_)
    size_wh = (WIDTH_PX, HEIGHT_PX)
    return cv2.resize(hidden.view(np.uint8), size_wh, interpolation=cv2.INTER_NEAREST) > 0


def _passers(script: SceneScript, number: int) -> Iterator[tuple[Mask, bool]]:
    """Give the pixels (H, W) of each passer that are in the picture, and whether it is a person."""
    for visit in script.visits:
        foot_xy = visit.foot_at(number)
        if foot_xy is None:
            continue
        sheet = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        cutout = visit.cutouts[0]
        white = Cutout(np.full_like(cutout.bgr, 255), cutout.alpha)
        white.lay(sheet, foot_xy, has_shadow=False)
        mask = sheet[:, :, 0] > 127  # noqa: PLR2004  more than half of the pixel
        if mask.any():
            yield mask, cutout.size_wh[1] > cutout.size_wh[0]
