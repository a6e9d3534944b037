"""The life of one pile, on pictures of one colour each so that every sight is certain."""

from dataclasses import replace

import numpy as np
import pytest

from devices.contract.bodies import Phase, Sight
from vision.background import Background
from vision.litter import Region, Verdict
from vision.persist import Rules, step
from vision.pile import Look, Stage, protected
from vision.sight import changes_on, sight_of

SHAPE = (60, 80)
RULES = Rules(dwell_s=10, sure_looks=3, clear_looks=3, clear_s=5, hidden_s=4, give_up_s=8, update_s=60)
EMPTY, PILE, OTHER = 100, 200, 20
BOX = (30, 20, 20, 10)


class Camera:
    """Feeds `step` look after look, one second apart."""

    def __init__(self, rules=RULES):
        self.rules = rules
        self.piles = ()
        self.at_s = 0
        self.told = []
        self.upheavals = 0

    def look(self, level=EMPTY, *, box=BOX, regions=None, moving=False, usable=True, times=1):
        """See one level of grey in the box; a level that is not EMPTY is proposed as litter."""
        for _ in range(times):
            self.at_s += 1
            look = a_look(self.at_s, level, box, regions, moving=moving, usable=usable)
            look = replace(look, background=replace(look.background, upheavals=self.upheavals))
            self.piles, changes = step(self.piles, look, self.rules, "cam-1")
            self.told.extend((change.phase, change.sight) for change in changes)
        return self


def a_region(box=BOX, verdict=Verdict.LITTER, dwell_s=60.0):
    return Region(box, np.ones((box[3], box[2]), np.bool_), 0.8, verdict, dwell_s)


def a_look(at_s, level, box=BOX, regions=None, *, moving=False, usable=True):
    x, y, w, h = box
    frame = np.full((*SHAPE, 3), EMPTY, np.uint8)
    frame[y : y + h, x : x + w] = level
    dwell = np.full(SHAPE, at_s, np.float32)
    moves = np.full(SHAPE, moving)
    slow = np.full((*SHAPE, 3), EMPTY, np.float32)
    background = Background(slow, moves, moves, dwell, is_settled=True, is_upheaval=False)
    if regions is None:
        regions = [a_region(box, dwell_s=at_s)] if level != EMPTY and not moving else []
    return Look(at_s * 1000, 1.0, frame, background, regions, is_usable=usable)


START = (Phase.START, Sight.PRESENT)
END = (Phase.END, Sight.ABSENT)
HIDDEN = (Phase.UPDATE, Sight.CANNOT_SEE)
AGAIN = (Phase.UPDATE, Sight.PRESENT)


def a_confirmed_pile():
    return Camera().look(PILE, times=12)


def test_a_region_is_a_candidate_and_nothing_is_told():
    camera = Camera().look(PILE, times=5)
    assert camera.told == []
    assert [pile.stage for pile in camera.piles] == [Stage.CANDIDATE]


def test_a_candidate_that_stays_is_told_once():
    assert Camera().look(PILE, times=100).told == [START]


def test_a_candidate_that_goes_is_forgotten():
    camera = Camera().look(PILE, times=5).look(EMPTY, times=3)
    assert (camera.told, camera.piles) == ([], ())


def test_a_candidate_that_was_only_light_is_forgotten():
    light = [a_region(verdict=Verdict.LIGHT)]
    assert Camera().look(PILE, times=5).look(PILE, regions=light, times=3).piles == ()


def test_a_candidate_that_has_not_stayed_long_enough_waits():
    fresh = [a_region(dwell_s=9.5)]
    assert Camera().look(PILE, regions=fresh, times=20).told == []


def test_what_is_doubted_must_lie_longer_than_what_is_beyond_doubt():
    rules = replace(RULES, doubted_dwell_s=30)
    doubted, sure = Camera(rules).look(PILE, times=29), Camera(replace(rules, beyond_doubt=0.8))
    assert (doubted.told, sure.look(PILE, times=29).told) == ([], [START])
    assert doubted.look(PILE).told == [START]


def test_a_candidate_must_look_like_litter_more_than_once():
    assert Camera().look(PILE, regions=[a_region()], times=2).told == []


@pytest.mark.parametrize("verdict", [Verdict.PERSON, Verdict.UNSURE])
def test_a_candidate_that_looks_like_something_else_as_often_is_forgotten(verdict):
    camera = Camera()
    for _ in range(10):
        camera.look(PILE, regions=[a_region()]).look(PILE, regions=[a_region(verdict=verdict)])
    assert camera.told == []


def test_what_passes_over_a_candidate_does_not_explain_it_away():
    passing = [a_region(verdict=Verdict.COVERED)]
    assert Camera().look(PILE, times=5).look(PILE, regions=passing, times=3).piles


def test_a_candidate_that_is_hidden_for_long_is_forgotten():
    assert Camera().look(PILE, times=5).look(OTHER, moving=True, times=8).piles == ()


def test_a_candidate_that_is_hidden_for_a_moment_goes_on():
    assert Camera().look(PILE, times=6).look(OTHER, moving=True, times=3).look(PILE, times=6).told == [START]


def test_a_cleared_pile_ends_after_so_many_looks_and_so_long():
    camera = a_confirmed_pile()
    assert camera.look(EMPTY, times=5).told == [START]
    assert camera.look(EMPTY).told == [START, END]
    assert camera.piles == ()


def test_a_pile_that_is_back_before_the_end_goes_on():
    camera = a_confirmed_pile().look(EMPTY, times=4).look(PILE).look(EMPTY, times=5)
    assert camera.told == [START]
    assert camera.piles[0].stage is Stage.CLEARING


def test_a_place_that_was_learnt_anew_closes_nothing_until_the_pile_was_seen_in_it():
    camera = a_confirmed_pile()
    camera.upheavals = 1
    assert camera.look(EMPTY, times=20).told == [START, HIDDEN]
    assert camera.look(PILE, times=2).look(EMPTY, times=8).told == [START, HIDDEN, END]


def test_a_hidden_look_between_clear_looks_neither_counts_nor_begins_anew():
    camera = a_confirmed_pile().look(EMPTY, times=2).look(OTHER, moving=True, times=2).look(EMPTY, times=2)
    assert camera.told == [START, END]


def test_a_hidden_pile_is_told_once_and_never_closed():
    assert a_confirmed_pile().look(OTHER, moving=True, times=200).told == [START, HIDDEN]


def test_a_faulty_view_hides_the_pile_even_when_it_looks_empty():
    assert a_confirmed_pile().look(EMPTY, usable=False, times=200).told == [START, HIDDEN]


def test_a_pile_seen_again_is_told_after_a_minute_at_most():
    camera = a_confirmed_pile().look(OTHER, moving=True, times=5).look(PILE, times=70)
    assert camera.told == [START, HIDDEN, AGAIN]


def with_beside(width_px, **what):
    """Give what is seen when something so wide lies at the right side of the pile."""
    return {
        "box": (30, 20, 20 + width_px, 10),
        "regions": [a_region(), a_region((50, 20, width_px, 10), **what)],
    }


def test_growth_by_a_quarter_is_told_as_soon_as_it_is_proven():
    camera = a_confirmed_pile().look(PILE, **with_beside(6), times=2)
    assert (camera.told, camera.piles[0].area_px) == ([START], 200)
    camera.look(PILE, **with_beside(6))
    assert (camera.told, camera.piles[0].area_px) == ([START, AGAIN], 260)


@pytest.mark.parametrize(
    "what", [{"verdict": Verdict.VEHICLE}, {"dwell_s": 9}], ids=["a vehicle", "not there for long"]
)
def test_what_is_no_litter_by_itself_never_joins_the_pile_beside_it(what):
    camera = a_confirmed_pile().look(PILE, **with_beside(20, **what), times=40)
    assert (camera.told, camera.piles[0].area_px) == ([START], 200)


def test_what_passed_for_litter_beside_a_pile_once_is_forgotten_when_it_is_gone():
    camera = a_confirmed_pile().look(PILE, **with_beside(6)).look(PILE, times=3)
    assert camera.piles[0].beside is None


def test_a_little_growth_waits_for_a_minute():
    camera = a_confirmed_pile().look(PILE, **with_beside(2), times=40)
    assert camera.told == [START]
    assert camera.look(PILE, **with_beside(2), times=30).told == [START, AGAIN]


def test_a_change_over_the_rim_of_a_pile_is_judged_without_the_pile():
    (pile,), seen = a_confirmed_pile().piles, a_look(20, PILE)
    ((xywh_px, mask),) = changes_on(pile, seen.frame, seen.background, [a_region((25, 20, 40, 10))])
    assert (xywh_px, int(mask.sum())) == ((25, 20, 40, 10), 200)


def test_a_change_that_only_frays_the_rim_of_a_pile_is_not_judged_without_it():
    (pile,), seen = a_confirmed_pile().piles, a_look(20, PILE)
    assert changes_on(pile, seen.frame, seen.background, [a_region((30, 20, 23, 10))]) == []


def test_what_is_thrown_beside_a_pile_is_no_second_pile():
    camera = a_confirmed_pile().look(PILE, regions=[a_region(), a_region((52, 20, 8, 10))], times=20)
    assert len(camera.piles) == 1
    assert camera.told == [START, AGAIN]


def test_what_lies_far_away_is_another_pile():
    camera = a_confirmed_pile().look(PILE, regions=[a_region(), a_region((2, 45, 8, 8))])
    assert len({pile.id for pile in camera.piles}) == 2


def test_no_pile_begins_while_the_view_is_faulty():
    assert Camera().look(PILE, usable=False).piles == ()


@pytest.mark.parametrize(
    ("look", "sight"),
    [
        (a_look(50, PILE), Sight.PRESENT),
        (a_look(50, PILE, regions=[]), Sight.PRESENT),
        (a_look(50, EMPTY), Sight.ABSENT),
        (a_look(50, OTHER, regions=[]), Sight.CANNOT_SEE),
        (a_look(50, EMPTY, moving=True), Sight.CANNOT_SEE),
        (a_look(50, EMPTY, usable=False), Sight.CANNOT_SEE),
        (a_look(50, OTHER, regions=[a_region((5, 5, 60, 45))]), Sight.CANNOT_SEE),
    ],
    ids=["proposed", "alike", "empty", "unlike both", "moving", "faulty", "something large"],
)
def test_sight(look, sight):
    (pile,) = a_confirmed_pile().piles
    assert sight_of(pile, look.regions, look) is sight


def test_a_pile_and_a_margin_are_protected():
    camera = a_confirmed_pile()
    plane = protected(camera.piles, SHAPE)
    assert plane[20:30, 30:50].all()
    assert plane[18, 40]
    assert not plane[5, 40]


def test_a_pile_says_where_it_is_in_shares():
    (pile,) = a_confirmed_pile().piles
    assert pile.xywh_share == (0.375, 0.3333, 0.25, 0.1667)
    assert pile.area_share == pytest.approx(200 / 4800, abs=1e-5)


def test_the_same_looks_give_the_same_ids():
    assert a_confirmed_pile().piles[0].id == a_confirmed_pile().piles[0].id


def test_a_thing_and_a_part_of_it_are_one_pile():
    x, y, w, h = BOX
    camera = Camera().look(PILE, regions=[a_region((x, y, w // 2, h)), a_region()])
    assert [pile.xywh_px for pile in camera.piles] == [BOX]
