"""One pile is one event for its whole life: candidate, confirmed, growing, clearing, cleared. Pure.

Only likeness to the empty place makes a pile absent; hidden or badly seen is `cannot_see` (看不见).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from devices.contract.bodies import Phase, Sight
from vision.arrays import Mask, Plane
from vision.litter import Region, Verdict
from vision.pile import Look, Pile, Stage, begin, grown, settled

# From our trials on labelled clips, 2026-11: shares of the contrast between the pile and the empty place.
_ABSENT_SHARE = 0.35
_PRESENT_SHARE = 0.6
_NOISE_LEVELS = 8.0
_MOVING_SHARE = 0.08
_FOUND_SHARE = 0.3
_COVERING_TIMES = 5
_DROP_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """When a pile is believed, told again, and believed gone; all times in seconds.

    `hidden_s`: how long it must be out of sight until that is told. `give_up_s`: how long a candidate may be
    unseen. `update_s`: least time between updates; growth by `grown_share` is told at once.
    """

    dwell_s: float = 180.0
    clear_looks: int = 10
    clear_s: float = 60.0
    hidden_s: float = 30.0
    give_up_s: float = 600.0
    update_s: float = 60.0
    grown_share: float = 0.25


@dataclass(frozen=True, slots=True)
class Change:
    """Something to tell about a pile."""

    pile: Pile
    phase: Phase
    sight: Sight


def step(
    piles: Sequence[Pile], look: Look, rules: Rules, name: str
) -> tuple[tuple[Pile, ...], tuple[Change, ...]]:
    """Take all piles of one camera one look further.

    Args:
        piles: as the last step gave them.
        look: what is seen now.
        rules: when to believe what.
        name: the camera's id, part of what new pile ids are made of.

    Returns:
        The piles still tracked, and what is to be told, oldest pile first.
    """
    litter = [region for region in look.regions if region.verdict is Verdict.LITTER]
    kept: list[Pile] = []
    changes: list[Change] = []
    taken: set[int] = set()
    for pile in piles:
        own = [
            number for number, region in enumerate(litter) if number not in taken and _touches(pile, region)
        ]
        taken.update(own)
        after, change = _advance(pile, [litter[number] for number in own], look, rules)
        if after is not None:
            kept.append(after)
        if change is not None:
            changes.append(change)
    fresh = [region for number, region in enumerate(litter) if number not in taken]
    if look.is_usable:
        kept.extend(
            begin(region, look, f"{name} {look.at_ms} {number}") for number, region in enumerate(fresh)
        )
    return tuple(kept), tuple(changes)


def sight_of(pile: Pile, regions: Sequence[Region], look: Look) -> Sight:
    """Say whether the pile is there, gone, or not to be judged at this look."""
    if not look.is_usable or look.background.is_upheaval:
        return Sight.CANNOT_SEE
    x, y, w, h = pile.xywh_px
    window = np.s_[y : y + h, x : x + w]
    mask = pile.mask[window]
    if np.count_nonzero(look.background.moving[window] & mask) > _MOVING_SHARE * np.count_nonzero(mask):
        return Sight.CANNOT_SEE
    found_px = sum(region.area_px for region in regions)
    if pile.stage is not Stage.CANDIDATE and found_px > _COVERING_TIMES * pile.area_px:
        return Sight.CANNOT_SEE
    now, empty = look.frame[window].astype(np.float32), look.background.slow[window]
    seen = pile.seen.astype(np.float32)
    contrast, to_empty, to_seen = _apart(seen, empty, mask), _apart(now, empty, mask), _apart(now, seen, mask)
    if to_empty <= max(_ABSENT_SHARE * contrast, _NOISE_LEVELS) and to_empty < to_seen:
        return Sight.ABSENT
    if found_px >= _FOUND_SHARE * pile.area_px or to_seen < min(to_empty, _PRESENT_SHARE * contrast):
        return Sight.PRESENT
    return Sight.CANNOT_SEE


def _apart(one: Plane, other: Plane, mask: Mask) -> float:
    return float(np.abs(one - other).max(axis=2)[mask].mean())


def _touches(pile: Pile, region: Region) -> bool:
    # A margin of a third of the pile: what is thrown beside a pile makes it grow and is no second pile.
    x, y, w, h = pile.xywh_px
    margin = max(6, max(w, h) // 3)
    rx, ry, rw, rh = region.xywh_px
    return rx < x + w + margin and x - margin < rx + rw and ry < y + h + margin and y - margin < ry + rh


def _explains(region: Region, pile: Pile) -> bool:
    """Tell whether a region that is light or a ghost takes up half of the pile."""
    if region.verdict not in {Verdict.LIGHT, Verdict.GHOST}:
        return False
    x, y, w, h = region.xywh_px
    return 2 * int(np.count_nonzero(pile.mask[y : y + h, x : x + w] & region.mask)) >= pile.area_px


def _advance(
    pile: Pile, regions: Sequence[Region], look: Look, rules: Rules
) -> tuple[Pile | None, Change | None]:
    sight = sight_of(pile, regions, look)
    if sight is Sight.PRESENT and regions:
        pile = grown(pile, regions, look, rules.dwell_s)
    if pile.stage is Stage.CANDIDATE:
        if not regions and any(_explains(region, pile) for region in look.regions):
            sight = Sight.ABSENT
        return _candidate(pile, sight, look, rules)
    told = {Sight.PRESENT: _present, Sight.ABSENT: _absent, Sight.CANNOT_SEE: _hidden}
    return told[sight](pile, look, rules)


def _candidate(pile: Pile, sight: Sight, look: Look, rules: Rules) -> tuple[Pile | None, Change | None]:
    if sight is Sight.PRESENT:
        pile = replace(pile, seen_s=pile.seen_s + look.step_s, unseen_s=0.0, clear_looks=0)
    else:
        clear_looks = pile.clear_looks + (sight is Sight.ABSENT)
        pile = replace(pile, unseen_s=pile.unseen_s + look.step_s, clear_looks=clear_looks)
    if pile.clear_looks >= _DROP_LOOKS or pile.unseen_s >= rules.give_up_s:
        return None, None
    if pile.seen_s < rules.dwell_s:
        return pile, None
    stayed = settled(pile, look, rules.dwell_s)
    if stayed is None:
        return None, None
    pile = replace(_told(stayed, Sight.PRESENT, look), stage=Stage.CONFIRMED)
    return pile, Change(pile, Phase.START, Sight.PRESENT)


def _present(pile: Pile, look: Look, rules: Rules) -> tuple[Pile, Change | None]:
    pile = replace(pile, stage=Stage.CONFIRMED, hidden_s=0.0, clear_looks=0)
    # Either way: a clock that was set back must not silence a pile until it has caught up.
    waited_s = abs(look.at_ms - pile.told_at_ms) / 1000
    has_grown = pile.area_px >= (1 + rules.grown_share) * pile.told_area_px
    has_news = pile.told_sight is not Sight.PRESENT or pile.area_px >= 1.05 * pile.told_area_px
    if not has_grown and not (has_news and waited_s >= rules.update_s):
        return pile, None
    pile = _told(pile, Sight.PRESENT, look)
    return pile, Change(pile, Phase.UPDATE, Sight.PRESENT)


def _absent(pile: Pile, look: Look, rules: Rules) -> tuple[Pile | None, Change | None]:
    clear_from_ms = min(pile.clear_from_ms, look.at_ms) if pile.clear_looks else look.at_ms
    pile = replace(
        pile,
        stage=Stage.CLEARING,
        hidden_s=0.0,
        clear_looks=pile.clear_looks + 1,
        clear_from_ms=clear_from_ms,
    )
    if pile.clear_looks < rules.clear_looks or look.at_ms - clear_from_ms < rules.clear_s * 1000:
        return pile, None
    return None, Change(_told(pile, Sight.ABSENT, look), Phase.END, Sight.ABSENT)


def _hidden(pile: Pile, look: Look, rules: Rules) -> tuple[Pile, Change | None]:
    pile = replace(pile, hidden_s=pile.hidden_s + look.step_s)
    if pile.hidden_s < rules.hidden_s or pile.told_sight is Sight.CANNOT_SEE:
        return pile, None
    pile = _told(pile, Sight.CANNOT_SEE, look)
    return pile, Change(pile, Phase.UPDATE, Sight.CANNOT_SEE)


def _told(pile: Pile, sight: Sight, look: Look) -> Pile:
    return replace(pile, told_at_ms=look.at_ms, told_area_px=pile.area_px, told_sight=sight)
