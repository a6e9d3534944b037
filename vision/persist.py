"""One pile is one event for its whole life: candidate, confirmed, growing, clearing, cleared. Pure.

Hidden or badly seen is `cannot_see` (看不见), which neither raises nor closes anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from devices.contract.bodies import Phase, Sight
from vision.litter import PASSING, Region, Verdict
from vision.pile import Look, Pile, Stage, begin, joined, seen_again, seen_now
from vision.scene import Scene, foot_of
from vision.sight import explains, is_on, sight_of

_NOWHERE = Scene()
_DROP_LOOKS = 3
_GROWN_TIMES = 4
_LEAST_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class Rules:
    """When a pile is believed, told again, and believed gone; all times in seconds.

    `dwell_s`: how long it must lie unattended where no zone says otherwise, of which `settling_s` is not
    counted, as what came to rest still counts as moving so long; `sure_looks`: how often it must look like
    litter, with what confidence on average, 0..1 (`sure_share`). `doubted_dwell_s`: how long it must lie when
    it is less than `beyond_doubt` on average: who stopped there has driven on by then. `hidden_s`: how long
    it must be out of sight until that is told. `give_up_s`: how long a candidate may be unseen. `update_s`:
    least time between updates; growth by `grown_share` is told at once.
    """

    dwell_s: float = 180.0
    settling_s: float = 0.0
    sure_looks: int = 5
    sure_share: float = 0.65
    doubted_dwell_s: float = 0.0
    beyond_doubt: float = 0.9
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
    piles: Sequence[Pile], look: Look, rules: Rules, name: str, scene: Scene = _NOWHERE
) -> tuple[tuple[Pile, ...], tuple[Change, ...]]:
    """Take all piles of one camera one look further.

    Args:
        piles: as the last step gave them.
        look: what is seen now.
        rules: when to believe what.
        name: the camera's id, part of what new pile ids are made of.
        scene: the zones, which may have unattended times of their own.

    Returns:
        The piles still tracked, and what is to be told, oldest pile first.
    """
    kept: list[Pile] = []
    changes: list[Change] = []
    taken: set[int] = set()
    for pile in piles:
        touching = [number for number, region in enumerate(look.regions) if _touches(pile, region)]
        own = [look.regions[number] for number in touching if number not in taken]
        taken.update(touching)
        after, change = _advance(pile, own, look, (rules, scene))
        if after is not None:
            kept.append(after)
        if change is not None:
            changes.append(change)
    if look.is_usable:
        kept.extend(_begun([region for n, region in enumerate(look.regions) if n not in taken], look, name))
    return tuple(kept), tuple(changes)


def _begun(fresh: Sequence[Region], look: Look, name: str) -> list[Pile]:
    """Begin a pile for each region of litter, but one for those that overlap, as a thing and its parts do."""
    piles: list[Pile] = []
    for number, region in enumerate(sorted(fresh, key=lambda region: -region.area_px)):
        if region.verdict is Verdict.LITTER and not any(_touches(pile, region) for pile in piles):
            piles.append(begin(region, look, f"{name} {look.at_ms} {number}"))
    return piles


def told(pile: Pile, sight: Sight, look: Look) -> Pile:
    """Note what is told of a pile at this look."""
    first_area_px = pile.first_area_px or pile.area_px
    return replace(
        pile,
        told_at_ms=look.at_ms,
        told_area_px=pile.area_px,
        told_sight=sight,
        first_area_px=first_area_px,
    )


def _touches(pile: Pile, region: Region) -> bool:
    # A margin of a third of the pile: what is thrown beside a pile makes it grow and is no second pile.
    x, y, w, h = pile.xywh_px
    margin = max(_LEAST_MARGIN_PX, max(w, h) // 3)
    rx, ry, rw, rh = region.xywh_px
    return rx < x + w + margin and x - margin < rx + rw and ry < y + h + margin and y - margin < ry + rh


def _advance(
    pile: Pile, regions: Sequence[Region], look: Look, terms: tuple[Rules, Scene]
) -> tuple[Pile | None, Change | None]:
    if pile.stage is Stage.CANDIDATE:
        return _candidate(pile, regions, look, terms)
    rules, _ = terms
    sight = sight_of(pile, regions, look)
    if sight is Sight.PRESENT:
        if not pile.is_initial:
            pile = _with_growth(_in_sight(pile, regions, look), regions, look, terms)
        pile = replace(pile, upheavals=look.background.upheavals)
    advance = {Sight.PRESENT: _present, Sight.ABSENT: _absent, Sight.CANNOT_SEE: _hidden}
    return advance[sight](pile, look, rules)


def _in_sight(pile: Pile, regions: Sequence[Region], look: Look) -> Pile:
    # What is much larger than the pile stands before it and hides it.
    own = [region for region in _litter(regions, _GROWN_TIMES * pile.area_px) if is_on(region, pile)]
    return seen_now(pile, max(region.confidence for region in own), look) if own else pile


def _with_growth(pile: Pile, regions: Sequence[Region], look: Look, terms: tuple[Rules, Scene]) -> Pile:
    """Let what lies beside a pile join it when it has proved all that a pile of its own must."""
    outside = [region for region in regions if not is_on(region, pile)]
    if pile.beside is None:
        litter = _litter(outside, _GROWN_TIMES * pile.area_px)
        if not litter:
            return pile
        largest = max(litter, key=lambda region: region.area_px)
        return replace(pile, beside=begin(largest, look, f"{pile.id} {look.at_ms}"))
    near = [region for region in outside if _touches(pile.beside, region)]
    beside, proven = _candidate(pile.beside, near, look, terms)
    return replace(pile, beside=beside) if proven is None else joined(pile, proven.pile, look)


def _litter(regions: Sequence[Region], most_px: int) -> list[Region]:
    return [region for region in regions if region.verdict is Verdict.LITTER and region.area_px <= most_px]


def _candidate(
    pile: Pile, regions: Sequence[Region], look: Look, terms: tuple[Rules, Scene]
) -> tuple[Pile | None, Change | None]:
    rules, scene = terms
    litter = [region for region in regions if region.verdict is Verdict.LITTER]
    if look.is_usable and litter:
        likeliest = max(litter, key=lambda region: region.confidence)
        pile = replace(seen_again(pile, likeliest, look), upheavals=look.background.upheavals)
        is_sure = pile.looks >= rules.sure_looks and pile.confidence >= rules.sure_share
        if not is_sure or likeliest.dwell_s < _wanted_s(pile, rules, scene) - rules.settling_s:
            return pile, None
        pile = replace(told(pile, Sight.PRESENT, look), stage=Stage.CONFIRMED)
        return pile, Change(pile, Phase.START, Sight.PRESENT)
    is_gone = sight_of(pile, regions, look) is Sight.ABSENT or any(
        region.verdict in PASSING and explains(region, pile) for region in regions
    )
    is_doubted = any(region.verdict is not Verdict.COVERED for region in regions)
    pile = replace(
        pile,
        looks=max(0, pile.looks - is_doubted),
        unseen_s=pile.unseen_s + look.step_s,
        clear_looks=pile.clear_looks + is_gone,
    )
    if pile.clear_looks >= _DROP_LOOKS or pile.unseen_s >= rules.give_up_s or pile.looks == 0:
        return None, None
    return pile, None


def _wanted_s(pile: Pile, rules: Rules, scene: Scene) -> float:
    """Say how long a candidate must lie unattended: as its zone says, else longer while it is doubted."""
    is_doubted = pile.confidence < rules.beyond_doubt
    wanted_s = max(rules.dwell_s, rules.doubted_dwell_s) if is_doubted else rules.dwell_s
    return scene.unattended_s(foot_of(pile.xywh_share), wanted_s)


def _present(pile: Pile, look: Look, rules: Rules) -> tuple[Pile, Change | None]:
    pile = replace(pile, stage=Stage.CONFIRMED, hidden_s=0.0, clear_looks=0)
    # Either way: a clock that was set back must not silence a pile until it has caught up.
    waited_s = abs(look.at_ms - pile.told_at_ms) / 1000
    has_grown = pile.area_px >= (1 + rules.grown_share) * pile.told_area_px
    has_news = pile.told_sight is not Sight.PRESENT or pile.area_px >= 1.05 * pile.told_area_px
    if not has_grown and not (has_news and waited_s >= rules.update_s):
        return pile, None
    pile = told(pile, Sight.PRESENT, look)
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
    return None, Change(told(pile, Sight.ABSENT, look), Phase.END, Sight.ABSENT)


def _hidden(pile: Pile, look: Look, rules: Rules) -> tuple[Pile, Change | None]:
    pile = replace(pile, hidden_s=pile.hidden_s + look.step_s)
    if pile.hidden_s < rules.hidden_s or pile.told_sight is Sight.CANNOT_SEE:
        return pile, None
    pile = told(pile, Sight.CANNOT_SEE, look)
    return pile, Change(pile, Phase.UPDATE, Sight.CANNOT_SEE)
