"""Reads labelled pictures: `images/NAME.jpg` with `labels/NAME.txt` beside `images/`, as YOLO writes them.

Each line: class, middle x, middle y, width, height as shares; class 0 is litter; no line: clean.
"""

from dataclasses import dataclass
from pathlib import Path

from vision.arrays import XYXY
from vision.evaluate.clips import BadLabels

_LITTER = 0.0
_FIELDS = 5


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One picture, and the boxes of all litter in it as shares of width and height."""

    path: Path
    boxes: tuple[XYXY, ...]

    @property
    def set_name(self) -> str:
        """Name the set it belongs to: the folder that holds `images/`."""
        return self.path.parent.parent.name


def read_pictures(folder: Path) -> list[LabelledPicture]:
    """Read the labels of all pictures in a folder and below it, by path.

    Raises:
        BadLabels: a label file that is wrong; the text names it.
    """
    found = []
    for path in sorted([*folder.rglob("images/*.jpg"), *folder.rglob("images/*.png")]):
        labels = path.parent.parent / "labels" / f"{path.stem}.txt"
        if labels.exists():
            found.append(LabelledPicture(path, _boxes(labels)))
    return found


def _boxes(labels: Path) -> tuple[XYXY, ...]:
    lines = labels.read_text("utf-8").splitlines()
    try:
        rows = [[float(value) for value in line.split()] for line in lines if line.strip()]
    except ValueError as error:
        raise BadLabels(f"{labels}: expected lines of numbers: {error}") from error
    for row in rows:
        if len(row) != _FIELDS:
            raise BadLabels(f"{labels}: expected class, x, y, width, height in each line, got {row}")
    return tuple(
        (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for kind, x, y, width, height in rows
        if kind == _LITTER
    )
