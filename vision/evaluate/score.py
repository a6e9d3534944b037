"""Scores what the eye said of a clip against what lay there. Pure.

A finding within 150 frames of the pile that it is about is a hit, every further one is false; one on a pile
that was hit before is a duplicate, too. What lay there from the start may be found, but need not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from vision.evaluate.truth import Alarm, ClipTruth, TruePile, Watched

_IN_TIME_FRAMES = 150


@dataclass(frozen=True, slots=True)
class ClipScore:
    """What one clip gave.

    `delays_s`: of each hit, from the pile to its alarm, less the time it must lie unattended; below 0: early.
    `cleared`: of `clearable` piles, whose finding ended within 150 frames. `false_clears`: findings that
    ended while their pile lay there. `blind_found`, `unseen_in_vain`: looks that said *cannot see*, of the
    `blind` ones in which nobody could see, and of the others.
    """

    name: str
    effects: tuple[str, ...]
    seconds: float
    is_negative: bool
    appeared: int
    hits: int
    false_alarms: int
    duplicates: int
    initial_found: int
    delays_s: tuple[float, ...]
    clearable: int
    cleared: int
    false_clears: int
    looks: int
    blind: int
    blind_found: int
    unseen_in_vain: int
    frame_ms: float


@dataclass(frozen=True, slots=True)
class Total:
    """Several clips together; shares 0..1, None where nothing could be hit, raised or seen."""

    name: str
    clips: int
    hours: float
    appeared: int
    recall: float | None
    precision: float | None
    duplicates: int
    false_alarms: int
    false_alarms_per_hour: float | None
    negative_false_alarms: int
    negative_false_alarms_per_hour: float | None
    median_delay_s: float | None
    clearable: int
    cleared_recall: float | None
    false_clears: int
    blind_recall: float | None
    unseen_in_vain_share: float | None
    frame_ms: float | None


def score_clip(truth: ClipTruth, watched: Watched, unattended_frames: int) -> ClipScore:
    """Compare the findings of one clip with the piles that lay in it."""
    hits: dict[TruePile, Alarm] = {}
    about: list[tuple[Alarm, TruePile]] = []
    false_alarms = duplicates = 0
    found: set[TruePile] = set()
    for alarm in sorted(watched.alarms, key=lambda alarm: alarm.frame):
        pile = _pile_of(alarm, truth.piles)
        if pile is not None:
            about.append((alarm, pile))
        if pile is None or (alarm.frame - pile.appeared > _IN_TIME_FRAMES and not pile.is_initial):
            false_alarms += 1
        elif pile.is_initial:
            duplicates += pile in found
            found.add(pile)
        elif pile in hits:
            duplicates += 1
            false_alarms += 1
        else:
            hits[pile] = alarm
    clearable = [pile for pile in truth.piles if pile.cleared is not None]
    blind = {frame for spell in truth.blind for frame in range(spell.since, spell.until)}
    return ClipScore(
        name=truth.name,
        effects=truth.effects,
        seconds=truth.seconds,
        is_negative=truth.is_negative,
        appeared=sum(not pile.is_initial for pile in truth.piles),
        hits=len(hits),
        false_alarms=false_alarms,
        duplicates=duplicates,
        initial_found=len(found),
        delays_s=tuple(
            round((alarm.frame - pile.appeared - unattended_frames) / truth.fps, 2)
            for pile, alarm in hits.items()
        ),
        clearable=len(clearable),
        cleared=sum(
            any(_ends_with(alarm, pile) for alarm, own in about if own is pile) for pile in clearable
        ),
        false_clears=sum(alarm.ended is not None and _is_early(alarm.ended, pile) for alarm, pile in about),
        looks=watched.looks,
        blind=len(blind),
        blind_found=len(blind & watched.unseen),
        unseen_in_vain=len(watched.unseen - blind),
        frame_ms=round(watched.frame_ms, 2),
    )


def together(name: str, scores: Sequence[ClipScore]) -> Total:
    """Add up clips."""
    hits, false_alarms = _sum(scores, lambda s: s.hits), _sum(scores, lambda s: s.false_alarms)
    appeared, clearable = _sum(scores, lambda s: s.appeared), _sum(scores, lambda s: s.clearable)
    hours = sum(score.seconds for score in scores) / 3600
    negatives = [score for score in scores if score.is_negative]
    negative_hours = sum(score.seconds for score in negatives) / 3600
    negative_false = _sum(negatives, lambda s: s.false_alarms)
    delays_s = [delay_s for score in scores for delay_s in score.delays_s]
    looks, blind = _sum(scores, lambda s: s.looks), _sum(scores, lambda s: s.blind)
    return Total(
        name=name,
        clips=len(scores),
        hours=round(hours, 3),
        appeared=appeared,
        recall=_share(hits, appeared),
        precision=_share(hits, hits + false_alarms),
        duplicates=_sum(scores, lambda s: s.duplicates),
        false_alarms=false_alarms,
        false_alarms_per_hour=_share(false_alarms, hours),
        negative_false_alarms=negative_false,
        negative_false_alarms_per_hour=_share(negative_false, negative_hours),
        median_delay_s=round(median(delays_s), 2) if delays_s else None,
        clearable=clearable,
        cleared_recall=_share(_sum(scores, lambda s: s.cleared), clearable),
        false_clears=_sum(scores, lambda s: s.false_clears),
        blind_recall=_share(_sum(scores, lambda s: s.blind_found), blind),
        unseen_in_vain_share=_share(_sum(scores, lambda s: s.unseen_in_vain), looks),
        frame_ms=_share(sum(score.frame_ms * score.looks for score in scores), looks),
    )


def by_effect(scores: Sequence[ClipScore]) -> list[Total]:
    """Add up the clips of each effect, alphabetically; a clip with two effects counts in both."""
    effects = sorted({effect for score in scores for effect in score.effects})
    return [together(effect, [score for score in scores if effect in score.effects]) for effect in effects]


def _pile_of(alarm: Alarm, piles: Sequence[TruePile]) -> TruePile | None:
    there = [pile for pile in piles if pile.is_there(alarm.frame) and pile.is_hit(alarm.box, alarm.frame)]
    return there[0] if there else None


def _ends_with(alarm: Alarm, pile: TruePile) -> bool:
    if alarm.ended is None or pile.cleared is None:
        return False
    return 0 <= alarm.ended - pile.cleared <= _IN_TIME_FRAMES


def _is_early(ended: int, pile: TruePile) -> bool:
    return pile.cleared is None or ended < pile.cleared


def _sum(scores: Sequence[ClipScore], count: Callable[[ClipScore], int]) -> int:
    return sum(count(score) for score in scores)


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None
