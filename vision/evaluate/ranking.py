"""How well scores order what they were given to: figures that need no threshold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.arrays import XYXY, Plane
from vision.boxes import overlap

_FOUND_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """A box that somebody says holds litter, and how surely, higher is surer."""

    xyxy: XYXY
    score: float


@dataclass(frozen=True, slots=True)
class PictureTruth:
    """The boxes of all litter in one picture, none when it is clean, and what was guessed of it."""

    boxes: tuple[XYXY, ...]
    guesses: tuple[Guess, ...]


def auc(scores: Plane, is_litter: np.ndarray) -> float:
    """Area under the curve: how often a litter picture scores above another one, 0..1."""
    good, bad = np.sort(scores[is_litter]), np.sort(scores[~is_litter])
    below = np.searchsorted(bad, good, side="left") + np.searchsorted(bad, good, side="right")
    return float(below.mean() / 2 / len(bad))


def average_precision(pictures: Sequence[PictureTruth], least_overlap: float = _FOUND_OVERLAP) -> float:
    """Area under the precision of the guesses over their recall, surest first, each box found once.

    As PASCAL VOC counts since 2010: at each recall the best precision from there on. 0..1.
    """
    total = sum(len(picture.boxes) for picture in pictures)
    is_hit = np.array([hit for _, hit in _ordered(pictures, least_overlap)], np.bool_)
    if total == 0 or is_hit.size == 0:
        return 0.0
    precision = np.cumsum(is_hit) / np.arange(1, is_hit.size + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float(best[is_hit].sum() / total)


def recall_at(pictures: Sequence[PictureTruth], false_per_picture: float, least_overlap: float) -> float:
    """Share of all boxes found when so many guesses a picture are false, 0..1."""
    total = sum(len(picture.boxes) for picture in pictures)
    allowed = false_per_picture * len(pictures)
    found = false = 0
    for _, is_hit in _ordered(pictures, least_overlap):
        false += not is_hit
        if false > allowed:
            break
        found += is_hit
    return found / total if total else 0.0


def _ordered(pictures: Sequence[PictureTruth], least_overlap: float) -> list[tuple[float, bool]]:
    marked = [mark for picture in pictures for mark in _marked(picture, least_overlap)]
    return sorted(marked, key=lambda mark: -mark[0])


def _marked(picture: PictureTruth, least_overlap: float) -> list[tuple[float, bool]]:
    left = list(picture.boxes)
    marks = []
    for guess in sorted(picture.guesses, key=lambda guess: -guess.score):
        best = max(left, key=lambda box: overlap(box, guess.xyxy), default=None)
        is_hit = best is not None and overlap(best, guess.xyxy) >= least_overlap
        if best is not None and is_hit:
            left.remove(best)
        marks.append((guess.score, is_hit))
    return marks
