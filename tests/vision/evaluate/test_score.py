import pytest

from vision.evaluate.score import Alarm, ClipScore, TruePile, by_condition, hit, overlap, score_clip

BOX = (0.4, 0.4, 0.6, 0.6)
ELSEWHERE = (0.0, 0.0, 0.1, 0.1)


def a_pile(appeared_s=10.0, cleared_s=None, box=BOX):
    return TruePile(((appeared_s, box),), cleared_s)


def scored(piles, alarms) -> ClipScore:
    return score_clip("clip", "plain", 3600, piles, alarms)


def test_an_alarm_on_a_pile_is_a_hit_with_its_delay():
    score = scored([a_pile()], [Alarm(22.0, BOX)])
    assert (score.true_alarms, score.delays_s) == (1, (12.0,))


@pytest.mark.parametrize(
    ("alarm", "why"),
    [
        (Alarm(9.0, BOX), "before it came"),
        (Alarm(31.0, BOX), "after it was cleared"),
        (Alarm(20.0, ELSEWHERE), "elsewhere"),
    ],
)
def test_an_alarm_is_false_when(alarm, why):
    assert not hit(alarm, a_pile(cleared_s=30.0)), why


def test_a_large_box_around_a_small_pile_hits_by_its_centre():
    assert hit(Alarm(20.0, (0.0, 0.0, 1.0, 1.0)), a_pile())


def test_a_box_beside_the_centre_hits_by_overlap():
    assert hit(Alarm(20.0, (0.55, 0.4, 0.75, 0.6)), a_pile())


def test_boxes_without_area_do_not_overlap():
    assert overlap((0, 0, 0, 0), (0, 0, 0, 0)) == 0


def test_a_grown_pile_is_judged_by_its_box_of_that_time():
    pile = TruePile(((10.0, ELSEWHERE), (20.0, BOX)), None)
    assert hit(Alarm(15.0, ELSEWHERE), pile)
    assert not hit(Alarm(25.0, ELSEWHERE), pile)
    assert pile.box_at(0.0) == ELSEWHERE


def test_an_end_after_the_clearance_is_a_clearance():
    score = scored([a_pile(cleared_s=30.0)], [Alarm(22.0, BOX, ended_s=35.0)])
    assert (score.clearable, score.cleared, score.false_clears) == (1, 1, 0)


@pytest.mark.parametrize("cleared_s", [None, 30.0])
def test_an_end_while_the_pile_lies_there_is_a_false_clear(cleared_s):
    score = scored([a_pile(cleared_s=cleared_s)], [Alarm(22.0, BOX, ended_s=25.0)])
    assert (score.cleared, score.false_clears) == (0, 1)


def test_conditions_are_added_up_and_all_together_at_the_end():
    wet = score_clip("a", "wet", 1800, [a_pile()], [Alarm(20.0, BOX), Alarm(20.0, ELSEWHERE)])
    dry = score_clip("b", "dry", 1800, [a_pile()], [])
    first, second, together = by_condition([wet, dry])
    assert [first.condition, second.condition, together.condition] == ["dry", "wet", "all"]
    assert (first.recall, first.precision) == (0.0, None)
    assert (together.recall, together.precision, together.false_alarms_per_hour) == (0.5, 0.5, 1.0)
    assert together.median_delay_s == 10.0


def test_nothing_at_all_has_no_shares():
    (together,) = by_condition([])
    assert (together.recall, together.precision, together.false_alarms_per_hour) == (None, None, 0.0)
