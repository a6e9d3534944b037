"""Reads pictures whose litter is outlined as COCO does it: `masks_coco.json` beside `images/`."""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.arrays import Frame
from vision.picture import decoded

_MARGIN_PX, _REACH_PX = 9, 5


class BadMaterial(ValueError):
    """The folder has nothing to compose with; the text names it and says what was expected."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """A picture (H, W, 3) BGR and one plane (H, W) of 0 or 255 for each piece of litter in it."""

    picture: Frame
    planes: tuple[Frame, ...]

    def without_litter(self) -> Frame:
        """Paint over all of it with what lies around."""
        pixels = np.zeros(self.picture.shape[:2], np.uint8)
        for plane in self.planes:
            pixels |= plane
        wide = cv2.dilate(pixels, np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8))
        return np.asarray(cv2.inpaint(self.picture, wide, _REACH_PX, cv2.INPAINT_TELEA), dtype=np.uint8)


def read_outlined(folder: Path) -> list[Outlined]:
    """Read all pictures of a folder that are named in its outlines; none: there are no outlines.

    Raises:
        BadMaterial: outlines that cannot be read, or name pictures that are not there.
    """
    labels = folder / "masks_coco.json"
    if not labels.exists():
        return []
    try:
        outlines = json.loads(labels.read_text("utf-8"))
        pieces = outlines["annotations"]
        return [
            _outlined(
                decoded((folder / "images" / image["file_name"]).read_bytes()),
                [item["segmentation"] for item in pieces if item["image_id"] == image["id"]],
                image["width"],
            )
            for image in outlines["images"]
        ]
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise BadMaterial(f"{labels}: expected COCO outlines of pictures in images/: {error!r}") from error


def _outlined(picture: Frame, items: list[list[list[float]]], labelled_width: float) -> Outlined:
    scale = picture.shape[1] / labelled_width
    planes = []
    for outlines in items:
        plane = np.zeros(picture.shape[:2], np.uint8)
        for outline in outlines:
            cv2.fillPoly(plane, [np.rint(np.array(outline).reshape(-1, 2) * scale).astype(np.int32)], 255)
        planes.append(plane)
    return Outlined(picture, tuple(planes))
