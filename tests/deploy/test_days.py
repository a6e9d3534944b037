"""Cameras of a scenario, drawn and watched without servers."""

import pytest

from deploy.days import DayTrial, figures, watched
from deploy.errors import CannotRun
from deploy.score.answered import FindingSaid
from deploy.score.truth import TruePile

SCENARIO = """
zh = "一小时"
en = "An hour"
date = 2026-05-13
begins = "12:00"
lasts = "50 min"
[size]
villages = 2
gateways = 1
bins = 0
cameras = 2
speakers = 0
sensors = 0
camera_every_s = 30
[[happens]]
what = "dumping"
who = { ids = ["cam-001"] }
kind = "bags"
size_m2 = 3.0
at = "12:15"
lasts = "20 min"
"""


@pytest.fixture
def hour(tmp_path):
    file = tmp_path / "hour.toml"
    file.write_text(SCENARIO, "utf-8")
    return file


@pytest.mark.slow
def test_a_pile_that_is_laid_and_cleared_is_found_and_its_clearing_seen(hour, tmp_path):
    told = []
    trial = DayTrial(str(hour), 1, frozenset({"cam-001"}), out=tmp_path / "out")
    run = watched(trial, told.append)
    found = figures(run)
    assert (found["litter_recall"], found["litter_closed"], found["litter_false_closures"]) == (100, 100, 0)
    assert {finding.device for finding in run.answers.of(FindingSaid)} == {"cam-001"}
    assert len(run.truth.of(TruePile)) == len(told) == 1
    assert any("start" in picture.name for picture in trial.out.iterdir())


def test_a_camera_that_the_scenario_lacks_is_refused_with_those_it_has(hour):
    with pytest.raises(CannotRun, match=r"expected cameras cam-9.*has cam-001, cam-002"):
        watched(DayTrial(str(hour), 1, frozenset({"cam-9"})), lambda _: None)


def test_a_scenario_that_is_not_there_is_refused():
    with pytest.raises(CannotRun, match="nowhere"):
        watched(DayTrial("nowhere", 1), lambda _: None)
