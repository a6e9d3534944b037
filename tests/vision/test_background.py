from dataclasses import replace

import numpy as np
import pytest

from vision.background import BackgroundModel, Rates

RATES = Rates(learn_s=5, slow_s=20, fast_s=2, absorb_s=60, forgive_s=3, relearn_s=4, poll_s=0.5)
SHAPE = (40, 60)
GROUND = np.random.default_rng(1).integers(80, 140, (*SHAPE, 3)).astype(np.uint8)
NOTHING = np.zeros(SHAPE, np.bool_)
SPOT = np.s_[10:20, 10:20]


def with_spot(colour=(10, 10, 250)):
    frame = GROUND.copy()
    frame[SPOT] = colour
    return frame


def guard():
    mask = NOTHING.copy()
    mask[SPOT] = True
    return mask


def a_model(seconds=10):
    model = BackgroundModel(RATES)
    for at_s in range(seconds):
        model.look(GROUND, at_s * 1000, NOTHING)
    return model


def looks(model, frame, since_s, until_s, protected=NOTHING):
    return [model.look(frame, at_s * 1000, protected) for at_s in range(since_s, until_s)][-1]


def test_before_the_first_look_there_is_no_picture():
    assert BackgroundModel(RATES).picture() is None


def test_the_empty_place_is_learnt_within_the_learning_time():
    model = BackgroundModel(RATES)
    settled = [model.look(GROUND, at_s * 1000, NOTHING).is_settled for at_s in range(8)]
    assert settled == [False] * 5 + [True] * 3


def test_what_came_is_changed_and_first_moving_then_still():
    model = a_model()
    assert model.look(with_spot(), 10_000, NOTHING).moving[SPOT].mean() > 0.5
    later = looks(model, with_spot(), 11, 20)
    assert later.changed[SPOT].mean() > 0.9
    assert not later.moving.any()


def test_dwell_counts_seconds_of_being_changed_and_still():
    later = looks(a_model(), with_spot(), 10, 30)
    assert 10 <= later.dwell_s[15, 15] <= 19
    assert later.dwell_s[30, 30] == 0


def test_dwell_is_gone_soon_after_the_thing_is_gone():
    model = a_model()
    looks(model, with_spot(), 10, 22)
    assert looks(model, GROUND, 22, 32).dwell_s[15, 15] == 0


def test_someone_passing_takes_little_of_the_dwell():
    model = a_model()
    before = looks(model, with_spot(), 10, 30).dwell_s[15, 15]
    looks(model, with_spot((250, 250, 10)), 30, 32)
    assert looks(model, with_spot(), 32, 38).dwell_s[15, 15] > before - 4


def test_a_protected_pile_is_never_learnt():
    model = a_model()
    later = looks(model, with_spot(), 10, 400, guard())
    assert later.changed[SPOT].mean() > 0.9


def test_what_stands_there_for_long_and_is_no_pile_is_learnt_at_once():
    model = a_model()
    looks(model, with_spot(), 10, 60)
    model.absorb(guard())
    assert model.look(with_spot(), 60_000, NOTHING).changed[SPOT].any()
    looks(model, with_spot(), 61, 80)
    model.absorb(guard())
    assert not model.look(with_spot(), 80_000, NOTHING).changed[SPOT].any()


def test_who_walks_by_while_the_place_is_learnt_is_not_in_it():
    model = BackgroundModel(RATES)
    for number in range(26):
        model.look(with_spot() if number % 5 == 0 else GROUND, number * 200, NOTHING)
    later = model.look(GROUND, 5_200, NOTHING)
    assert later.is_settled
    assert np.abs(later.slow[SPOT] - GROUND[SPOT]).mean() < 16


def in_infrared(frame):
    return np.repeat(frame.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)


def test_a_camera_that_goes_over_to_infrared_sees_the_same_place():
    model = a_model()
    later = looks(model, in_infrared(GROUND), 10, 13)
    assert (later.is_grey, later.is_upheaval) == (True, False)
    assert later.changed.mean() < 0.05


def lit_by_its_lamp(frame):
    """In infrared, its right third beyond the reach of the lamp."""
    seen = in_infrared(frame)
    seen[:, 40:] //= 3
    return seen


def test_what_only_the_lamp_of_infrared_shows_otherwise_is_no_change_for_long():
    model = a_model()
    assert looks(model, lit_by_its_lamp(GROUND), 10, 13).changed.mean() > 0.2
    assert looks(model, lit_by_its_lamp(GROUND), 13, 17).changed.mean() < 0.02


def test_what_had_come_before_infrared_is_still_changed_in_it_and_what_just_came_is_not():
    model = a_model()
    looks(model, with_spot(), 10, 90)
    passing = with_spot()
    passing[25:35, 45:55] = (250, 250, 250)
    model.look(passing, 90_000, NOTHING)
    later = looks(model, lit_by_its_lamp(with_spot((250, 250, 250))), 91, 120)
    assert later.changed[SPOT].mean() > 0.8
    assert later.changed[25:35, 45:55].mean() < 0.1


def test_in_the_dusk_a_camera_goes_over_and_back_and_what_came_is_still_changed():
    model = a_model()
    looks(model, with_spot(), 10, 90)
    night = lit_by_its_lamp(with_spot((250, 250, 250)))
    looks(model, night, 90, 95)
    looks(model, with_spot(), 95, 100)
    later = looks(model, night, 100, 130)
    assert later.changed[SPOT].mean() > 0.8
    assert later.dwell_s[15, 15] > 60


def test_the_ground_of_a_pile_is_not_learnt_because_it_is_seen_in_infrared():
    model = a_model()
    looks(model, with_spot(), 10, 30, guard())
    later = looks(model, lit_by_its_lamp(with_spot((250, 250, 250))), 30, 60, guard())
    assert later.changed[SPOT].mean() > 0.8


def test_a_bag_like_the_ground_is_not_eaten_up_from_its_rim_by_night():
    even = np.full((*SHAPE, 3), 70, np.uint8)
    model = BackgroundModel(RATES)
    looks(model, even, 0, 10)
    bag = even.copy()
    bag[10:22:4, 10:30] = bag[11:22:4, 10:30] = 110
    bag[12:22:4, 10:30] = bag[13:22:4, 10:30] = 80
    first = looks(model, bag, 10, 14).changed[SPOT].mean()
    assert looks(model, bag, 14, 300).changed[SPOT].mean() >= 0.9 * first > 0


def test_by_day_the_place_has_its_colours_again():
    model = a_model()
    looks(model, in_infrared(GROUND), 10, 30)
    later = looks(model, GROUND, 30, 33)
    assert not later.is_grey
    assert later.changed.mean() < 0.02


def test_what_is_forgiven_becomes_background_at_once():
    model = a_model()
    looks(model, with_spot(), 10, 25)
    for _ in range(3):
        model.forgive(guard(), 1.0)
    assert not model.look(with_spot(), 25_000, NOTHING).changed[SPOT].any()


def test_what_is_forgiven_only_for_a_moment_is_not():
    model = a_model()
    looks(model, with_spot(), 10, 25)
    for pixels in (guard(), guard(), NOTHING, guard()):
        model.forgive(pixels, 1.0)
    assert model.look(with_spot(), 25_000, NOTHING).changed[SPOT].any()


FAR_APART = replace(RATES, poll_s=30)


def looks_far_apart(model, frame, since, until):
    return [model.look(frame, at * 30_000, NOTHING) for at in range(since, until)][-1]


def test_where_looks_are_far_apart_one_of_them_forgives_nothing():
    model = BackgroundModel(FAR_APART)
    looks_far_apart(model, GROUND, 0, 10)
    looks_far_apart(model, with_spot(), 10, 14)
    for _ in range(4):
        model.forgive(guard(), 30.0)
    assert model.look(with_spot(), 14 * 30_000, NOTHING).changed[SPOT].mean() > 0.9
    model.forgive(guard(), 30.0)
    assert not model.look(with_spot(), 15 * 30_000, NOTHING).changed[SPOT].any()


def test_forgiving_before_the_first_look_does_nothing():
    model = BackgroundModel(RATES)
    model.forgive(NOTHING, 1.0)
    assert model.picture() is None


@pytest.mark.parametrize("light", [0.55, 0.8, 1.3])
def test_light_on_everything_changes_nothing(light):
    later = looks(a_model(), (GROUND * light).astype(np.uint8), 10, 12)
    assert later.changed.mean() < 0.02


def test_the_ground_under_a_protected_pile_follows_the_light():
    model = a_model()
    looks(model, with_spot(), 10, 20, guard())
    looks(model, (with_spot() * 0.6).astype(np.uint8), 20, 30, guard())
    later = model.look((GROUND * 0.6).astype(np.uint8), 30_000, guard())
    assert not later.changed[SPOT].any()


def test_a_change_everywhere_is_an_upheaval_and_then_learnt_anew():
    model, turned = a_model(), GROUND.copy()
    turned[:, :20], turned[:, 40:] = 20, 230
    assert model.look(turned, 10_000, NOTHING).is_upheaval
    later = looks(model, turned, 11, 30)
    assert not later.is_upheaval
    assert later.changed.mean() < 0.05


def test_a_place_too_dark_to_tell_the_light_keeps_what_was_known():
    model, night = BackgroundModel(RATES), np.full_like(GROUND, 9)
    looks(model, night, 0, 10)
    assert model.look(night // 3, 10_000, NOTHING).slow.mean() == pytest.approx(9, abs=1)


def test_a_picture_of_another_size_begins_anew():
    model = a_model()
    assert not model.look(GROUND[:20], 10_000, NOTHING[:20]).is_settled


def test_a_restored_place_is_settled_at_once():
    first, second = a_model(), BackgroundModel(RATES)
    place = first.picture()
    assert place is not None
    second.restore(place, first.dwell_s(), 10_000)
    assert second.look(GROUND, 11_000, NOTHING).is_settled


def test_a_clock_that_goes_back_counts_as_no_time():
    model = a_model()
    looks(model, with_spot(), 10, 15)
    before = model.look(with_spot(), 15_000, NOTHING).dwell_s.max()
    assert model.look(with_spot(), 3_000, NOTHING).dwell_s.max() == before
