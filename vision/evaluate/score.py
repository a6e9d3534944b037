"""Scores findings against labels, for each condition. Pure.

An alarm hits a pile that was there when their boxes overlap by IoU >= 0.1 or its centre lies in the pile's
box; any other alarm is false. (The rule of our trials of 2026-11, kept so that figures compare.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

Box = tuple[float, float, float, float]
_LEAST_OVERLAP = 0.1


@dataclass(frozen=True, slots=True)
class TruePile:
    """A pile that lay there. `boxes`: from which second, as shares; `cleared_s` None: never."""

    boxes: tuple[tuple[float, Box], ...]
    cleared_s: float | None

    @property
    def appeared_s(self) -> float:
        """Say when it came."""
        return self.boxes[0][0]

    def box_at(self, at_s: float) -> Box:
        """Give its box at that second, the first one before it came."""
        known = [box for since_s, box in self.boxes if since_s <= at_s]
        return known[-1] if known else self.boxes[0][1]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding: when it was started and, if it was, ended; its box as shares, left, top, right, foot."""

    at_s: float
    box: Box
    ended_s: float | None = None


@dataclass(frozen=True, slots=True)
class ClipScore:
    """What one clip gave. `delays_s`: from the pile to its first alarm, for each pile hit."""

    name: str
    condition: str
    seconds: float
    piles: int
    alarms: int
    true_alarms: int
    delays_s: tuple[float, ...]
    clearable: int
    cleared: int
    false_clears: int


@dataclass(frozen=True, slots=True)
class ConditionScore:
    """Clips of one condition together. Shares 0..1, None where nothing could be hit or raised."""

    condition: str
    clips: int
    piles: int
    recall: float | None
    precision: float | None
    false_alarms_per_hour: float
    median_delay_s: float | None
    clearable: int
    cleared: int
    false_clears: int


def score_clip(
    name: str, condition: str, seconds: float, piles: Sequence[TruePile], alarms: Sequence[Alarm]
) -> ClipScore:
    """Compare the alarms of one clip with the piles that lay in it."""
    hits = [[pile for pile in piles if hit(alarm, pile)] for alarm in alarms]
    delays_s: list[float] = []
    cleared = clearable = 0
    for pile in piles:
        own = [alarm for alarm, found in zip(alarms, hits, strict=True) if pile in found]
        if own:
            delays_s.append(max(0.0, min(alarm.at_s for alarm in own) - pile.appeared_s))
        if pile.cleared_s is not None and own:
            clearable += 1
            cleared += any(_ended_after(alarm, pile.cleared_s) for alarm in own)
    false_clears = sum(_is_false_clear(alarm, found) for alarm, found in zip(alarms, hits, strict=True))
    true_alarms = sum(1 for found in hits if found)
    return ClipScore(
        name,
        condition,
        seconds,
        len(piles),
        len(alarms),
        true_alarms,
        tuple(delays_s),
        clearable,
        cleared,
        false_clears,
    )


def by_condition(scores: Iterable[ClipScore]) -> list[ConditionScore]:
    """Add up clips of the same condition, in alphabetical order, and all of them at the end."""
    every = list(scores)
    names = sorted({score.condition for score in every})
    groups = [(name, [score for score in every if score.condition == name]) for name in names]
    return [_together(name, group) for name, group in [*groups, ("all", every)]]


def hit(alarm: Alarm, pile: TruePile) -> bool:
    """Tell whether an alarm is about a pile that lay there then."""
    if alarm.at_s < pile.appeared_s or (pile.cleared_s is not None and alarm.at_s > pile.cleared_s):
        return False
    box = pile.box_at(alarm.at_s)
    x, y = (alarm.box[0] + alarm.box[2]) / 2, (alarm.box[1] + alarm.box[3]) / 2
    return (box[0] <= x <= box[2] and box[1] <= y <= box[3]) or overlap(alarm.box, box) >= _LEAST_OVERLAP


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, width) * max(0.0, height)
    either = _area(one) + _area(other) - both
    return both / either if either > 0 else 0.0


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _ended_after(alarm: Alarm, at_s: float) -> bool:
    return alarm.ended_s is not None and alarm.ended_s >= at_s


def _is_false_clear(alarm: Alarm, found: Sequence[TruePile]) -> bool:
    if alarm.ended_s is None:
        return False
    return any(pile.cleared_s is None or alarm.ended_s < pile.cleared_s for pile in found)


def _together(condition: str, group: Sequence[ClipScore]) -> ConditionScore:
    piles = sum(score.piles for score in group)
    alarms = sum(score.alarms for score in group)
    true_alarms = sum(score.true_alarms for score in group)
    delays_s = [delay_s for score in group for delay_s in score.delays_s]
    hours = sum(score.seconds for score in group) / 3600
    return ConditionScore(
        condition=condition,
        clips=len(group),
        piles=piles,
        recall=round(len(delays_s) / piles, 3) if piles else None,
        precision=round(true_alarms / alarms, 3) if alarms else None,
        false_alarms_per_hour=round((alarms - true_alarms) / hours, 1) if hours else 0.0,
        median_delay_s=round(median(delays_s), 1) if delays_s else None,
        clearable=sum(score.clearable for score in group),
        cleared=sum(score.cleared for score in group),
        false_clears=sum(score.false_clears for score in group),
    )
