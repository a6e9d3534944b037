"""What the hub tells a camera of its place."""

from dataclasses import replace

import pytest

from devices.contract.setup import MOST_JUDGED, MOST_SHAPES, Judgement, MarkedPile, SetupScene, SetupZone
from hub.domain.camera_place import CameraPlace, TooManyMarks, changed, setup, with_mark
from hub.domain.judging import judge
from hub.domain.tickets import Judged, TicketKind, Verdict
from tests.builders import at
from tests.hub.domain.test_judging import a_ticket

CORNERS = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))
SCENE = SetupScene(zones=(SetupZone(name="gate", corners=CORNERS),))


def a_mark(number: int = 1) -> MarkedPile:
    return MarkedPile(id=f"mark-{number}", corners=CORNERS)


def test_each_change_is_a_revision_and_leaves_the_rest() -> None:
    first = changed(CameraPlace("cam-1"), 5, scene=SCENE)
    second = changed(first, 6, piles=(a_mark(),))
    assert changed(second, 7) == CameraPlace("cam-1", SCENE, (a_mark(),), revision=3, at_ms=7)


def test_marks_that_ended_make_room_for_another() -> None:
    place = CameraPlace("cam-1", piles=tuple(a_mark(n) for n in range(MOST_SHAPES)))
    with pytest.raises(TooManyMarks, match="cam-1"):
        with_mark(place, a_mark(99), ())
    assert with_mark(place, a_mark(99), {"mark-0"}) == (*place.piles[1:], a_mark(99))


def test_a_camera_is_told_what_was_drawn_marked_and_judged() -> None:
    place = CameraPlace("cam-1", SCENE, (a_mark(),), revision=3, at_ms=7)
    judged = [
        judge(a_ticket(2), Judged(Verdict.FALSE_ALARM, "wang", at(2))),
        judge(a_ticket(1), Judged(Verdict.CONFIRMED, "wang", at(1))),
        a_ticket(3),
        replace(
            judge(a_ticket(4), Judged(Verdict.CONFIRMED, "wang", at(1))),
            kind=TicketKind.BIN_FULL,
        ),
    ]
    told = setup(place, judged)
    assert (told.at_ms, told.revision, told.scene, told.piles) == (7, 3, SCENE, (a_mark(),))
    assert told.judged == (
        Judgement(finding="pile-2", is_litter=False),
        Judgement(finding="pile-1", is_litter=True),
    )


def test_of_very_many_judgements_the_newest_are_told() -> None:
    judged = [judge(a_ticket(n), Judged(Verdict.CONFIRMED, "wang", at(-n))) for n in range(MOST_JUDGED + 5)]
    told = setup(CameraPlace("cam-1"), judged)
    assert (len(told.judged), told.judged[0].finding) == (MOST_JUDGED, "pile-0")
