import numpy as np
import pytest

from devices.contract.bodies import ViewFault
from tests.vision.compose.village.scripts import a_fault, a_view, hour
from vision.quality import ViewState
from vision.steady import Steady

pytestmark = pytest.mark.slow

MOVED, NONE = ViewFault.MOVED, ViewFault.NONE


@pytest.mark.parametrize("poll_s", [5, 30, 60])
def test_a_camera_that_was_pushed_is_told_of_before_it_is_brought_back(poll_s):
    view = a_view(seed=4, faults=(a_fault(MOVED, 12, 13),))
    steady, state = Steady(30.0, 20.0), ViewState("cam-1", 10.0)
    reference = view.at(hour(11.9)).astype(np.float32)
    told = []
    for look in range(12):
        at_ms = hour(12) + 1000 * poll_s * look
        _, glance = steady.look(view.at(at_ms), at_ms, reference)
        change = state.step(glance.fault, at_ms)
        told += [change.fault] if change else []
    assert told == [MOVED, NONE]


def test_what_a_pushed_camera_does_not_show_is_given_as_it_is_known():
    view = a_view(seed=4, faults=(a_fault(MOVED, 12, 13),))
    steady = Steady(30.0, 20.0)
    reference = view.at(hour(11.9)).astype(np.float32)
    for at_s in range(0, 60, 5):
        seen, _ = steady.look(view.at(hour(12) + 1000 * at_s), hour(12) + 1000 * at_s, reference)
    assert steady.unseen is not None
    assert 0.02 < steady.unseen.mean() < 0.4
    assert np.array_equal(seen[steady.unseen], reference[steady.unseen])
