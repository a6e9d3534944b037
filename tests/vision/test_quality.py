import numpy as np
import pytest

from devices.contract.bodies import Phase, ViewFault
from tests.vision.compose.village.scripts import a_fault, a_shower, a_view, hour
from tests.vision.scenes import a_scene
from vision.quality import ViewJudge, ViewState

NONE, BLACK, LOST = ViewFault.NONE, ViewFault.BLACK, ViewFault.LOST
STREET = a_scene().draw(0)
LATER = a_scene().draw(1)


def flat(frame):
    return np.full_like(frame, 120)


ALTERED = {
    "as it was": (LATER, NONE),
    "dark": ((LATER * 0.03).astype(np.uint8), ViewFault.BLACK),
    "at dusk without a lamp": (60 + (LATER * 0.05).astype(np.uint8) - 20, ViewFault.DIM),
    "with the sun in the lens": (
        np.clip(LATER.astype(int) * 4, 0, 255).astype(np.uint8),
        ViewFault.OVEREXPOSED,
    ),
    "behind a leaf": (flat(LATER), ViewFault.COVERED),
    "turned": (np.roll(LATER, 120, axis=1), ViewFault.MOVED),
    "tilted": (np.roll(LATER, 40, axis=0), ViewFault.MOVED),
    "half as bright": (LATER // 2, NONE),
    "shaken a little": (np.roll(LATER, 6, axis=1), NONE),
}


@pytest.mark.parametrize("view", ALTERED)
def test_a_view_is_judged_when_it_is(view):
    frame, fault = ALTERED[view]
    assert ViewJudge(frozen_s=30).look(frame, 0, STREET).fault is fault


def test_a_place_that_is_white_itself_is_not_overexposed():
    white = np.clip(STREET.astype(int) * 4, 0, 255).astype(np.uint8)
    assert ViewJudge(frozen_s=30).look(white, 0, white).fault is NONE


def test_a_view_out_of_focus_is_blurred():
    soft = STREET.astype(np.float32)
    for _ in range(40):
        soft = (
            soft + np.roll(soft, 1, 0) + np.roll(soft, 1, 1) + np.roll(soft, -1, 0) + np.roll(soft, -1, 1)
        ) / 5
    assert ViewJudge(frozen_s=30).look(soft.astype(np.uint8), 0, STREET).fault is ViewFault.BLURRED


def test_a_small_shake_is_measured_in_shares_of_the_width():
    shift = ViewJudge(frozen_s=30).look(np.roll(LATER, 8, axis=1), 0, STREET).shift
    assert shift.x == pytest.approx(8 / 640, abs=0.004)


def test_without_a_reference_nothing_is_moved():
    assert ViewJudge(frozen_s=30).look(STREET, 0, None).fault is NONE


def test_a_reference_of_another_size_is_not_compared():
    assert ViewJudge(frozen_s=30).look(STREET[:300], 0, STREET).fault is NONE


def test_the_same_picture_for_long_is_frozen():
    judge = ViewJudge(frozen_s=30)
    faults = [judge.look(STREET.copy(), at_s * 1000, None).fault for at_s in (0, 10, 29, 30)]
    assert faults == [NONE, NONE, NONE, ViewFault.FROZEN]


@pytest.mark.parametrize("view", ["dark", "behind a leaf"])
def test_a_faulty_picture_that_comes_again_and_again_keeps_its_fault(view):
    frame, fault = ALTERED[view]
    judge = ViewJudge(frozen_s=30)
    found = [judge.look(frame.copy(), at_s * 1000, STREET) for at_s in range(0, 60, 10)]
    assert {glance.fault for glance in found} == {fault}
    assert [glance.is_repeated for glance in found] == [False] + [True] * 5


def test_a_picture_that_comes_twice_is_repeated_before_it_is_frozen():
    judge = ViewJudge(frozen_s=30)
    seen = [judge.look(frame.copy(), 0, None).is_repeated for frame in (STREET, STREET, LATER)]
    assert seen == [False, True, False]


def test_a_picture_with_noise_is_not_frozen():
    judge = ViewJudge(frozen_s=30)
    faults = [judge.look(frame, at_s * 1000, None).fault for at_s, frame in ((0, STREET), (40, LATER))]
    assert faults == [NONE, NONE]


def told(*faults, fault_s=2):
    state = ViewState("cam-1", fault_s)
    return [change for at_s, fault in enumerate(faults) if (change := state.step(fault, at_s * 1000))]


def test_a_short_fault_is_not_told():
    assert told(NONE, BLACK, BLACK, NONE, NONE, NONE) == []


def test_a_fault_that_lasts_is_told_once():
    (change,) = told(BLACK, BLACK, BLACK, BLACK, BLACK)
    assert (change.phase, change.fault, change.at_ms) == (Phase.START, BLACK, 2000)


@pytest.mark.parametrize("fault", [ViewFault.FROZEN, LOST])
def test_what_is_seen_only_after_it_has_lasted_is_told_at_once(fault):
    assert [change.fault for change in told(NONE, fault)] == [fault]


def test_another_fault_of_the_same_event_is_an_update():
    changes = told(*[BLACK] * 3, *[LOST] * 3, *[NONE] * 3)
    assert [(change.phase, change.fault) for change in changes] == [
        (Phase.START, BLACK),
        (Phase.UPDATE, LOST),
        (Phase.END, NONE),
    ]
    assert len({change.event for change in changes}) == 1


def test_two_events_have_two_ids():
    changes = told(*[BLACK] * 3, *[NONE] * 3, *[BLACK] * 3)
    assert changes[0].event != changes[2].event


def test_a_restarted_state_ends_the_event_of_the_process_before():
    state = ViewState("cam-1", 0)
    state.restore(BLACK, "event-1")
    change = state.step(NONE, 5)
    assert change is not None
    assert (change.phase, change.event) == (Phase.END, "event-1")


def test_a_fault_is_told_although_the_clock_is_set_back():
    state = ViewState("cam-1", fault_s=10)
    state.step(ViewFault.BLACK, 3_600_000)
    assert state.step(ViewFault.BLACK, 1_000) is None
    assert state.step(ViewFault.BLACK, 11_000).fault is ViewFault.BLACK


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_camera_that_is_knocked_aside_and_turned_has_moved(seed):
    view = a_view(seed=seed, people=1.0, faults=(a_fault(ViewFault.MOVED, 12, 13),))
    assert ViewJudge(30).look(view.at(hour(12.5)), 0, view.at(hour(11.9))).fault is ViewFault.MOVED


@pytest.mark.slow
@pytest.mark.parametrize(("known_h", "at_h"), [(12, 6.5), (12, 14.5), (12, 18.9), (19.5, 23)])
def test_neither_night_nor_rain_nor_a_crowd_moves_a_camera(known_h, at_h):
    for seed in range(4):
        view = a_view(seed=seed, people=6.0, vehicles=2.0, rains=a_shower(14, 15))
        assert ViewJudge(30).look(view.at(hour(at_h)), 0, view.at(hour(known_h))).fault is ViewFault.NONE
