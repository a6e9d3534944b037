"""One camera's judgement, picture by picture: quality, background, proposals, piles. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from devices.contract.bodies import Phase, Sight, ViewFault
from vision.agreement import Agreement, Weights
from vision.arrays import Frame, Mask, Plane, Polygon
from vision.background import Background, BackgroundModel, Rates
from vision.before import Before
from vision.explain import Insight
from vision.lessons import Lessons
from vision.litter import PASSING, Detector, Region, StillChange, Verdict
from vision.own_detector import Vouched
from vision.persist import Change, Rules, step
from vision.picture import Picture, narrowed
from vision.pile import Look, Pile, protected
from vision.privacy import WHOLE, covered, moved_masks, under
from vision.quality import Glance, ViewChange, ViewState
from vision.scene import Scene
from vision.seen import Seen, Tale
from vision.sight import changes_on
from vision.steady import Steady
from vision.terms import Marks, Terms
from vision.veil import strangers, unmoved, veiled
from vision.yolo import OwnModel, Yolo

_CALM_SHARE = 0.002
# Backgrounds follow every picture; litter lies still and is judged once a second, oftener only where it must
# lie there for less than its sure looks would take: how soon it is told is for `dwell_s` to say.
_JUDGE_MS = 1000


@dataclass(frozen=True, slots=True)
class EyeOptions:
    """How one camera is judged. Areas are shares of the picture, times in seconds.

    `realign_s`: after what time a camera that was pushed is brought back by its features. `still_s`: how
    old light and ghosts must be to be judged. `initial_piles`: areas where litter lies from the start.
    `weights`: of the networks that tell litter; `own`: a detector of the user's own; None: none.
    `work_width_px`: at what width pictures are judged, `proof_width_px`: and at what width kept as evidence.
    """

    name: str
    scene: Scene = field(default_factory=Scene)
    masks: tuple[Polygon, ...] = ()
    initial_piles: tuple[Polygon, ...] = ()
    weights: Weights | None = None
    own: OwnModel | None = None
    rates: Rates = field(default_factory=Rates)
    rules: Rules = field(default_factory=Rules)
    still_s: float = 10.0
    min_area_share: float = 0.001
    max_area_share: float = 0.25
    fault_s: float = 10.0
    frozen_s: float = 12.0
    realign_s: float = 20.0
    work_width_px: int = 480
    proof_width_px: int = 1280


@dataclass(frozen=True, slots=True)
class Memory:
    """What must survive a restart: the empty place (H, W, 3) at working width and the piles in it.

    `dwell_s` (H, W): for how long each pixel had been changed and still, so that no pile starts anew.
    `marked`: which marked piles were taken for known; None: all, in what an earlier version remembered.
    """

    empty_place: Frame
    dwell_s: Plane
    piles: tuple[Pile, ...]
    at_ms: int
    view_fault: ViewFault = ViewFault.NONE
    view_event: str = ""
    lessons: Lessons = field(default_factory=Lessons)
    marked: frozenset[str] | None = None


class Eye:
    """Judges one camera; `detector` None takes the built-in one (see `vision.litter.Detector`)."""

    def __init__(self, options: EyeOptions, detector: Callable[[Mask], Detector] | None = None) -> None:
        """Take the options.

        Raises:
            ValueError: the weights, or the user's own detector, cannot be used.
        """
        self._options = options
        self._appearance = None if options.weights is None else Agreement(options.weights)
        self._yolo = None if options.own is None else Yolo(options.own)
        self._new_detector = detector or self._built_in
        self._detector: Detector | None = None
        self._shape_hw = (0, 0)
        self._steady = Steady(options.frozen_s, options.realign_s)
        self._view = ViewState(options.name, options.fault_s)
        self._rules = rules = replace(options.rules, settling_s=options.rates.settling_s)
        self._judge_ms = min(_JUDGE_MS, round(1000 * rules.dwell_s / rules.sure_looks))
        self._model = BackgroundModel(options.rates)
        self._piles: tuple[Pile, ...] = ()
        self._marks = Marks(options.name, options.initial_piles)
        self._lessons = Lessons()
        self._before = Before()
        self._hidden: Mask | None = None
        self._at_ms = 0
        self._judged_ms = 0
        self._insight: Insight | None = None
        self._painted = options.masks

    def insight(self) -> Insight | None:
        """Give what the last look was judged by, good until the next; None while nothing could be judged."""
        return self._insight

    def memory(self) -> Memory | None:
        """What to keep for a restart, or None before the first look."""
        place = self._model.picture()
        if place is None:
            return None
        view = self._view
        return Memory(
            place,
            self._model.dwell_s(),
            self._piles,
            self._at_ms,
            view.told,
            view.event,
            self._lessons,
            self._marks.taken,
        )

    def restore(self, memory: Memory) -> None:
        """Go on where an earlier process stopped; candidates begin anew."""
        self._model.restore(memory.empty_place, memory.dwell_s, memory.at_ms)
        self._piles = tuple(pile for pile in memory.piles if pile.told_at_ms > 0)
        self._marks.restore(memory.marked)
        self._lessons = memory.lessons.judged(self._lessons.verdicts)
        self._at_ms = self._judged_ms = memory.at_ms
        self._view.restore(memory.view_fault, memory.view_event)

    def adopt(self, terms: Terms) -> None:
        """Judge from the next look on as these terms say, which replace any earlier ones."""
        if terms.masks != self._options.masks:
            # What is hidden from now on must not leave in a picture of before.
            self._before = Before()
        self._options = replace(self._options, scene=terms.scene, masks=terms.masks)
        self._marks.adopt(terms.marks)
        self._lessons = self._lessons.judged(terms.verdicts)
        self._detector = None

    def lose(self, at_ms: int) -> ViewChange | None:
        """Take note that there is no picture; give the change to tell, if any."""
        return self._view.step(ViewFault.LOST, at_ms)

    def look(self, picture: Picture) -> Seen:
        """Judge the next picture of the camera, taken after the last one."""
        options, way = self._options, self._steady.way
        at_ms = picture.taken_at_ms
        masked = Picture(covered(picture.frame, moved_masks(options.masks, way, self._shape_hw)), at_ms)
        frame = narrowed(masked.frame, options.work_width_px)
        is_due = not 0 <= at_ms - self._judged_ms < self._judge_ms
        # Of a view that was lost or hidden we know nothing in between: the pause must not count as dwell.
        step_s = min(max(0.0, (at_ms - self._judged_ms) / 1000), options.rates.longest_step_s)
        self._at_ms = at_ms
        self._judged_ms = at_ms if is_due else self._judged_ms
        steady, glance = self._steady.look(frame, at_ms, self._model.reference())
        if glance.fault is ViewFault.MOVED and options.masks:
            # The masks lie elsewhere now: nobody may see what they were drawn for.
            masked = Picture(covered(picture.frame, (WHOLE,)), at_ms)
        is_askew = glance.fault is ViewFault.NONE and self._steady.is_askew
        view = self._view.step(ViewFault.MOVED if is_askew else glance.fault, at_ms)
        changes: tuple[Change, ...] = ()
        hidden = self._hidden if glance.is_repeated else None
        if glance.fault is not ViewFault.NONE:
            changes = self._blind(frame, at_ms, step_s) if is_due else ()
        elif not glance.is_repeated:
            shape_hw = (frame.shape[0], frame.shape[1])
            detector, guarded = self._detector_for(shape_hw), protected(self._piles, shape_hw)
            self._follow_paint(steady, guarded)
            background = self._model.look(steady, at_ms, guarded)
            if is_due:
                in_view = self._in_view(background)
                changes = self._judge_litter(steady, in_view, (detector, guarded, step_s, glance), at_ms)
            if background.is_settled and not background.is_upheaval:
                hidden = unmoved(strangers(background, self._piles), self._steady.way, glance.shift.px(frame))
                if is_due and self._before.is_due(at_ms) and _is_calm(background, guarded):
                    self._before.keep(self._shown(masked, hidden))
        self._hidden = hidden
        tales = tuple(self._tale(change, masked, hidden) for change in changes)
        return Seen(masked, hidden, glance.fault, view, tales)

    def _in_view(self, background: Background) -> Background:
        """Let what a pushed camera does not show be as good as hidden by somebody: nothing is gone there."""
        unseen = self._steady.unseen
        return background if unseen is None else replace(background, moving=background.moving | unseen)

    def _blind(self, frame: Frame, at_ms: int, step_s: float) -> tuple[Change, ...]:
        shape = frame.shape[:2]
        nothing, still = np.zeros(shape, np.bool_), np.zeros(shape, np.float32)
        background = Background(
            frame.astype(np.float32), nothing, nothing, still, is_settled=False, is_upheaval=True
        )
        look = Look(at_ms, step_s, frame, background, (), is_usable=False)
        return self._advance(look)

    def _judge_litter(
        self,
        frame: Frame,
        background: Background,
        means: tuple[Detector, Mask, float, Glance],
        at_ms: int,
    ) -> tuple[Change, ...]:
        detector, guarded, step_s, glance = means
        rules = self._rules
        self._forgive(detector.propose(frame, background, self._options.still_s), guarded, step_s)
        # A little before its time, so that a pile is judged often enough when it has lain there long enough.
        pace_s = max(self._judge_ms / 1000, self._options.rates.poll_s)
        early_s = rules.settling_s + rules.sure_looks * pace_s
        ripe_s = max(self._options.still_s, self._options.scene.shortest_s(rules.dwell_s) - early_s)
        regions = detector.propose(frame, background, ripe_s)
        own = [blob for pile in self._piles for blob in changes_on(pile, frame, background, regions)]
        regions = self._lessons.applied([*detector.judge(frame, background, own), *regions], frame)
        usable = background.is_settled and not background.is_upheaval
        look = Look(at_ms, step_s, frame, background, regions, usable, glance.shift.likeness)
        changes = (*self._mark(look), *self._advance(look))
        self._insight = Insight(frame, background, tuple(regions), self._piles)
        return changes

    def _shown(self, masked: Picture, hidden: Mask | None) -> Picture:
        """Give what may leave of a picture, as large as evidence is."""
        small = masked.at_most(self._options.proof_width_px)
        return Picture(veiled(small.frame, hidden), small.taken_at_ms)

    def _mark(self, look: Look) -> tuple[Change, ...]:
        """Take the piles that somebody marked for known."""
        piles = self._marks.due(look)
        self._piles = (*self._piles, *piles)
        self._lessons = self._lessons.with_told(piles)
        return tuple(Change(pile, Phase.START, Sight.PRESENT) for pile in piles)

    def _detector_for(self, shape_hw: tuple[int, int]) -> Detector:
        if self._detector is None or self._shape_hw != shape_hw:
            self._shape_hw = shape_hw
            self._detector = self._new_detector(self._counted(shape_hw))
            # In a picture of another shape the remembered pixels mean nothing any more.
            self._piles = tuple(pile for pile in self._piles if pile.mask.shape == shape_hw)
        return self._detector

    def _counted(self, shape_hw: tuple[int, int]) -> Mask:
        """Mark where litter counts; under paint nothing can be seen."""
        height, width = shape_hw
        return self._options.scene.counted(width, height) & ~under(self._options.masks, width, height)

    def _follow_paint(self, frame: Frame, guarded: Mask) -> None:
        """Learn the place anew where masks came or went, or paint would be something that came."""
        masks, before = self._options.masks, self._painted
        if masks != before:
            self._painted, (height, width) = masks, guarded.shape
            repainted = under(masks, width, height) ^ under(before, width, height)
            self._model.renew(frame, repainted & ~guarded)

    def _forgive(self, regions: list[Region], guarded: Mask, step_s: float) -> None:
        shape_hw = (guarded.shape[0], guarded.shape[1])
        nothing, strange = np.zeros_like(guarded), np.zeros_like(guarded)
        for region in regions:
            if region.verdict in PASSING:
                nothing |= region.spread_on(shape_hw)
            elif region.verdict not in {Verdict.LITTER, Verdict.COVERED}:
                strange |= region.spread_on(shape_hw)
        self._model.forgive(nothing & ~guarded, step_s)
        self._model.absorb(strange & ~guarded)

    def _advance(self, look: Look) -> tuple[Change, ...]:
        known = {pile.id for pile in self._piles}
        self._piles, changes = step(self._piles, look, self._rules, self._options.name, self._options.scene)
        changes = tuple(change for change in changes if self._is_news(change))
        self._lessons = self._lessons.with_told(
            change.pile for change in changes if change.phase is not Phase.END
        )
        piles = {pile.id for pile in self._piles}
        self._before.follow(piles - known, piles | {change.pile.id for change in changes})
        return changes

    def _is_news(self, change: Change) -> bool:
        """Tell whether a change is worth telling: of a false alarm only its end is."""
        return change.phase is Phase.END or not self._lessons.is_false_alarm(change.pile.id)

    def _tale(self, change: Change, masked: Picture, hidden: Mask | None) -> Tale:
        before = self._before.of(change.pile.id) if change.phase is Phase.START else None
        return Tale(change, before, self._shown(masked, hidden), hidden is None or bool(hidden.any()))

    def _built_in(self, zone: Mask) -> Detector:
        options = self._options
        still = StillChange(
            zone,
            round(options.min_area_share * zone.size),
            round(options.max_area_share * zone.size),
            self._appearance,
        )
        return still if self._yolo is None else Vouched(still, self._yolo)


def _is_calm(background: Background, guarded: Mask) -> bool:
    """Tell whether there is hardly anything but known piles."""
    return int(np.count_nonzero(background.changed & ~guarded)) < _CALM_SHARE * guarded.size
