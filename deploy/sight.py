"""How well litter is seen on labelled clips and pictures: what `village-hub vision evaluate` prints."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from deploy.errors import CannotRun
from deploy.heaps import PictureReport, measured_pictures
from vision.evaluate.clips import BadLabels, Clip, read_clips
from vision.evaluate.score import ClipScore, Total, by_effect, together
from vision.evaluate.watching import Trial, score
from vision.weights import appearance

_COLUMNS = (
    "clips",
    "recall",
    "precision",
    "duplicates",
    "false_alarms_per_hour",
    "negative_false_alarms",
    "median_delay_s",
    "cleared_recall",
    "false_clears",
    "unseen_in_vain_share",
    "frame_ms",
)


@dataclass(frozen=True, slots=True)
class SightTrial:
    """What is watched, and how. `clips`: only those of these names; empty: all.

    `has_marks`: what lies there from the start is marked, as whoever installs a camera does it.
    """

    folder: Path
    unattended_frames: int
    poll_s: float
    clips: frozenset[str]
    has_marks: bool = True


@dataclass(frozen=True, slots=True)
class SightReport:
    """How each clip went, and all of them."""

    clips: tuple[ClipScore, ...]

    def totals(self) -> list[Total]:
        """Add the clips up, by effect and all together at the end."""
        return [*by_effect(self.clips), together("all", self.clips)]

    def plain(self) -> dict[str, object]:
        """Give everything as plain values."""
        *effects, total = self.totals()
        return {
            "clips": [asdict(clip) for clip in self.clips],
            "effects": [asdict(effect) for effect in effects],
            "total": asdict(total),
        }

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Give headings and one row for each effect and for all."""
        rows = [asdict(total) for total in self.totals()]
        return ("name", *_COLUMNS), [[str(row[name]) for name in ("name", *_COLUMNS)] for row in rows]


Table: TypeAlias = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Headings and rows."""


def evaluated(trial: SightTrial) -> tuple[dict[str, object], list[Table]]:
    """Watch the clips and look at the pictures of a folder; give all figures as plain values and as tables.

    Raises:
        CannotRun: neither clips nor pictures, or labels that cannot be used.
    """
    clips = measured(trial)
    pictures = PictureReport(()) if trial.clips else measured_pictures(trial.folder)
    if not clips.clips and not pictures.sets:
        raise CannotRun(f"{trial.folder}: expected NAME.mp4 and NAME.json, or images/ and labels/")
    plain: dict[str, object] = clips.plain() if clips.clips else {}
    tables = [clips.table()] if clips.clips else []
    if pictures.sets:
        plain, tables = {**plain, "pictures": pictures.plain()}, [*tables, pictures.table()]
    return plain, tables


def measured(trial: SightTrial) -> SightReport:
    """Watch and score the clips, one after another.

    Raises:
        CannotRun: labels that cannot be used.
    """
    try:
        clips = [clip for clip in read_clips(trial.folder) if _is_wanted(clip, trial)]
    except BadLabels as error:
        raise CannotRun(str(error)) from error
    how = Trial(trial.unattended_frames, trial.poll_s, has_marks=trial.has_marks, weights=appearance())
    return SightReport(tuple(score(clip, how) for clip in clips))


def _is_wanted(clip: Clip, trial: SightTrial) -> bool:
    return not trial.clips or clip.truth.name in trial.clips
