"""What people taught a camera holds for one patch and one look, and can be undone."""

import numpy as np
import pytest

from tests.vision.scenes import BEGUN_MS
from vision.lessons import MOST_UNJUDGED, Keepsake, Lessons, keepsake, resembles
from vision.litter import Region, Verdict
from vision.pile import marked

RNG = np.random.default_rng(5)
GROUND = RNG.integers(90, 130, (120, 160, 3)).astype(np.uint8)
THING = RNG.integers(0, 255, (6, 8, 3)).repeat(5, axis=0).repeat(5, axis=1).astype(np.uint8)
OTHER = RNG.integers(0, 255, (6, 8, 3)).repeat(5, axis=0).repeat(5, axis=1).astype(np.uint8)


def with_thing(thing, x=60, y=50):
    frame = GROUND.copy()
    frame[y : y + thing.shape[0], x : x + thing.shape[1]] = thing
    return frame


def a_region(x=60, y=50, w=40, h=30, verdict=Verdict.LITTER):
    return Region((x, y, w, h), np.ones((h, w), np.bool_), 0.7, verdict)


def kept(thing=THING, x=60, y=50, finding="pile-1"):
    frame, mask = with_thing(thing, x, y), np.zeros(GROUND.shape[:2], np.bool_)
    mask[y : y + thing.shape[0], x : x + thing.shape[1]] = True
    return keepsake(marked(frame, mask, BEGUN_MS, finding))


def verdicts(lessons, frame, *regions):
    return [region.verdict for region in lessons.applied(regions or [a_region()], frame)]


FALSE_ALARM = Lessons((kept(),)).judged({"pile-1": False})


def test_what_was_a_false_alarm_is_litter_no_more():
    assert verdicts(FALSE_ALARM, with_thing(THING)) == [Verdict.UNSURE]


def test_other_litter_at_the_same_patch_is_litter():
    assert verdicts(FALSE_ALARM, with_thing(OTHER)) == [Verdict.LITTER]


def test_the_same_thing_elsewhere_is_litter():
    assert verdicts(FALSE_ALARM, with_thing(THING, 10, 10), a_region(10, 10)) == [Verdict.LITTER]


def test_litter_thrown_beside_a_false_alarm_is_litter():
    frame = with_thing(THING)
    frame[40:100, 60:140] = OTHER[:1, :1]
    frame[50:80, 60:100] = THING
    assert verdicts(FALSE_ALARM, frame, a_region(60, 40, 80, 60)) == [Verdict.LITTER]


@pytest.mark.parametrize("light", [0.5, 1.3])
def test_in_another_light_it_is_still_known(light):
    frame = np.clip(with_thing(THING // 2) * light, 0, 255).astype(np.uint8)
    assert resembles(a_region(), frame, kept(THING // 2))


def test_in_infrared_it_is_still_known():
    grey = with_thing(THING).mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)
    assert resembles(a_region(), grey, kept())


def test_a_thing_without_texture_is_known_by_its_colour():
    red, blue = (np.full((30, 40, 3), colour, np.uint8) for colour in ((30, 30, 160), (160, 30, 30)))
    assert resembles(a_region(), with_thing(red), kept(red))
    assert not resembles(a_region(), with_thing(blue), kept(red))


def test_a_thing_without_texture_or_colour_is_known_by_its_brightness():
    dark, bright = (np.full((30, 40, 3), level, np.uint8) for level in (20, 200))
    assert not resembles(a_region(), with_thing(bright), kept(dark))


def test_what_was_confirmed_is_litter_though_the_detector_doubts_it():
    confirmed = Lessons((kept(),)).judged({"pile-1": True})
    (region,) = confirmed.applied([a_region(verdict=Verdict.UNSURE)], with_thing(THING))
    assert (region.verdict, region.confidence) == (Verdict.LITTER, 0.9)


def test_a_person_on_the_patch_is_a_person_whatever_was_judged():
    assert verdicts(FALSE_ALARM, with_thing(THING), a_region(verdict=Verdict.PERSON)) == [Verdict.PERSON]


def test_what_is_undone_is_litter_again():
    assert verdicts(FALSE_ALARM.judged({}), with_thing(THING)) == [Verdict.LITTER]


def test_the_newest_word_about_one_look_counts():
    both = Lessons((kept(), kept(finding="pile-2"))).judged({"pile-1": False, "pile-2": True})
    assert verdicts(both, with_thing(THING)) == [Verdict.LITTER]


def test_a_word_about_a_finding_nobody_remembers_teaches_nothing():
    assert verdicts(Lessons().judged({"pile-9": False}), with_thing(THING)) == [Verdict.LITTER]


def test_the_looks_of_findings_nobody_judged_are_few_and_the_judged_ones_stay():
    frame, mask = with_thing(THING), np.zeros(GROUND.shape[:2], np.bool_)
    mask[50:80, 60:100] = True
    lessons = FALSE_ALARM
    for number in range(MOST_UNJUDGED + 10):
        lessons = lessons.with_told([marked(frame, mask, BEGUN_MS, f"other-{number}")])
    known = [each.finding for each in lessons.keepsakes]
    assert len(known) == MOST_UNJUDGED + 1
    assert known[:2] == ["pile-1", "other-10"]


def test_a_finding_told_again_is_remembered_as_it_looks_now():
    frame, mask = with_thing(OTHER), np.zeros(GROUND.shape[:2], np.bool_)
    mask[50:80, 60:100] = True
    lessons = FALSE_ALARM.with_told([marked(frame, mask, BEGUN_MS, "pile-1")])
    assert len(lessons.keepsakes) == 1
    assert verdicts(lessons, with_thing(OTHER)) == [Verdict.UNSURE]


def test_a_thing_thinner_than_a_pixel_of_its_keepsake_keeps_its_whole_box():
    mask = np.zeros(GROUND.shape[:2], np.bool_)
    mask[60, 20:140] = True
    mask[20:100, 80] = True
    thin = keepsake(marked(GROUND, mask, BEGUN_MS, "line"))
    assert isinstance(thin, Keepsake)
    assert thin.inside.any()
