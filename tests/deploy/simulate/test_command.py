"""The command line of a simulation."""

import pytest
from typer.testing import CliRunner

from deploy.cli import app


@pytest.mark.parametrize("speed", ["quick", "0", "-3", "20000"])
def test_a_speed_that_is_none_is_refused_with_what_was_expected(speed, tmp_path):
    done = CliRunner().invoke(app, ["simulate", "ordinary-day", "--speed", speed, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "expected max, or a number" in done.output.replace("\n", " ")


def test_a_scenario_that_is_none_is_named_with_those_that_are_shipped(tmp_path):
    done = CliRunner().invoke(app, ["simulate", "nowhere", "--out", str(tmp_path / "run")])
    assert "ordinary-day" in str(done.exception)
