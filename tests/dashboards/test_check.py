"""Every rule is seen to fail once."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboards.build import documents
from dashboards.check import flaws

GOOD: dict[str, Any] = json.loads(dict(documents())["one-screen.en.json"])


def first_panel(board: dict[str, Any]) -> dict[str, Any]:
    return board["panels"][0]


BREAKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "must have 1 to 40 characters": lambda board: board.update(uid="x" * 41),
    "must not be editable": lambda board: board.update(editable=True),
    "must not carry an id": lambda board: board.update(id=7),
    "the dashboard has no title": lambda board: board.pop("title"),
    "has no description": lambda board: first_panel(board).update(description=""),
    "has no unit": lambda board: first_panel(board)["fieldConfig"]["defaults"].pop("unit"),
    "asks nothing": lambda board: first_panel(board).update(targets=[]),
    "takes its data source from elsewhere": lambda board: first_panel(board).update(
        datasource={"uid": "P1809F7CD0C75ACF3"}
    ),
    "without the time range": lambda board: first_panel(board)["targets"][0].update(
        query="SELECT last(a) FROM b"
    ),
    "2 panels have the id 2": lambda board: first_panel(board).update(id=2),
    "wider than the 24 columns": lambda board: board["panels"][-1]["gridPos"].update(w=13),
    "panels overlap": lambda board: first_panel(board)["gridPos"].update(w=7),
}


@pytest.mark.parametrize("text", BREAKS)
def test_a_broken_rule_is_said(text: str) -> None:
    board = copy.deepcopy(GOOD)
    BREAKS[text](board)
    assert any(text in flaw for flaw in flaws(board))


def test_a_document_of_another_kind_is_no_crash() -> None:
    assert flaws({"panels": [7, {"targets": "x", "gridPos": {"w": "wide"}}]})
