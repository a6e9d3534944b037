"""The folder of one run."""

import json

import pytest

from deploy.errors import CannotRun
from deploy.simulate import folder
from devices.sim.world.scenario import read
from devices.sim.world.world import World
from tests.deploy.simulate.scenarios import SMALL


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "precious.txt").touch()
    with pytest.raises(CannotRun, match="--out"):
        folder.check(tmp_path)


def test_an_earlier_run_is_removed_but_for_the_lock(tmp_path):
    for name in ("truth.jsonl", "run.json", "lock"):
        (tmp_path / name).touch()
    (tmp_path / "hub").mkdir()
    folder.check(tmp_path)
    folder.empty(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_folder_that_is_not_there_yet_is_free(tmp_path):
    folder.check(tmp_path / "new")


def test_the_same_scenario_and_seed_give_the_same_truth_bit_for_bit(tmp_path):
    truths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        folder.write_truth(tmp_path / name, World(read(SMALL, "small"), 3))
        truths.append((tmp_path / name / "truth.jsonl").read_bytes())
    assert truths[0] == truths[1] != b""


def test_what_a_run_came_to_is_written_as_json(tmp_path):
    folder.write_summary(tmp_path, {"speed": 120.5})
    assert json.loads((tmp_path / "run.json").read_text("utf-8")) == {"speed": 120.5}


@pytest.mark.parametrize("scenario", ["ordinary-day", "somewhere/ordinary-day.toml"])
def test_a_run_has_a_folder_of_its_own_by_scenario_and_seed(scenario):
    assert folder.usual(scenario, 7).name == "ordinary-day-7"
