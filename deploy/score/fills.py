"""The fill that the screens showed against the true fill, every ten minutes. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from deploy.score.answered import LevelsShown
from deploy.score.figure import Measured, quantile, share_pct
from deploy.score.run import Run, bins
from deploy.score.spans import MINUTE_MS, Course, Stretch
from deploy.score.truth import Filled, Said, TrueDevice

SPEECHES = ("native", "chirpstack", "things_stack", "dingtek", "vendor_json")
_STEP_MS = 10 * MINUTE_MS
# A screen asks for the newest row of the last six minutes; an older one does not speak of now.
_SHOWN_MS = 6 * MINUTE_MS


def fills(run: Run) -> dict[str, Measured]:
    """Score what was shown of all bins."""
    errors: Mapping[str, list[float]] = defaultdict(list)
    filled = run.truth.by_device(Filled)
    shown = {line.device: Course(line.rows) for line in run.answers.of(LevelsShown)}
    first_said = {device: lines[0].at_ms for device, lines in run.truth.by_device(Said).items()}
    could, known = 0, 0
    for device in bins(run):
        if device.device not in first_said:
            continue
        course = shown.get(device.device, Course([]))
        for at_ms, true_pct in _truly(run, device, filled.get(device.device, []), first_said[device.device]):
            could += 1
            row = course.row(at_ms)
            if row is not None and at_ms - row[0] < _SHOWN_MS:
                known += 1
                errors[device.speech].append(abs(row[1] - true_pct))
    together = [error for found in errors.values() for error in found]
    return {
        "fill_known": share_pct(known, could),
        "fill_error_median": quantile(together, 0.5),
        "fill_error_p95": quantile(together, 0.95),
        **{f"fill_error_p95_{speech}": quantile(errors.get(speech, []), 0.95) for speech in SPEECHES},
    }


def _truly(
    run: Run, device: TrueDevice, filled: Sequence[Filled], first_said_ms: int
) -> Iterator[tuple[int, float]]:
    """The true fill at each step at which the bin could tell: not silent, and heard for two periods."""
    patience_ms = 2 * device.period_s * 1000
    silences = [
        Stretch(silence.from_ms, silence.until_ms + patience_ms)
        for silence in run.silences.get(device.device, [])
    ]
    since_ms = first_said_ms + patience_ms
    for before, after in pairwise(filled):
        first_ms = -(-before.at_ms // _STEP_MS) * _STEP_MS
        for at_ms in range(first_ms, after.at_ms, _STEP_MS):
            is_silent = any(silence.from_ms <= at_ms < silence.until_ms for silence in silences)
            if at_ms >= since_ms and not is_silent:
                yield at_ms, _at(before, after, at_ms)


def _at(before: Filled, after: Filled, at_ms: int) -> float:
    """The fill between two moments, on a straight line."""
    share = (at_ms - before.at_ms) / (after.at_ms - before.at_ms)
    return before.fill_pct + share * (after.fill_pct - before.fill_pct)
