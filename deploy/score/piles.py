"""Litter that cameras found against the piles that truly lay there, matched by place. Pure.

An event is of a pile when their boxes overlap by a tenth of their union, or its centre lies in the pile's
box: the rule by which the detector's benchmarks are counted.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deploy.score.answered import FindingSaid
from deploy.score.figure import NOTHING, Measured, counted, quantile, share_pct
from deploy.score.run import Run
from deploy.score.spans import DAY_MS, MINUTE_MS, Stretch
from deploy.score.truth import TruePile
from devices.contract.bodies import DeviceClass, Phase, Sight

PICTURE_WH = (640, 360)
_IOU = 0.1
_AFTER_MS = 10 * MINUTE_MS
_NEVER = 1 << 62
Box = tuple[float, float, float, float]


class Event(NamedTuple):
    """What a camera said of one pile of its own reckoning; boxes in pixels, left, top, right, bottom."""

    camera: str
    pile: str
    began_ms: int
    gone_ms: int | None
    boxes: tuple[Box, ...]


def events(run: Run) -> list[Event]:
    """All events, by their first finding."""
    said: dict[tuple[str, str], list[FindingSaid]] = {}
    for finding in run.answers.of(FindingSaid):
        said.setdefault((finding.device, finding.pile), []).append(finding)
    found = [
        Event(camera, pile, present[0].at_ms, _gone_ms(findings), tuple(map(_pixels, present)))
        for (camera, pile), findings in said.items()
        if (present := [finding for finding in findings if finding.sight is Sight.PRESENT])
    ]
    return sorted(found, key=lambda event: event.began_ms)


def piles(run: Run) -> dict[str, Measured]:
    """Score all cameras."""
    said, true = events(run), run.truth.of(TruePile)
    of_pile = {pile.pile: [event for event in said if _is_of(event, pile)] for pile in true}
    due = {pile.pile: due_ms for pile in true if (due_ms := _due_ms(run, pile)) is not None}
    delays_s = [(of_pile[pile][0].began_ms - due_ms) / 1000 for pile, due_ms in due.items() if of_pile[pile]]
    matched = {event for found in of_pile.values() for event in found}
    cameras = sum(device.device_class is DeviceClass.CAMERA for device in run.devices.values())
    camera_days = cameras * run.span.length_ms / DAY_MS
    found = [pile for pile in true if of_pile[pile.pile]]
    false = len(said) - len(matched)
    return {
        "litter_recall": share_pct(len(delays_s), len(due)),
        "litter_precision": share_pct(len(matched), len(said)),
        "litter_delay_median": quantile(delays_s, 0.5),
        "litter_delay_p95": quantile(delays_s, 0.95),
        "litter_false_per_camera_day": counted(false / camera_days, cameras) if camera_days else NOTHING,
        "litter_false_closures": counted(_false_closures(found, of_pile), len(found)),
        "litter_duplicates": counted(sum(len(of_pile[pile.pile]) - 1 for pile in found), len(found)),
        **_closing(run, found, of_pile),
    }


def _closing(run: Run, found: Iterable[TruePile], of_pile: dict[str, list[Event]]) -> dict[str, Measured]:
    """How piles that were found and cleared were seen to be gone."""
    cleared = [
        (pile.clear_ms, of_pile[pile.pile])
        for pile in found
        if pile.clear_ms is not None and pile.clear_ms < run.began.ends_ms - _AFTER_MS
    ]
    delays_min = [
        (max(event.gone_ms or 0 for event in said) - clear_ms) / MINUTE_MS
        for clear_ms, said in cleared
        if all(event.gone_ms is not None for event in said)
    ]
    return {
        "litter_closed": share_pct(len(delays_min), len(cleared)),
        "litter_close_delay_median": quantile(delays_min, 0.5),
    }


def _due_ms(run: Run, pile: TruePile) -> int | None:
    """When it had been seeable for long enough, without a break; None: never, or it lay there before."""
    dwell_ms = round(run.began.litter_dwell_s * 1000)
    spells = [Stretch(*spell).common(run.span) for spell in pile.visible]
    return next(
        (spell.from_ms + dwell_ms for spell in spells if spell.length_ms > dwell_ms and not pile.is_initial),
        None,
    )


def _false_closures(found: Iterable[TruePile], of_pile: dict[str, list[Event]]) -> int:
    """Count the events that ended while their pile still lay there."""
    return sum(
        event.gone_ms is not None and event.gone_ms < (pile.clear_ms or _NEVER)
        for pile in found
        for event in of_pile[pile.pile]
    )


def _is_of(event: Event, pile: TruePile) -> bool:
    until_ms = (pile.clear_ms or _NEVER) + _AFTER_MS
    is_then = event.camera == pile.camera and pile.appear_ms <= event.began_ms < until_ms
    return is_then and any(_matches(box, pile.box) for box in event.boxes)


def _matches(said: Box, true: Box) -> bool:
    centre = ((said[0] + said[2]) / 2, (said[1] + said[3]) / 2)
    is_inside = true[0] <= centre[0] <= true[2] and true[1] <= centre[1] <= true[3]
    return is_inside or _iou(said, true) >= _IOU


def _iou(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(0.0, width) * max(0.0, height)
    return common / (_area(one) + _area(other) - common) if common else 0.0


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _pixels(finding: FindingSaid) -> Box:
    left, top, width, height = finding.box
    picture_w, picture_h = PICTURE_WH
    return (left * picture_w, top * picture_h, (left + width) * picture_w, (top + height) * picture_h)


def _gone_ms(findings: Sequence[FindingSaid]) -> int | None:
    gone = [finding for finding in findings if finding.phase is Phase.END and finding.sight is Sight.ABSENT]
    return gone[-1].at_ms if gone else None
