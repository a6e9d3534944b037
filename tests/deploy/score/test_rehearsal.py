"""A short week of few bins, played into the pure core."""

from pathlib import Path

import pytest

from deploy.bench import rehearsal as bench
from deploy.score.alarms import alarms
from deploy.score.answered import LevelsShown, Stood, TicketSaid
from deploy.score.emptyings import emptyings
from deploy.score.figure import Measured
from deploy.score.rehearsal import rehearse
from deploy.score.run import Run
from deploy.score.truth import Filled
from devices.sim.world.scenario import load
from devices.sim.world.world import World

pytestmark = pytest.mark.slow

_SHORT = """
zh = "两天"
en = "Two days"
date = 2026-05-11
lasts = "{hours} h"
bin_trouble = 0.0

[size]
villages = 2
gateways = 2
bins = {bins}
cameras = 0
speakers = 0
sensors = 0

[[happens]]
what = "collection"
day = "every"
at = "20:00"
takes = "30 min"
"""

_WILD = """
[[happens]]
what = "wild"
who = { class = "bin", count = 1 }
share = 0.6
at = "02:00"
lasts = "10 h"
"""


@pytest.fixture(scope="module", name="run")
def _run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    file = tmp_path_factory.mktemp("scenario") / "short.toml"
    file.write_text(_SHORT.format(hours=36, bins=6), "utf-8")
    return rehearse(World(load(str(file)), 3))


def test_every_truck_of_a_quiet_day_leaves_a_record(run: Run) -> None:
    found = emptyings(run)
    assert found["emptied_recall"].value == 100.0
    assert found["emptied_precision"].value == 100.0


def test_what_is_shown_of_a_bin_is_as_true_as_its_newest_reading(run: Run) -> None:
    shown = {line.device: dict(line.rows) for line in run.answers.of(LevelsShown)}
    true_pct = {
        (line.device, line.at_ms): line.fill_pct for line in run.truth.of(Filled) if line.device in shown
    }
    errors = sorted(
        abs(shown[device][at_ms] - pct) for (device, at_ms), pct in true_pct.items() if at_ms in shown[device]
    )
    assert errors
    assert errors[len(errors) * 9 // 10] < 10


def test_a_full_bin_is_a_matter_that_its_truck_ends(run: Run) -> None:
    tickets = run.answers.of(TicketSaid)
    assert tickets
    assert all(ticket.closed_ms is None or ticket.closed_ms > ticket.at_ms for ticket in tickets)
    assert any(ticket.closed_ms is not None for ticket in tickets)


def test_the_day_of_a_full_bin_ends_cleared_after_its_truck(run: Run) -> None:
    collections = [line.rows for line in run.answers.of(Stood) if line.field == "collection"]
    said = {value for rows in collections for _, value in rows}
    assert {"nothing", "waiting", "cleared"} <= said


def test_a_sensor_that_strays_is_told_once_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "wild.toml"
    file.write_text(_SHORT.format(hours=24, bins=6) + _WILD, "utf-8")
    found = alarms(rehearse(World(load(str(file)), 3)))
    assert found["alarm_recall_bin_odd"] == Measured(100.0, 1)
    assert found["alarm_precision_bin_odd"] == Measured(100.0, 1)


def test_the_same_world_gives_the_same_figures() -> None:
    names = ["festival"]
    assert bench.run([2], names) == bench.run([2], names)
