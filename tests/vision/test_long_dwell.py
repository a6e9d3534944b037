"""The dwell time of production, 180 s, seen as rarely as cameras are looked at there."""

import numpy as np
import pytest

from devices.contract.bodies import Phase
from tests.vision.scenes import BEGUN_MS, a_pile, a_scene
from vision.background import Rates
from vision.eye import Eye, EyeOptions
from vision.picture import Picture
from vision.weights import appearance

LAID_S, CLEARED_S, UNTIL_S = 120.0, 600.0, 780.0
# Looks begin before it lies there; what is told comes with the next look, and clearing takes ten.
LATE_LOOKS, CLEAR_LOOKS, CLEAR_S = 3, 10, 60.0

pytestmark = pytest.mark.slow


def told(scene, poll_s, *, light=lambda _at_s: 1.0):
    """(second, phase) of all that a camera tells but updates."""
    eye = Eye(EyeOptions("cam-1", weights=appearance(), rates=Rates(poll_s=poll_s)))
    return [
        (float(at_s), tale.change.phase)
        for at_s in np.arange(0.0, UNTIL_S, poll_s)
        for tale in eye.look(Picture(scene.draw(float(at_s), light(at_s)), BEGUN_MS + int(1000 * at_s))).tales
        if tale.change.phase is not Phase.UPDATE
    ]


@pytest.mark.parametrize("poll_s", [2.0, 10.0, 15.0])
def test_a_pile_is_one_finding_after_three_minutes_however_rarely_one_looks(poll_s):
    scene = a_scene(a_pile(at_s=LAID_S, clear_s=CLEARED_S), walkers_every_s=45, traffic_every_s=120)
    (started_s, first), (ended_s, last) = told(scene, poll_s)
    assert (first, last) == (Phase.START, Phase.END)
    assert 180 <= started_s - LAID_S <= 180 + LATE_LOOKS * poll_s
    assert CLEAR_S <= ended_s - CLEARED_S <= max(CLEAR_S, CLEAR_LOOKS * poll_s) + 4 * poll_s


def test_what_is_taken_away_within_three_minutes_is_no_finding():
    assert told(a_scene(a_pile(at_s=LAID_S, clear_s=LAID_S + 150), walkers_every_s=45), 10.0) == []


def test_dusk_within_the_three_minutes_neither_finds_nor_hides():
    scene = a_scene(a_pile(at_s=LAID_S))
    starts = told(scene, 10.0, light=lambda at_s: float(np.interp(at_s, (100, 500), (1.0, 0.6))))
    assert [phase for _, phase in starts] == [Phase.START]
