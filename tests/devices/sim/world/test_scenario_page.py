"""The page about scenarios names everything a scenario may say."""

from pathlib import Path
from typing import get_args

import pytest

from devices.sim.world.happening import Happening
from devices.sim.world.need import Rule
from devices.sim.world.scenario import Scenario, Size, read, shipped
from devices.sim.world.world import World

PAGE = Path("docs/scenarios.md").read_text(encoding="utf-8")
KINDS = [
    what
    for model in get_args(get_args(Happening)[0])
    for what in get_args(model.model_fields["what"].annotation)
]


@pytest.mark.parametrize("what", [*KINDS, *Rule, *shipped()])
def test_every_happening_rule_and_shipped_scenario_is_on_the_page(what):
    assert f"`{what}`" in PAGE


@pytest.mark.parametrize(
    "key", [*sorted(Scenario.model_fields.keys() - {"size", "happens"}), *Size.model_fields]
)
def test_every_key_of_the_head_is_on_the_page(key):
    assert f"    {key} = " in PAGE


def test_the_example_of_the_page_can_be_played():
    told = PAGE.partition("## What a good command centre")[0]
    code = "\n".join(line[4:] for line in told.splitlines() if line.startswith("    "))
    assert World(read(code.replace("day = 2", "day = 1"), "docs/scenarios.md"), 1).scenario.en == "Market day"
