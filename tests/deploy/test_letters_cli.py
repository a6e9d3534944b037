import json

import pytest
from typer.testing import CliRunner

from deploy import cli

GROUP = {
    "id": "0123456789ab",
    "count": 41,
    "kept": 2,
    "fault": {"code": "body"},
    "is_partial": False,
    "subject": "bin-001",
    "first_at": "2026-03-05T10:00:00+08:00",
    "last_at": "2026-03-05T10:09:00+08:00",
    "reason": "[red]bd: Field required",
}


class HubOfAnswers:
    """A hub that answers a replay in two parts, and remembers what it was asked."""

    asked: list[object]

    def __init__(self, *_address: str) -> None:
        HubOfAnswers.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def get(self, path, **_parameters):
        return {"groups": [GROUP]} if path.endswith("letters") else {"group": GROUP, "dead_letters": []}

    def post(self, _path, body):
        HubOfAnswers.asked.append(body)
        place = None if len(HubOfAnswers.asked) > 1 else "0123456789ab.kept.9"
        return {"stored": 3, "duplicate": 1, "again": 0, "gone": 2, "place": place}


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("deploy.api.Hub", HubOfAnswers)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(cli.app, ["letters", *arguments])


def test_groups_are_listed_as_plain_text(run):
    output = run("list").output
    expected = ("0123456789ab", "41", "03-05 10:09", "bin-001", "[red]bd: Field required")
    assert all(said in output for said in expected)
    assert json.loads(run("list", "--json").output) == [GROUP]


def test_one_group_is_shown_as_the_hub_tells_it(run):
    assert json.loads(run("show", "0123456789ab").output)["group"] == GROUP


def test_a_replay_goes_on_until_the_last_part_and_adds_up(run):
    output = run("replay", "--device", "bin-001").output
    assert "6 stored, 2 were there already" in output
    assert HubOfAnswers.asked == [
        {"device": "bin-001", "place": None},
        {"device": "bin-001", "place": "0123456789ab.kept.9"},
    ]


@pytest.mark.parametrize("arguments", [(), ("--all", "--device", "bin-001")])
def test_a_replay_without_one_clear_choice_is_refused(run, arguments):
    with pytest.raises(cli.foreseen(), match="exactly one"):
        raise run("replay", *arguments).exception
