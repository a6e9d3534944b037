"""A small crowd of loudspeakers on a real broker, and a hub that is killed while it announces."""

import io

import pytest
from rich.console import Console

from deploy.bench.broadcast import Crowd, run
from deploy.screen import Screen

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]


def test_every_loudspeaker_sounds_once_and_who_is_away_is_listed() -> None:
    found = run(Crowd(12, offline_pct=25, kills=3, seed=7), Screen(Console(file=io.StringIO())))
    assert found["at_30_s"] == {
        "is_complete": True,
        "listed": 3,
        "is_exact": True,
        "reasons": {"offline": 3},
    }
    assert found["came_too_late"] == {"speakers": 3, "plays": 0, "expired": 3}
    assert found["refused_orders"] == 0
    kills = found["kills"]
    assert isinstance(kills, dict)
    assert (kills["more_than_once"], kills["late"], kills["false_played"]) == (0, 0, 0)
    assert set(kills["plays"]) <= {1}
