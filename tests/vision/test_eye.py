"""Synthetic truth: what one camera may say about a street whose piles we know."""

import numpy as np
import pytest

from devices.contract.bodies import Phase, Sight, ViewFault
from tests.vision.scenes import a_pile, a_scene, an_eye, tales, watch
from vision.persist import Rules
from vision.scene import Scene, Zone
from vision.terms import Terms

pytestmark = pytest.mark.slow

STARTED = (Phase.START, Sight.PRESENT)
HIDDEN = (Phase.UPDATE, Sight.CANNOT_SEE)
ENDED = (Phase.END, Sight.ABSENT)


def test_a_pile_that_comes_and_stays_is_one_finding():
    assert tales(watch(an_eye(), a_scene(a_pile()), 0, 90)) == [STARTED]


def test_a_finding_is_told_when_the_pile_lay_there_for_the_dwell_time():
    seen = watch(an_eye(), a_scene(a_pile(at_s=20)), 0, 70)
    told = next(number for number, look in enumerate(seen) if look.tales)
    assert 20 + 20 <= told <= 20 + 20 + 12


def test_a_pile_that_need_lie_there_for_a_second_only_is_told_within_five():
    eye, street = an_eye(rules=Rules(dwell_s=1), still_s=0.5), a_scene(a_pile(at_s=12, clear_s=17))
    five_a_second = np.arange(0, 17, 0.2)
    seen = [look for at_s in five_a_second for look in watch(eye, street, at_s, at_s + 0.1)]
    assert tales(seen) == [STARTED]


def test_in_a_zone_of_its_own_time_a_pile_is_told_as_early_as_the_zone_says():
    hurried = Zone("gate", ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), unattended_s=0.0)
    seen = watch(an_eye(scene=Scene((hurried,))), a_scene(a_pile(at_s=20)), 0, 50)
    told = next(number for number, look in enumerate(seen) if look.tales)
    assert 20 < told <= 20 + 12


def test_the_box_of_a_finding_lies_on_the_pile():
    (look,) = [look for look in watch(an_eye(), a_scene(a_pile(x_px=330, y_px=262)), 0, 60) if look.tales]
    x, y, w, h = look.tales[0].change.pile.xywh_share
    assert x < 330 / 640 < x + w
    assert y < 245 / 360 < y + h


def test_a_finding_brings_the_place_as_it_was_before():
    scene = a_scene(a_pile())
    (look,) = [look for look in watch(an_eye(), scene, 0, 60) if look.tales]
    before = look.tales[0].before
    assert before is not None
    apart = np.abs(before.frame.astype(int) - scene.draw(0).astype(int)).mean()
    assert apart < 4


def test_an_empty_street_is_no_finding():
    assert tales(watch(an_eye(), a_scene(), 0, 80)) == []


def test_people_and_tricycles_passing_are_no_finding():
    street = a_scene(walkers_every_s=17, traffic_every_s=23)
    assert tales(watch(an_eye(), street, 0, 150)) == []


def test_a_cloud_is_no_finding():
    eye, street = an_eye(), a_scene()
    seen = watch(eye, street, 0, 30) + watch(eye, street, 30, 80, light=0.6) + watch(eye, street, 80, 130)
    assert tales(seen) == []


def test_a_shadow_on_the_road_is_no_finding():
    def shaded(frame, at_s):
        if at_s >= 20:
            frame = frame.copy()
            frame[250:300, 300:420] = (frame[250:300, 300:420] * 0.6).astype(np.uint8)
        return frame

    assert tales(watch(an_eye(), a_scene(), 0, 90, alter=shaded)) == []


def test_a_pile_that_was_there_from_the_start_and_leaves_is_no_finding():
    assert tales(watch(an_eye(), a_scene(a_pile(at_s=0, clear_s=30)), 0, 100)) == []


def test_a_pile_outside_the_zone_is_no_finding():
    eye = an_eye(scene=Scene((Zone("left", ((0.0, 0.0), (0.3, 0.0), (0.3, 1.0), (0.0, 1.0))),)))
    assert tales(watch(eye, a_scene(a_pile(x_px=400)), 0, 70)) == []


def test_a_pile_behind_a_privacy_mask_is_no_finding():
    eye = an_eye(masks=(((0.3, 0.3), (0.8, 0.3), (0.8, 0.9), (0.3, 0.9)),))
    assert tales(watch(eye, a_scene(a_pile()), 0, 70)) == []


def test_a_growing_pile_is_updated_not_found_again():
    eye = an_eye()
    phases = [phase for phase, _ in tales(watch(eye, a_scene(a_pile(grow_s=90, size_px=120)), 0, 150))]
    assert phases[0] is Phase.START
    assert set(phases[1:]) == {Phase.UPDATE}
    assert len(phases) <= 4


def test_a_cleared_pile_ends_its_finding():
    assert tales(watch(an_eye(), a_scene(a_pile(clear_s=70)), 0, 100)) == [STARTED, ENDED]


def test_a_second_pile_after_the_first_was_cleared_is_a_new_finding():
    scene = a_scene(a_pile(clear_s=60), a_pile(at_s=100, x_px=250))
    seen = watch(an_eye(), scene, 0, 150)
    assert tales(seen) == [STARTED, ENDED, STARTED]
    ids = [tale.change.pile.id for look in seen for tale in look.tales]
    assert ids[0] == ids[1] != ids[2]


def test_two_piles_apart_are_two_findings():
    scene = a_scene(a_pile(x_px=150), a_pile(x_px=430, y_px=300))
    assert tales(watch(an_eye(), scene, 0, 70)) == [STARTED, STARTED]


def grey(frame, _at_s):
    return np.full_like(frame, 118)


def leaf(frame, at_s):
    noise = np.random.default_rng(int(at_s)).normal(0, 1.5, frame.shape)
    return (118 + noise).astype(np.uint8)


def test_a_covered_lens_hides_the_pile_and_closes_nothing():
    eye, scene = an_eye(), a_scene(a_pile(clear_s=60))
    seen = watch(eye, scene, 0, 58) + watch(eye, scene, 58, 110, alter=leaf)
    assert tales(seen) == [STARTED, HIDDEN]
    assert seen[-1].fault is ViewFault.COVERED


def test_the_pile_is_judged_again_when_the_lens_is_free():
    eye, scene = an_eye(), a_scene(a_pile())
    watch(eye, scene, 0, 58)
    watch(eye, scene, 58, 75, alter=leaf)
    later = watch(eye, scene, 75, 150)
    assert tales(later) == [(Phase.UPDATE, Sight.PRESENT)]


def test_someone_standing_in_front_of_the_pile_closes_nothing():
    def hidden(frame, at_s):
        frame = frame.copy()
        sway = int(at_s) % 3 * 6
        frame[190:290, 270 + sway : 400 + sway] = (40, 90, 160)
        return frame

    eye, scene = an_eye(), a_scene(a_pile())
    watch(eye, scene, 0, 58)
    assert tales(watch(eye, scene, 58, 100, alter=hidden)) == [HIDDEN]


def test_a_black_picture_is_a_fault_with_a_start_and_an_end():
    eye, scene = an_eye(), a_scene()
    seen = watch(eye, scene, 0, 12) + watch(eye, scene, 12, 24, light=0.02) + watch(eye, scene, 24, 32)
    changes = [look.view for look in seen if look.view]
    assert [(view.phase, view.fault) for view in changes] == [
        (Phase.START, ViewFault.BLACK),
        (Phase.END, ViewFault.NONE),
    ]
    assert changes[0].event == changes[1].event


def test_a_frozen_picture_is_a_fault_and_no_sight_of_the_pile():
    eye, scene = an_eye(), a_scene(a_pile(clear_s=60))
    watch(eye, scene, 0, 58)
    still = scene.draw(57)
    seen = watch(eye, scene, 58, 90, alter=lambda _frame, _at_s: still.copy())
    assert seen[-1].fault is ViewFault.FROZEN
    assert tales(seen) == [HIDDEN]


def test_a_turned_camera_is_a_fault_and_no_sight_of_the_pile():
    eye, scene = an_eye(), a_scene(a_pile())
    watch(eye, scene, 0, 58)
    seen = watch(eye, scene, 58, 90, alter=lambda frame, _at_s: np.roll(frame, 90, axis=1))
    assert seen[-1].fault is ViewFault.MOVED
    assert tales(seen) == [HIDDEN]


def pushed(frame, _at_s):
    return np.roll(frame, (60, -20), axis=(1, 0))


def test_a_camera_that_was_pushed_is_brought_back_and_still_sees_its_pile():
    eye, scene = an_eye(realign_s=4), a_scene(a_pile(clear_s=90))
    watch(eye, scene, 0, 58)
    seen = watch(eye, scene, 58, 115, alter=pushed)
    assert seen[1].fault is ViewFault.MOVED
    assert seen[-1].fault is ViewFault.NONE
    assert ENDED in tales(seen)
    assert STARTED not in tales(seen)


def out_of_view(frame, _at_s):
    """The camera turned to the left: of what was left of 90 pixels nothing is seen."""
    return np.roll(frame, -90, axis=1)[:, :-90].repeat([1] * 549 + [91], axis=1)


def nudged(frame, _at_s):
    return np.roll(frame, -40, axis=1)[:, :-40].repeat([1] * 599 + [41], axis=1)


def test_what_a_pushed_camera_does_not_show_any_more_is_not_gone():
    eye, scene = an_eye(realign_s=4), a_scene(a_pile(x_px=45))
    assert STARTED in tales(watch(eye, scene, 0, 58))
    seen = watch(eye, scene, 58, 150, alter=out_of_view)
    assert seen[-1].fault is ViewFault.NONE
    assert tales(seen) == [HIDDEN]


@pytest.mark.parametrize(
    ("alter", "told"), [(out_of_view, [ViewFault.MOVED]), (nudged, [ViewFault.MOVED, ViewFault.NONE])]
)
def test_a_camera_that_hangs_askew_is_told_as_long_as_it_does(alter, told):
    eye, scene = an_eye(realign_s=6, fault_s=2), a_scene()
    watch(eye, scene, 0, 30)
    seen = watch(eye, scene, 30, 70, alter=alter)
    assert [look.view.fault for look in seen if look.view] == told
    assert seen[-1].fault is ViewFault.NONE


def test_a_pushed_camera_may_give_pictures_of_another_size():
    eye, scene = an_eye(realign_s=4), a_scene(a_pile())
    watch(eye, scene, 0, 58)
    assert watch(eye, scene, 58, 70, alter=pushed)[-1].fault is ViewFault.NONE
    seen = watch(eye, scene, 70, 90, alter=lambda frame, _at_s: frame[40:320])
    assert ENDED not in tales(seen)


def test_what_was_out_of_view_for_a_while_is_the_same_place_afterwards():
    eye, scene = an_eye(realign_s=4), a_scene()
    watch(eye, scene, 0, 30)
    watch(eye, scene, 30, 120, alter=out_of_view)
    seen = watch(eye, scene, 120, 200)
    assert seen[-1].fault is ViewFault.NONE
    assert tales(seen) == []
    assert eye.insight().background.changed[:, :90].mean() < 0.02


MASK = ((0.4, 0.5), (0.6, 0.5), (0.6, 0.8), (0.4, 0.8))


def test_of_a_pushed_camera_with_masks_nothing_is_shown_until_it_is_brought_back():
    eye, scene = an_eye(realign_s=4, masks=(MASK,)), a_scene()
    watch(eye, scene, 0, 12)
    seen = watch(eye, scene, 12, 30, alter=pushed)
    assert seen[1].picture.frame.std() == 0
    assert seen[-1].fault is ViewFault.NONE
    frame = seen[-1].picture.frame
    assert frame[int(0.6 * 360) - 20, 320 + 60].tolist() == [96, 96, 96]
    assert frame[200, 100].tolist() != [96, 96, 96]


def test_a_mast_that_sways_a_little_is_no_finding():
    def swaying(frame, at_s):
        return np.roll(frame, (int(at_s) * 7) % 9 - 4, axis=1)

    assert tales(watch(an_eye(), a_scene(), 0, 90, alter=swaying)) == []


def test_light_that_changes_everywhere_neither_finds_nor_closes():
    eye, scene = an_eye(), a_scene(a_pile())
    watch(eye, scene, 0, 58)
    turned = watch(eye, scene, 58, 110, alter=lambda frame, _at_s: 255 - frame)
    assert ENDED not in tales(turned)
    assert STARTED not in tales(turned)


def test_an_eye_that_was_restarted_still_knows_its_pile():
    first, scene = an_eye(), a_scene(a_pile(clear_s=70))
    (start,) = [tale for look in watch(first, scene, 0, 60) for tale in look.tales]
    second = an_eye()
    second.restore(first.memory())
    (end,) = [tale for look in watch(second, scene, 60, 100) for tale in look.tales]
    assert (end.change.phase, end.change.pile.id) == (Phase.END, start.change.pile.id)


def test_a_restart_does_not_put_off_a_pile_that_lies_there():
    first, scene = an_eye(), a_scene(a_pile(at_s=20))
    assert tales(watch(first, scene, 0, 32)) == []
    second = an_eye()
    second.restore(first.memory())
    seen = watch(second, scene, 32, 60)
    assert 8 <= next(number for number, look in enumerate(seen) if look.tales) <= 14


CORNERS = ((0.44, 0.58), (0.6, 0.58), (0.6, 0.74), (0.44, 0.74))


def test_a_marked_pile_is_told_when_the_place_is_known_and_ends_when_it_is_cleared():
    eye = an_eye(initial_piles=(CORNERS,))
    seen = watch(eye, a_scene(a_pile(at_s=0, clear_s=40)), 0, 80)
    assert tales(seen) == [STARTED, ENDED]


def test_a_marked_pile_that_stays_is_not_ended_by_who_passes_and_stands_before_it():
    def hidden(frame, at_s):
        if 40 <= at_s < 60:
            frame = frame.copy()
            frame[190:290, 270:400] = (40, 90, 160)
        return frame

    eye = an_eye(initial_piles=(CORNERS,))
    seen = watch(eye, a_scene(a_pile(at_s=0), walkers_every_s=17), 0, 90, alter=hidden)
    assert ENDED not in tales(seen)


def test_a_restart_does_not_mark_a_pile_again():
    first, scene = an_eye(initial_piles=(CORNERS,)), a_scene(a_pile(at_s=0))
    watch(first, scene, 0, 20)
    second = an_eye(initial_piles=(CORNERS,))
    second.restore(first.memory())
    assert tales(watch(second, scene, 20, 40)) == []


def test_an_eye_that_has_seen_nothing_has_nothing_to_remember():
    assert an_eye().memory() is None


def test_another_picture_size_begins_anew():
    eye, scene = an_eye(), a_scene(a_pile(at_s=0))
    watch(eye, scene, 0, 15)
    seen = watch(eye, scene, 15, 60, alter=lambda frame, _at_s: frame[:300].copy())
    assert tales(seen) == []


def finding_of(seen):
    return next(tale.change.pile.id for look in seen for tale in look.tales)


def test_a_false_alarm_is_told_no_more_and_its_end_is():
    eye, scene = an_eye(), a_scene(a_pile(grow_s=90, size_px=120, clear_s=140))
    first = watch(eye, scene, 0, 60)
    eye.adopt(Terms(verdicts={finding_of(first): False}))
    assert tales(watch(eye, scene, 60, 170)) == [ENDED]


def test_what_was_a_false_alarm_is_no_finding_when_it_comes_again_even_after_a_restart():
    eye = an_eye()
    finding = finding_of(watch(eye, a_scene(a_pile(clear_s=60)), 0, 85))
    again = an_eye()
    again.restore(eye.memory())
    again.adopt(Terms(verdicts={finding: False}))
    assert tales(watch(again, a_scene(a_pile(at_s=95)), 85, 140)) == []


def test_other_litter_at_the_patch_of_a_false_alarm_is_a_finding():
    eye = an_eye()
    finding = finding_of(watch(eye, a_scene(a_pile(clear_s=60)), 0, 85))
    eye.adopt(Terms(verdicts={finding: False}))
    heap = np.random.default_rng(8).integers(0, 255, (6, 8, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)

    def heaped(frame, at_s):
        if at_s >= 95:
            frame = frame.copy()
            frame[212:260, 298:362] = heap
        return frame

    assert tales(watch(eye, a_scene(), 85, 140, alter=heaped)) == [STARTED]


def test_a_false_alarm_that_is_undone_is_told_of_the_same_finding_again():
    eye, scene = an_eye(), a_scene(a_pile(grow_s=90, size_px=120))
    finding = finding_of(watch(eye, scene, 0, 60))
    eye.adopt(Terms(verdicts={finding: False}))
    watch(eye, scene, 60, 90)
    eye.adopt(Terms())
    seen = watch(eye, scene, 90, 150)
    assert {tale.change.pile.id for look in seen for tale in look.tales} == {finding}
    assert {phase for phase, _ in tales(seen)} == {Phase.UPDATE}


def test_a_zone_drawn_while_watching_holds_from_the_next_look():
    eye, scene = an_eye(), a_scene(a_pile(x_px=400))
    watch(eye, scene, 0, 15)
    left = Zone("left", ((0.0, 0.0), (0.3, 0.0), (0.3, 1.0), (0.0, 1.0)))
    eye.adopt(Terms(scene=Scene((left,))))
    assert tales(watch(eye, scene, 15, 70)) == []


def test_a_mask_drawn_while_watching_is_painted_at_once_and_is_no_finding():
    eye, scene = an_eye(), a_scene()
    watch(eye, scene, 0, 15)
    eye.adopt(Terms(masks=(MASK,)))
    seen = watch(eye, scene, 15, 60)
    assert seen[0].picture.frame[230, 320].tolist() == [96, 96, 96]
    assert tales(seen) == []


def test_what_a_mask_drawn_while_watching_hides_is_in_no_picture_of_before():
    eye, scene = an_eye(), a_scene(a_pile(x_px=500))
    watch(eye, scene, 0, 15)
    eye.adopt(Terms(masks=(MASK,)))
    (told,) = [look.tales[0] for look in watch(eye, scene, 15, 70) if look.tales]
    assert told.before is not None
    assert told.before.frame[230, 320].tolist() == [96, 96, 96]


def test_a_mask_taken_away_shows_the_place_again_and_is_no_finding():
    eye, scene = an_eye(masks=(MASK,)), a_scene()
    watch(eye, scene, 0, 15)
    eye.adopt(Terms())
    seen = watch(eye, scene, 15, 60)
    assert seen[0].picture.frame[230, 320].tolist() != [96, 96, 96]
    assert tales(seen) == []


def test_a_pile_marked_while_watching_is_told_once_and_ends_when_it_is_cleared():
    eye, scene = an_eye(), a_scene(a_pile(at_s=0, clear_s=50))
    watch(eye, scene, 0, 20)
    for since_s in (20, 21):
        eye.adopt(Terms(marks={"mark-1": CORNERS}))
        first = watch(eye, scene, since_s, since_s + 1)
        assert tales(first) == ([STARTED] if since_s == 20 else [])
    assert finding_of(later := watch(eye, scene, 22, 90)) == "mark-1"
    assert tales(later) == [ENDED]
