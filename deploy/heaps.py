"""Litter in single pictures: how well it is found, and where it may lie in one (`village-hub vision`)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.errors import CannotRun
from vision.drawing import boxed, png
from vision.evaluate.clips import BadLabels
from vision.evaluate.images import read_pictures
from vision.evaluate.looking import PictureScore, look_at, score_pictures
from vision.evaluate.watching import one_core
from vision.heaps import HeapFinder
from vision.picture import BadPicture, decoded
from vision.weights import heaps

_COLUMNS = ("pictures", "clean", "boxes", "auc", "ap50", "ap30", "recall_at_1", "picture_ms")


@dataclass(frozen=True, slots=True)
class PictureReport:
    """How each set of pictures was seen, and all of them at the end; empty: there are none."""

    sets: tuple[PictureScore, ...]

    def plain(self) -> list[dict[str, object]]:
        """Give everything as plain values."""
        return [asdict(score) for score in self.sets]

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Give headings and one row for each set and for all."""
        return ("name", *_COLUMNS), [[str(row[name]) for name in ("name", *_COLUMNS)] for row in self.plain()]


def measured_pictures(folder: Path) -> PictureReport:
    """Look at all labelled pictures below a folder, set by set.

    Raises:
        CannotRun: labels or pictures that cannot be used.
    """
    one_core()
    try:
        looked = look_at(read_pictures(folder), HeapFinder(heaps()))
    except (BadLabels, BadPicture) as error:
        raise CannotRun(str(error)) from error
    names = sorted({look.set_name for look in looked})
    sets = [score_pictures(name, [look for look in looked if look.set_name == name]) for name in names]
    return PictureReport((*sets, score_pictures("all", looked)) if sets else ())


def found_in(picture: Path, out: Path) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Draw where litter may lie in a picture, and list it as `initial_piles` of village.toml wants it.

    Raises:
        CannotRun: no such picture.
    """
    try:
        frame = decoded(picture.read_bytes())
    except (BadPicture, OSError) as error:
        raise CannotRun(f"{picture}: {error}") from error
    _, found = HeapFinder(heaps()).look(frame)
    out.write_bytes(png(boxed(frame, [heap.xyxy_share for heap in found])))
    rows = [[f"{heap.likelihood:.2f}", _corners(heap.xyxy_share)] for heap in found]
    return ("likelihood", "corners"), rows


def _corners(box: tuple[float, float, float, float]) -> str:
    left, top, right, foot = (round(share, 3) for share in box)
    return f"[[{left}, {top}], [{right}, {top}], [{right}, {foot}], [{left}, {foot}]]"
