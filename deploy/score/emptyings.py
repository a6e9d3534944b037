"""Emptied records (清空) against the trucks that truly came. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deploy.score.answered import Stood
from deploy.score.figure import Measured, quantile, share_pct
from deploy.score.messages import READINGS
from deploy.score.run import Run, bins
from deploy.score.spans import MINUTE_MS, Stretch
from deploy.score.truth import Emptied, Filled, Said, TrueDevice
from hub.domain.emptying import EMPTIED_FALL_PCT

# One low reading among high ones may be a wild one: two tell it, one more where the lid stood open.
_TELLING, _LOW = 3, 2
_LEVELS = frozenset({"distance_mm", "fill_pct", "remaining_pct"})
_PERIODS = 4
_CLOCKS_MS = 10 * MINUTE_MS


class Claim(NamedTuple):
    """The hub says that a bin was emptied then; the screens showed it from `shown_ms` on."""

    emptied_ms: int
    shown_ms: int


class _Course(NamedTuple):
    """What truly happened to one bin, and what it said, in order."""

    emptied: Sequence[Emptied]
    filled: Sequence[Filled]
    said: Sequence[Said]


class _Found(NamedTuple):
    could: int
    found: int
    delays_ms: list[int]
    claims: int
    right: int


def claims(run: Run) -> dict[str, list[Claim]]:
    """All that the screens said of emptyings, by bin."""
    return {
        line.device: [Claim(int(emptied_ms), shown_ms) for shown_ms, emptied_ms in line.rows]
        for line in run.answers.of(Stood)
        if line.field == "emptied_at_ms"
    }


def emptyings(run: Run) -> dict[str, Measured]:
    """Score the records of emptyings of all bins."""
    said, emptied = run.truth.by_device(Said), run.truth.by_device(Emptied)
    filled, known = run.truth.by_device(Filled), claims(run)
    found = []
    for device in bins(run):
        name = device.device
        course = _Course(emptied.get(name, []), filled.get(name, []), said.get(name, []))
        found.append(_of_bin(run, device, course, known.get(name, [])))
    delays_min = [delay_ms / MINUTE_MS for one in found for delay_ms in one.delays_ms]
    return {
        "emptied_recall": share_pct(sum(one.found for one in found), sum(one.could for one in found)),
        "emptied_precision": share_pct(sum(one.right for one in found), sum(one.claims for one in found)),
        "emptied_delay_median": quantile(delays_min, 0.5),
        "emptied_delay_p95": quantile(delays_min, 0.95),
    }


def _of_bin(run: Run, device: TrueDevice, course: _Course, known: Sequence[Claim]) -> _Found:
    patience_ms = _PERIODS * device.period_s * 1000
    left, delays_ms, could, found, right = list(known), [], 0, 0, 0
    for truth in course.emptied:
        window = Stretch(truth.at_ms, truth.at_ms + patience_ms)
        is_seeable = _is_seeable(truth, window, course)
        mute = [spell for spell in run.silences.get(device.device, []) if spell.meets(window)]
        # A bin that was silent meanwhile tells it by its first readings after that.
        until_ms = max([window.until_ms, *(spell.until_ms + patience_ms for spell in mute)])
        claim = _first(left, window.from_ms - _CLOCKS_MS, until_ms + _CLOCKS_MS)
        could += is_seeable
        if claim is None:
            continue
        left.remove(claim)
        right += 1
        found += is_seeable
        # What a device could not tell meanwhile, nobody could show.
        if is_seeable and not mute:
            delays_ms.append(claim.shown_ms - truth.at_ms)
    return _Found(could, found, delays_ms, len(known), right)


def _is_seeable(truth: Emptied, window: Stretch, course: _Course) -> bool:
    """Tell whether it fell far enough, and enough readings of a level, taken soon after, truly lay low."""
    if fall_pct(truth, course.filled) < EMPTIED_FALL_PCT:
        return False
    told = [
        line
        for line in course.said
        if line.manner in READINGS
        and not _LEVELS.isdisjoint(line.values)
        and window.from_ms <= (line.measured_ms or line.at_ms) < window.until_ms
    ]
    low = sum(truth.left_pct - (line.fill_pct or 0.0) >= EMPTIED_FALL_PCT for line in told)
    return len(told) >= _TELLING and low >= _LOW


def _first(left: Iterable[Claim], from_ms: int, until_ms: int) -> Claim | None:
    return next((claim for claim in left if from_ms <= claim.emptied_ms <= until_ms), None)


def fall_pct(truth: Emptied, filled: Sequence[Filled]) -> float:
    """How far it fell: from what the truck found to what was told first after it."""
    after = (line.fill_pct for line in filled if line.at_ms >= truth.at_ms)
    return truth.left_pct - next(after, truth.left_pct)
