"""`village-hub audit` waits for the end and says by its exit status whether a point is still missing."""

import json

import pytest
from typer.testing import CliRunner

from deploy import cli

BEGUN = {"begun_at": "2026-03-05T10:00:00+08:00", "ended_at": None, "checked": 0, "missing": 0, "repaired": 0}


class HubOfAnswers:
    """A hub whose audit is over when it is asked the second time."""

    said: dict[str, object]
    asked: list[str]

    def __init__(self, *_address: str) -> None:
        HubOfAnswers.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def post(self, path, _body):
        HubOfAnswers.asked.append(path)
        return BEGUN

    def get(self, path):
        HubOfAnswers.asked.append(path)
        is_over = len(HubOfAnswers.asked) > 2
        return {"audit": HubOfAnswers.said if is_over else BEGUN}


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("deploy.api.Hub", HubOfAnswers)
    monkeypatch.setattr("deploy.audit._POLL_S", 0.0)
    return lambda *arguments: CliRunner().invoke(cli.app, ["audit", *arguments])


@pytest.mark.parametrize(("repaired", "status"), [(2, 0), (1, 1)])
def test_the_figures_of_the_end_are_printed(run, repaired, status):
    HubOfAnswers.said = BEGUN | {"ended_at": "2026-03-05T10:00:09+08:00", "missing": 2, "repaired": repaired}
    result = run("--json")
    assert json.loads(result.output) == HubOfAnswers.said
    assert result.exit_code == status
    assert HubOfAnswers.asked[:2] == ["/api/v1/series-store/audit", "/api/v1/series-store"]
    assert "2026-03-05T10:00:09" in run().output
