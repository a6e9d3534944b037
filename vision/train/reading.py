"""Reads what pictures and clips give to compose with: litter by its outlines, who passes as he moves.

Layout of the folder, each part may be missing: `litter/masks_coco.json` with `litter/images/`,
`people/*.mp4`, `vehicles/*.mp4` (fixed cameras before which nothing else moves), `places/*.jpg`.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vision.arrays import Frame
from vision.compose.cutout import Cutout
from vision.compose.material import Material, Passage
from vision.evaluate.clips import BadLabels
from vision.evaluate.images import LabelledPicture, read_pictures
from vision.litter import is_ghost
from vision.picture import decoded, narrowed
from vision.source import SourceLost, open_source
from vision.train.grounds import Ground
from vision.train.outlines import BadMaterial, read_outlined

_PLACE_WIDTH_PX = 640
_WORK_WIDTH_PX = 480
_CUTOUT_PX = 128
_LEAST_PX = 20
_LEAST_AREA_SHARE, _MOST_AREA_SHARE = 0.002, 0.3
_APART_LEVELS = 32
_FRAMES = 24
_POLL_S = 1.0


def read_material(folder: Path) -> Material:
    """Read all that the folder gives.

    Raises:
        BadMaterial: neither pictures nor clips in it, or outlines that cannot be read.
    """
    litter, grounds = _litter(folder / "litter")
    people, halls = _moving(folder / "people", is_of_people=True)
    vehicles, roads = _moving(folder / "vehicles", is_of_people=False)
    passages = (*halls, *roads)
    places = (*_places(folder / "places"), *grounds, *(passage.place for passage in passages))
    if not places:
        raise BadMaterial(f"{folder}: expected litter/, people/, vehicles/ or places/ with pictures or clips")
    return Material(places, tuple(litter), tuple(people), tuple(vehicles), passages)


def read_grounds(folder: Path) -> list[Ground]:
    """Read pictures with the boxes of the litter in them (`litter/labels`), and clean ones: places and clips.

    Raises:
        BadMaterial: labels that cannot be read.
    """
    try:
        labelled = read_pictures(folder / "litter")
    except BadLabels as error:
        raise BadMaterial(str(error)) from error
    grounds = [_ground(picture) for picture in labelled]
    clips = sorted([*folder.glob("people/*.mp4"), *folder.glob("vehicles/*.mp4")])
    clean = [frame for path in clips for frame in _sample(list(_frames(path)))]
    clean.extend(_places(folder / "places"))
    clean.extend(
        narrowed(each.without_litter(), _PLACE_WIDTH_PX) for each in read_outlined(folder / "litter")
    )
    return [*grounds, *(Ground(frame, ()) for frame in clean)]


def read_watched(folder: Path) -> list[tuple[Frame, ...]]:
    """Read all pictures of the clips in which people and vehicles pass, and nothing lies, clip by clip."""
    clips = sorted([*folder.glob("people/*.mp4"), *folder.glob("vehicles/*.mp4")])
    return [tuple(narrowed(frame, _WORK_WIDTH_PX) for frame in _frames(path, 0.0)) for path in clips]


def _ground(labelled: LabelledPicture) -> Ground:
    picture = narrowed(_read(labelled.path), _PLACE_WIDTH_PX)
    height, width = picture.shape[:2]
    boxes = [
        (left * width, top * height, right * width, foot * height)
        for left, top, right, foot in labelled.boxes
    ]
    return Ground(picture, tuple(boxes))


def _sample(frames: list[Frame]) -> list[Frame]:
    return frames[:: max(1, len(frames) // _FRAMES)]


def _places(folder: Path) -> list[Frame]:
    return [_read(path) for path in sorted(folder.glob("*.jpg"))]


def _litter(folder: Path) -> tuple[list[Cutout], list[Frame]]:
    outlined = read_outlined(folder)
    cutouts = [_cutout(each.picture, plane) for each in outlined for plane in each.planes]
    grounds = [narrowed(each.picture, _PLACE_WIDTH_PX) for each in outlined]
    return [cutout for cutout in cutouts if cutout is not None], grounds


def _cutout(picture: Frame, plane: Frame) -> Cutout | None:
    x, y, w, h = cv2.boundingRect(plane)
    if min(w, h) < _LEAST_PX // 2 or max(w, h) < _LEAST_PX:
        return None
    window = np.s_[y : y + h, x : x + w]
    alpha = cv2.GaussianBlur(plane[window].astype(np.float32) / 255, (3, 3), 0)
    whole = Cutout(np.ascontiguousarray(picture[window]), np.asarray(alpha, dtype=np.float32))
    return whole.scaled(round(_CUTOUT_PX * w / max(w, h))) if max(w, h) > _CUTOUT_PX else whole


def _moving(folder: Path, *, is_of_people: bool) -> tuple[list[Cutout], list[Passage]]:
    """Cut out what differs from the median of each clip; the medians are places."""
    cutouts: list[Cutout] = []
    passages: list[Passage] = []
    for path in sorted(folder.glob("*.mp4")):
        frames = list(_frames(path))
        if len(frames) < _FRAMES // 2:
            continue
        place = np.median(np.stack(_sample(frames)), axis=0).astype(np.uint8)
        passages.append(Passage(place, tuple(frames), is_of_people))
        for frame in frames:
            cutouts.extend(_apart(frame, place))
    return cutouts, passages


def _apart(frame: Frame, place: Frame) -> Iterator[Cutout]:
    apart = cv2.absdiff(cv2.GaussianBlur(frame, (3, 3), 0), cv2.GaussianBlur(place, (3, 3), 0)).max(axis=2)
    plane = cv2.morphologyEx(
        (apart > _APART_LEVELS).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)
    )
    plane = cv2.morphologyEx(plane, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plane)
    height, width = plane.shape
    for label in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[label])
        is_whole = x > 1 and y > 1 and x + w < width - 1 and y + h < height - 1
        if is_whole and _LEAST_AREA_SHARE <= area / plane.size <= _MOST_AREA_SHARE:
            mask = labels[y : y + h, x : x + w] == label
            if is_ghost(frame, place.astype(np.float32), (x, y, w, h), mask):
                continue
            whole = _cutout(frame, ((labels == label) * 255).astype(np.uint8))
            if whole is not None:
                yield whole


def _frames(path: Path, poll_s: float = _POLL_S) -> Iterator[Frame]:
    source = open_source(path.resolve().as_uri(), poll_s=poll_s, now_ms=lambda: 0, is_paced=False)
    never = threading.Event()
    try:
        while (picture := source.next(never)) is not None:
            yield narrowed(picture.frame, _PLACE_WIDTH_PX)
    except SourceLost:
        return
    finally:
        source.close()


def _read(path: Path) -> Frame:
    return decoded(path.read_bytes())
