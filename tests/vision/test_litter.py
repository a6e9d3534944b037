import numpy as np
import pytest

from vision.agreement import Opinion
from vision.appearance import Look
from vision.background import Background
from vision.litter import StillChange, Verdict, correlation, is_ghost, is_light_only

SHAPE = (80, 120)
GROUND = np.random.default_rng(2).integers(90, 130, (*SHAPE, 3)).astype(np.uint8)
SPOT = np.s_[30:50, 40:70]
ZONE = np.ones(SHAPE, np.bool_)


def rubbish():
    frame = GROUND.copy()
    frame[SPOT] = np.random.default_rng(3).integers(0, 255, (20, 30, 3))
    return frame


def shadow():
    frame = GROUND.copy()
    frame[SPOT] = (frame[SPOT] * 0.6).astype(np.uint8)
    return frame


def a_background(*, slow=GROUND, dwell_s=20.0, moving=False, **claims):
    dwell = np.zeros(SHAPE, np.float32)
    dwell[SPOT] = dwell_s
    moves = np.zeros(SHAPE, np.bool_)
    moves[SPOT] = moving
    facts = {"is_settled": True, "is_upheaval": False, **claims}
    return Background(slow.astype(np.float32), dwell > 0, moves, dwell, **facts)


def proposed(frame, background, *, zone=ZONE, min_area_px=50, max_area_px=5000):
    return StillChange(zone, min_area_px, max_area_px).propose(frame, background, 10.0)


def test_what_came_and_stays_is_proposed_where_it_lies():
    (region,) = proposed(rubbish(), a_background())
    assert region.verdict is Verdict.LITTER
    assert region.xywh_px == (40, 30, 30, 20)
    assert region.area_px == 600
    assert 0.5 < region.confidence < 1
    assert region.spread_on(SHAPE)[SPOT].all()


@pytest.mark.parametrize(
    ("background", "limits"),
    [
        (a_background(dwell_s=9), {}),
        (a_background(is_settled=False), {}),
        (a_background(is_upheaval=True), {}),
        (a_background(), {"min_area_px": 700}),
        (a_background(), {"max_area_px": 500}),
        (a_background(), {"zone": ~ZONE}),
    ],
    ids=["too short", "not settled", "upheaval", "too small", "too large", "outside the zone"],
)
def test_nothing_is_proposed_when_it_is(background, limits):
    assert proposed(rubbish(), background, **limits) == []


def test_a_region_has_stayed_as_long_as_half_of_its_pixels():
    background = a_background()
    background.dwell_s[30:39, 40:70] = 12
    (region,) = proposed(rubbish(), background)
    assert region.dwell_s == 20


def test_given_changes_are_judged_whatever_their_size_and_age():
    detector = StillChange(ZONE, 5000, 6000)
    (region,) = detector.judge(
        rubbish(), a_background(dwell_s=0), [((40, 30, 30, 20), np.ones((20, 30), np.bool_))]
    )
    assert region.verdict is Verdict.LITTER


def test_a_shadow_is_only_light():
    (region,) = proposed(shadow(), a_background())
    assert region.verdict is Verdict.LIGHT


def test_a_thing_that_went_away_is_a_ghost():
    (region,) = proposed(GROUND, a_background(slow=rubbish()))
    assert region.verdict is Verdict.GHOST


def test_what_something_moves_before_is_covered():
    (region,) = proposed(rubbish(), a_background(moving=True))
    assert region.verdict is Verdict.COVERED


def test_bags_close_together_are_one_region():
    dwell = np.zeros(SHAPE, np.float32)
    dwell[30:50, 40:52] = dwell[30:50, 58:70] = 20
    background = a_background()
    apart = Background(
        background.slow, dwell > 0, background.moving, dwell, is_settled=True, is_upheaval=False
    )
    assert len(proposed(rubbish(), apart)) == 1


class Views:
    """Takes a large change for a vehicle, and any part of it for a ghost."""

    def opinions(self, _now, _empty, blobs):
        looks = [Look.VEHICLE if mask.sum() >= 600 else Look.GHOST for _, mask in blobs]
        return [Opinion(look, 0.05, (0.05,)) for look in looks]


def test_a_part_of_a_vehicle_is_no_ghost_that_is_forgiven():
    background = a_background(slow=rubbish())
    background.dwell_s[30:50, 40:55] = 40
    regions = StillChange(ZONE, 50, 5000, Views()).propose(GROUND, background, 10.0)
    assert {region.verdict for region in regions} == {Verdict.VEHICLE, Verdict.UNSURE}


def crops(now, before):
    return np.float32(now), np.float32(before), np.ones(np.shape(now)[:2], np.bool_)


def test_a_shadow_on_even_ground_is_only_light():
    assert is_light_only(*crops(np.full((9, 9, 3), 66), np.full((9, 9, 3), 110)))


def test_a_coloured_thing_on_even_ground_is_not_only_light():
    assert not is_light_only(*crops(np.full((9, 9, 3), (20, 20, 160)), np.full((9, 9, 3), 110)))


def test_a_black_bag_is_not_only_light():
    assert not is_light_only(*crops(np.full((9, 9, 3), 20), np.full((9, 9, 3), 110)))


def test_a_thing_that_came_is_no_ghost():
    assert not is_ghost(rubbish(), GROUND.astype(np.float32), (40, 30, 30, 20), np.ones((20, 30), np.bool_))


def test_a_flat_row_is_correlated_with_nothing():
    assert correlation(np.ones(5, np.float32), np.arange(5, dtype=np.float32)) == 0
