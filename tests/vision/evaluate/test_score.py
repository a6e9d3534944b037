import pytest

from vision.boxes import overlap
from vision.evaluate.score import by_effect, score_clip, together
from vision.evaluate.truth import Alarm, ClipTruth, Spell, TruePile, Watched

BOX = (40, 40, 60, 60)
ELSEWHERE = (0, 0, 10, 10)


def a_pile(appeared=10, cleared=None, box=BOX, *, is_initial=False):
    return TruePile(((appeared, box),), cleared, is_initial)


def a_truth(*piles, **changes):
    facts = {"name": "clip", "fps": 5.0, "frames": 600, "size_wh": (100, 100), "piles": piles, **changes}
    return ClipTruth(**facts)


def scored(truth, *alarms, unseen=frozenset(), unattended_frames=5):
    return score_clip(truth, Watched(alarms, frozenset(unseen), truth.frames, 2.0), unattended_frames)


def test_an_alarm_on_a_pile_is_a_hit_with_its_delay_beyond_the_unattended_time():
    score = scored(a_truth(a_pile()), Alarm(25, BOX))
    assert (score.hits, score.false_alarms, score.delays_s) == (1, 0, (2.0,))


@pytest.mark.parametrize(
    ("alarm", "why"),
    [
        (Alarm(9, BOX), "before it came"),
        (Alarm(301, BOX), "after it was cleared"),
        (Alarm(20, ELSEWHERE), "elsewhere"),
        (Alarm(161, BOX), "more than 150 frames late"),
    ],
)
def test_an_alarm_is_false_when(alarm, why):
    score = scored(a_truth(a_pile(cleared=300)), alarm)
    assert (score.hits, score.false_alarms) == (0, 1), why


def test_a_second_alarm_on_a_pile_is_false_and_a_duplicate():
    score = scored(a_truth(a_pile()), Alarm(25, BOX), Alarm(60, BOX))
    assert (score.hits, score.false_alarms, score.duplicates) == (1, 1, 1)


def test_what_lay_there_from_the_start_may_be_found_at_any_time():
    score = scored(a_truth(a_pile(0, is_initial=True)), Alarm(400, BOX))
    assert (score.appeared, score.hits, score.false_alarms, score.initial_found) == (0, 0, 0, 1)


def test_a_large_box_around_a_small_pile_hits_by_its_centre():
    assert a_pile().is_hit((0, 0, 100, 100), 20)


def test_a_box_beside_the_centre_hits_by_overlap():
    assert a_pile().is_hit((55, 40, 75, 60), 20)


def test_boxes_without_area_do_not_overlap():
    assert overlap((0, 0, 0, 0), (0, 0, 0, 0)) == 0


def test_a_grown_pile_is_judged_by_its_box_of_that_time():
    pile = TruePile(((10, ELSEWHERE), (20, BOX)), None)
    assert pile.is_hit(ELSEWHERE, 15)
    assert not pile.is_hit(ELSEWHERE, 25)
    assert pile.box_at(0) == ELSEWHERE


@pytest.mark.parametrize(("ended", "cleared"), [(310, 1), (451, 0)])
def test_an_end_counts_as_clearance_within_150_frames(ended, cleared):
    score = scored(a_truth(a_pile(cleared=300)), Alarm(25, BOX, ended))
    assert (score.clearable, score.cleared, score.false_clears) == (1, cleared, 0)


@pytest.mark.parametrize("cleared", [None, 300])
def test_an_end_while_the_pile_lies_there_is_a_false_clear(cleared):
    score = scored(a_truth(a_pile(cleared=cleared)), Alarm(25, BOX, 60))
    assert (score.cleared, score.false_clears) == (0, 1)


def test_looks_that_said_cannot_see_are_held_against_what_blinded_them():
    score = scored(a_truth(blind=(Spell(100, 110),)), unseen={105, 106, 300})
    assert (score.blind, score.blind_found, score.unseen_in_vain) == (10, 2, 1)
    total = together("all", [score])
    assert (total.blind_recall, total.unseen_in_vain_share) == (0.2, round(1 / 600, 3))


def test_clips_are_added_up():
    hit = scored(a_truth(a_pile(), frames=9000), Alarm(25, BOX), Alarm(30, ELSEWHERE))
    missed = scored(a_truth(a_pile(), frames=9000))
    total = together("all", [hit, missed])
    assert (total.recall, total.precision, total.false_alarms_per_hour) == (0.5, 0.5, 1.0)
    assert (total.median_delay_s, total.frame_ms, total.negative_false_alarms) == (2.0, 2.0, 0)


def test_false_alarms_where_nothing_lies_are_counted_apart():
    clean = scored(a_truth(frames=18000), Alarm(25, BOX))
    dirty = scored(a_truth(a_pile(), frames=18000), Alarm(25, ELSEWHERE))
    total = together("all", [clean, dirty])
    assert (total.false_alarms, total.negative_false_alarms_per_hour) == (2, 1.0)


def test_a_clip_counts_for_each_of_its_effects():
    totals = by_effect([scored(a_truth(effects=("night", "rain"))), scored(a_truth(effects=("rain",)))])
    assert [(total.name, total.clips) for total in totals] == [("night", 1), ("rain", 2)]


def test_nothing_at_all_has_no_shares():
    total = together("all", [])
    assert (total.recall, total.precision, total.false_alarms_per_hour) == (None, None, None)
