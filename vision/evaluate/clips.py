"""Reads labelled clips: NAME.mp4 with NAME.json beside it (fps, size, initial_piles, events, effects)."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vision.evaluate.score import Box, TruePile
from vision.picture import Picture
from vision.source import SourceLost, open_source


class BadLabels(ValueError):
    """A label file that cannot be used; the text names the file and what was expected."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled clip. `condition`: what is difficult about it, `negative` when no pile is in it."""

    name: str
    video: Path
    condition: str
    seconds: float
    piles: tuple[TruePile, ...]


def read_clips(folder: Path) -> list[Clip]:
    """Read the labels of all clips of a folder, by name.

    Raises:
        BadLabels: no clips, or a label file that is wrong.
    """
    clips = [_clip(path) for path in sorted(folder.glob("*.json")) if path.with_suffix(".mp4").exists()]
    if not clips:
        raise BadLabels(f"{folder}: expected NAME.mp4 with NAME.json beside it")
    return clips


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


def _clip(path: Path) -> Clip:
    try:
        labels = json.loads(path.read_text("utf-8"))
        fps, size_wh = float(labels["fps"]), labels["size"]
        piles = _piles(labels, fps, (float(size_wh[0]), float(size_wh[1])))
        return Clip(
            labels["name"], path.with_suffix(".mp4"), _condition(labels), labels["frames"] / fps, piles
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadLabels(
            f"{path}: expected name, fps, frames, size, initial_piles and events: {error!r}"
        ) from error


def _condition(labels: dict[str, Any]) -> str:
    kind = "negative" if not labels["events"] and not labels["initial_piles"] else labels.get("kind", "")
    effects = [name for name in labels.get("effects", {}) if name not in {"crf", "noise", "drift"}]
    return " ".join([kind, *effects[:1]]).strip() or "plain"


def _piles(labels: dict[str, Any], fps: float, size_wh: tuple[float, float]) -> tuple[TruePile, ...]:
    piles = [TruePile(((0.0, _shares(box, size_wh)),), None) for box in labels["initial_piles"]]
    for event in labels["events"]:
        at_s, box = event["frame"] / fps, _shares(event["box"], size_wh)
        if event["type"] == "pile_appear":
            piles.append(TruePile(((at_s, box),), None))
            continue
        nearest = min(range(len(piles)), key=lambda number: _distance(piles[number].boxes[-1][1], box))
        pile = piles[nearest]
        if event["type"] == "pile_cleared":
            piles[nearest] = replace(pile, cleared_s=at_s)
        else:
            piles[nearest] = replace(pile, boxes=(*pile.boxes, (at_s, box)))
    # What lay there from the start is part of the empty place: nobody can tell it from the ground.
    return tuple(pile for pile in piles if pile.appeared_s > 0)


def _shares(box: list[float], size_wh: tuple[float, float]) -> Box:
    width, height = size_wh
    return box[0] / width, box[1] / height, box[2] / width, box[3] / height


def _distance(one: Box, other: Box) -> float:
    return abs(one[0] + one[2] - other[0] - other[2]) + abs(one[1] + one[3] - other[1] - other[3])
