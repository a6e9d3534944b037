"""Reads labelled clips: NAME.mp4 with NAME.json beside it.

Labels: name, fps, frames, size, initial_piles, events, effects.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vision.arrays import XYXY
from vision.evaluate.truth import ClipTruth, Spell, TruePile
from vision.picture import Picture
from vision.source import SourceLost, open_source


class BadLabels(ValueError):
    """A label file that cannot be used; the text names the file and what was expected."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled clip."""

    video: Path
    truth: ClipTruth


def read_clips(folder: Path) -> list[Clip]:
    """Read the labels of all clips in a folder and below it, by path.

    Raises:
        BadLabels: a label file that is wrong.
    """
    labelled = [path for path in sorted(folder.rglob("*.json")) if path.with_suffix(".mp4").exists()]
    return [Clip(path.with_suffix(".mp4"), _truth(path)) for path in labelled]


def pictures(clip: Clip, poll_s: float) -> Iterator[Picture]:
    """Give the clip's pictures, `poll_s` apart, their times counted from 0."""
    source = open_source(clip.video.resolve().as_uri(), poll_s=poll_s, now_ms=lambda: 0, is_paced=False)
    never = threading.Event()
    try:
        while (picture := source.next(never)) is not None:
            yield picture
    except SourceLost:
        return
    finally:
        source.close()


def _truth(path: Path) -> ClipTruth:
    try:
        labels = json.loads(path.read_text("utf-8"))
        width, height = (int(value) for value in labels["size"])
        frames = int(labels["frames"])
        effects = labels.get("effects") or {}
        return ClipTruth(
            name=str(labels["name"]),
            fps=float(labels["fps"]),
            frames=frames,
            size_wh=(width, height),
            piles=_piles(labels),
            effects=tuple(sorted(effects)),
            blind=tuple(Spell(int(since), int(until)) for since, until in effects.get("blind", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadLabels(
            f"{path}: expected name, fps, frames, size, initial_piles and events: {error!r}"
        ) from error


def _piles(labels: dict[str, Any]) -> tuple[TruePile, ...]:
    piles = [TruePile(((0, _box(box)),), None, is_initial=True) for box in labels["initial_piles"]]
    for event in labels["events"]:
        frame, box = int(event["frame"]), _box(event["box"])
        if event["type"] == "pile_appear":
            piles.append(TruePile(((frame, box),), None))
            continue
        if not piles:
            raise ValueError(f"{event['type']} at frame {frame} without a pile that lay there")
        nearest = min(range(len(piles)), key=lambda number: _distance(piles[number].boxes[-1][1], box))
        pile = piles[nearest]
        if event["type"] == "pile_cleared":
            piles[nearest] = replace(pile, cleared=frame)
        else:
            piles[nearest] = replace(pile, boxes=(*pile.boxes, (frame, box)))
    return tuple(piles)


def _box(values: list[float]) -> XYXY:
    left, top, right, foot = (float(value) for value in values)
    return left, top, right, foot


def _distance(one: XYXY, other: XYXY) -> float:
    return abs(one[0] + one[2] - other[0] - other[2]) + abs(one[1] + one[3] - other[1] - other[3])
