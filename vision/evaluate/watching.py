"""Runs a fresh eye over a labelled clip and writes down what it said."""

from dataclasses import dataclass, replace
from time import process_time

import cv2

from devices.contract.bodies import Phase, Sight, ViewFault
from vision.agreement import Weights
from vision.arrays import XYXY, Polygon
from vision.background import Rates
from vision.evaluate.clips import Clip, pictures
from vision.evaluate.score import ClipScore, score_clip
from vision.evaluate.truth import Alarm, ClipTruth, Watched
from vision.eye import Eye, EyeOptions
from vision.persist import Rules
from vision.seen import Seen


@dataclass(frozen=True, slots=True)
class Trial:
    """How clips are watched. `unattended_frames`: how long a pile must lie there until it is an alarm.

    `poll_s`: seconds between two looks; 0: every frame. `has_marks`: what lies there from the start is
    marked, as whoever installs a camera does it. `weights`: of the networks that tell litter; None: none.
    """

    unattended_frames: int = 50
    poll_s: float = 0.0
    has_marks: bool = True
    weights: Weights | None = None


def score(clip: Clip, trial: Trial) -> ClipScore:
    """Watch one clip from its beginning and score it."""
    return score_clip(clip.truth, watch(clip, trial), trial.unattended_frames)


def one_core() -> None:
    """Let one picture take one core, as the worker does: its cameras share them."""
    cv2.setNumThreads(1)


def watch(clip: Clip, trial: Trial) -> Watched:
    """Watch one clip from its beginning; only the eye's own work is timed, not the decoding."""
    one_core()
    truth = clip.truth
    eye = _an_eye(truth, trial)
    alarms: dict[str, Alarm] = {}
    unseen: set[int] = set()
    looks, work_s = 0, 0.0
    for picture in pictures(clip, trial.poll_s):
        begun_s = process_time()
        seen = eye.look(picture)
        work_s += process_time() - begun_s
        frame = round(picture.taken_at_ms * truth.fps / 1000)
        looks += 1
        _note(alarms, seen, frame, truth.size_wh)
        if seen.fault is not ViewFault.NONE:
            unseen.add(frame)
    return Watched(tuple(alarms.values()), frozenset(unseen), looks, 1000 * work_s / max(1, looks))


def _an_eye(truth: ClipTruth, trial: Trial) -> Eye:
    # A clip is seconds of a scene: everything that takes its time goes with the dwell.
    dwell_s = trial.unattended_frames / truth.fps
    return Eye(
        EyeOptions(
            name=truth.name,
            rules=Rules(dwell_s=dwell_s, clear_looks=5, clear_s=dwell_s / 2, hidden_s=dwell_s),
            rates=Rates(learn_s=dwell_s, poll_s=max(trial.poll_s, 1 / truth.fps)),
            still_s=min(4.0, dwell_s / 2),
            frozen_s=dwell_s / 2,
            initial_piles=tuple(
                _corners(pile.box_at(0), truth.size_wh) for pile in truth.piles if pile.is_initial
            )
            if trial.has_marks
            else (),
            weights=trial.weights,
        )
    )


def _corners(box: XYXY, size_wh: tuple[int, int]) -> Polygon:
    left, right = box[0] / size_wh[0], box[2] / size_wh[0]
    top, foot = box[1] / size_wh[1], box[3] / size_wh[1]
    return ((left, top), (right, top), (right, foot), (left, foot))


def _note(alarms: dict[str, Alarm], seen: Seen, frame: int, size_wh: tuple[int, int]) -> None:
    for tale in seen.tales:
        pile = tale.change.pile
        if tale.change.phase is Phase.START:
            alarms[pile.id] = Alarm(frame, _box(pile.xywh_share, size_wh))
        elif tale.change.phase is Phase.END and tale.change.sight is Sight.ABSENT:
            alarms[pile.id] = replace(alarms[pile.id], ended=frame)


def _box(xywh_share: tuple[float, float, float, float], size_wh: tuple[int, int]) -> XYXY:
    x, y, w, h = xywh_share
    width, height = size_wh
    return x * width, y * height, (x + w) * width, (y + h) * height
