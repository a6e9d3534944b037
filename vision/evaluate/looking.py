"""Lets the heap model look at labelled pictures and counts what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

from vision.evaluate.images import LabelledPicture
from vision.evaluate.ranking import Guess, PictureTruth, auc, average_precision, recall_at
from vision.heaps import HeapFinder, picture_likelihood
from vision.picture import decoded

_OVERLAP, _LOOSE_OVERLAP = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class PictureScore:
    """How a set of pictures was seen; shares 0..1, None where there is nothing to tell.

    `auc`: of pictures with litter against clean ones. `ap50`, `ap30`: average precision of the boxes at an
    overlap of .5 and .3. `recall_at_1`: boxes found (overlap .5) while one guess a picture is false.
    """

    name: str
    pictures: int
    clean: int
    boxes: int
    auc: float | None
    ap50: float | None
    ap30: float | None
    recall_at_1: float | None
    picture_ms: float


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture: how surely it shows litter anywhere, its boxes and guesses, and the work it took."""

    set_name: str
    score: float
    truth: PictureTruth
    work_ms: float


def look_at(pictures: Sequence[LabelledPicture], finder: HeapFinder) -> list[Looked]:
    """Look at each picture; only the finder's own work is timed, not the decoding.

    Raises:
        BadPicture: a file that is no picture; take it out of the set.
    """
    return [_looked(picture, finder) for picture in pictures]


def score_pictures(name: str, looked: Sequence[Looked]) -> PictureScore:
    """Count what was seen in some pictures together."""
    truths = [look.truth for look in looked]
    has_litter = np.array([bool(truth.boxes) for truth in truths], np.bool_)
    scores = np.array([look.score for look in looked], np.float32)
    boxes = sum(len(truth.boxes) for truth in truths)
    is_mixed = bool(has_litter.any() and not has_litter.all())
    return PictureScore(
        name=name,
        pictures=len(looked),
        clean=int(np.count_nonzero(~has_litter)),
        boxes=boxes,
        auc=round(auc(scores, has_litter), 3) if is_mixed else None,
        ap50=round(average_precision(truths, _OVERLAP), 3) if boxes else None,
        ap30=round(average_precision(truths, _LOOSE_OVERLAP), 3) if boxes else None,
        recall_at_1=round(recall_at(truths, 1.0, _OVERLAP), 3) if boxes else None,
        picture_ms=round(sum(look.work_ms for look in looked) / max(1, len(looked)), 1),
    )


def _looked(picture: LabelledPicture, finder: HeapFinder) -> Looked:
    frame = decoded(picture.path.read_bytes())
    begun_s = process_time()
    heat, heaps = finder.look(frame)
    work_ms = 1000 * (process_time() - begun_s)
    guesses = tuple(Guess(heap.xyxy_share, heap.likelihood) for heap in heaps)
    return Looked(picture.set_name, picture_likelihood(heat), PictureTruth(picture.boxes, guesses), work_ms)
