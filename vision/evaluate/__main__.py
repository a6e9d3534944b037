"""`python -m vision.evaluate DIR [--json]`: run the eye over labelled clips and say how well it saw."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2

from devices.contract.bodies import Phase
from vision.background import Rates
from vision.evaluate.clips import BadLabels, Clip, pictures, read_clips
from vision.evaluate.score import Alarm, ClipScore, by_condition, score_clip
from vision.eye import Eye, EyeOptions
from vision.persist import Change, Rules


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate and print; 0 when done, 2 when the folder holds no usable clips."""
    wanted = _parser().parse_args(arguments)
    cv2.setNumThreads(1)
    try:
        clips = [clip for clip in read_clips(wanted.folder) if not wanted.clip or clip.name in wanted.clip]
    except BadLabels as error:
        sys.stderr.write(f"{error}\n")
        return 2
    scores = [evaluate(clip, wanted.poll_s, wanted.dwell_s) for clip in clips]
    conditions = by_condition(scores)
    if wanted.json:
        report = {"clips": [asdict(s) for s in scores], "conditions": [asdict(c) for c in conditions]}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return 0
    for row in conditions:
        sys.stdout.write("  ".join(f"{name} {value}" for name, value in asdict(row).items()) + "\n")
    return 0


def evaluate(clip: Clip, poll_s: float, dwell_s: float) -> ClipScore:
    """Run a fresh eye over a clip; it learns the place in `dwell_s`, too, as the clips are short."""
    rules = Rules(dwell_s=dwell_s / 2, clear_looks=5, clear_s=dwell_s / 2, hidden_s=dwell_s)
    rates = Rates(learn_s=dwell_s)
    eye = Eye(EyeOptions(name=clip.name, rules=rules, rates=rates, still_s=dwell_s / 2))
    alarms: dict[str, Alarm] = {}
    for picture in pictures(clip, poll_s):
        for tale in eye.look(picture).tales:
            _note(alarms, tale.change, picture.taken_at_ms / 1000)
    return score_clip(clip.name, clip.condition, clip.seconds, clip.piles, list(alarms.values()))


def _note(alarms: dict[str, Alarm], change: Change, at_s: float) -> None:
    x, y, w, h = change.pile.xywh_share
    if change.phase is Phase.START:
        alarms[change.pile.id] = Alarm(at_s, (x, y, x + w, y + h))
    elif change.phase is Phase.END:
        first = alarms[change.pile.id]
        alarms[change.pile.id] = Alarm(first.at_s, first.box, at_s)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vision.evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, help="labelled clips: NAME.mp4 with NAME.json beside it")
    parser.add_argument("--json", action="store_true", help="print every clip and condition as JSON")
    parser.add_argument("--poll-s", type=float, default=1.0, help="seconds between pictures (default 1)")
    parser.add_argument("--dwell-s", type=float, default=10.0, help="seconds until an alarm (default 10)")
    parser.add_argument("--clip", action="append", default=[], help="only this clip; may be given again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
