"""Emptied records (清空) against the trucks that truly came. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deploy.score.answered import Stood
from deploy.score.figure import Measured, quantile, share_pct
from deploy.score.messages import READINGS
from deploy.score.run import Run, bins
from deploy.score.spans import MINUTE_MS
from deploy.score.truth import Emptied, Filled, Said, TrueDevice
from hub.domain.emptying import EMPTIED_FALL_PCT

# Two low readings prove it, one more where the lid stood open: a bin that says so many can tell.
_TELLING = 3
_PERIODS = 4
_CLOCKS_MS = 10 * MINUTE_MS


class Claim(NamedTuple):
    """The hub says that a bin was emptied then; the screens showed it from `shown_ms` on."""

    emptied_ms: int
    shown_ms: int


class _Found(NamedTuple):
    could: int
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
    filled = run.truth.by_device(Filled)
    known = claims(run)
    found = [
        _of_bin(
            device, emptied.get(device.device, []), filled.get(device.device, []),
            said.get(device.device, []), known.get(device.device, []),
        )
        for device in bins(run)
    ]  # fmt: skip
    delays_min = [delay_ms / MINUTE_MS for one in found for delay_ms in one.delays_ms]
    return {
        "emptied_recall": share_pct(len(delays_min), sum(one.could for one in found)),
        "emptied_precision": share_pct(sum(one.right for one in found), sum(one.claims for one in found)),
        "emptied_delay_median": quantile(delays_min, 0.5),
        "emptied_delay_p95": quantile(delays_min, 0.95),
    }


def _of_bin(
    device: TrueDevice,
    emptied: Sequence[Emptied],
    filled: Sequence[Filled],
    said: Sequence[Said],
    known: Sequence[Claim],
) -> _Found:
    patience_ms = _PERIODS * device.period_s * 1000
    told = [one.measured_ms or one.at_ms for one in said if one.manner in READINGS]
    left, delays_ms, could, right = list(known), [], 0, 0
    for truth in emptied:
        is_seeable = _fall_pct(truth, filled) >= EMPTIED_FALL_PCT and (
            _between(told, truth.at_ms, truth.at_ms + patience_ms) >= _TELLING
        )
        claim = _first(left, truth.at_ms - _CLOCKS_MS, truth.at_ms + patience_ms + _CLOCKS_MS)
        could += is_seeable
        if claim is not None:
            left.remove(claim)
            right += 1
            if is_seeable:
                delays_ms.append(claim.shown_ms - truth.at_ms)
    return _Found(could, delays_ms, len(known), right)


def _first(left: Iterable[Claim], from_ms: int, until_ms: int) -> Claim | None:
    return next((claim for claim in left if from_ms <= claim.emptied_ms <= until_ms), None)


def _between(times: Sequence[int], from_ms: int, until_ms: int) -> int:
    ordered = sorted(times)
    return bisect_right(ordered, until_ms) - bisect_left(ordered, from_ms)


def _fall_pct(truth: Emptied, filled: Sequence[Filled]) -> float:
    """How far it fell: from what the truck found to what was told first after it."""
    after = (line.fill_pct for line in filled if line.at_ms >= truth.at_ms)
    return truth.left_pct - next(after, truth.left_pct)
