"""The wall is asked for from the series store as its settings say, and what goes wrong is said."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from dashboards.layout import places
from dashboards.screens import WALL
from deploy.cli import app
from deploy.config import VillageSettings, parse
from deploy.errors import CannotRun
from deploy.preview import preview, write
from tests import servers
from tests.servers import Answer, Asked

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
AT_MS = int(AT.timestamp() * 1000)


def settings(url: str, **series: object) -> VillageSettings:
    known = {"store": "influx1", "url": url, "username": "hub", "password": "x"} | series
    return parse({"series": known}, "test")


def answering(asked: list[Asked], result: object) -> object:
    def answer(question: Asked) -> Answer:
        asked.append(question)
        return Answer(200, json.dumps({"results": [result]}).encode())

    return answer


def test_every_question_is_asked_as_of_the_moment() -> None:
    asked: list[Asked] = []
    figure = {"series": [{"columns": ["time", "tickets_open"], "values": [[AT_MS, 7]]}]}
    with servers.http(answering(asked, figure)) as url:  # type: ignore[arg-type]
        html = preview(settings(url), AT)
    assert ">7</b>" in html
    statements = [question.query["q"] for question in asked]
    assert len(statements) == sum(len(panel.queries) for panel, _ in places(WALL))
    assert not [text for text in statements if "$village" in text or "${" in text or "$time" in text]
    assert any(f"time > {AT_MS}ms - 90s" in text for text in statements)


@pytest.mark.parametrize(
    ("series", "header"),
    [({}, "Basic aHViOng="), ({"store": "influx2", "token": "t2"}, "Token t2")],
    ids=["influx1", "influx2"],
)
def test_it_signs_in_as_the_store_wants_it(series: dict[str, str], header: str) -> None:
    asked: list[Asked] = []
    with servers.http(answering(asked, {})) as url:  # type: ignore[arg-type]
        preview(settings(url, **series), AT)
    assert {question.headers["authorization"] for question in asked} == {header}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(401, b'{"error": "authorization failed"}'), "401"),
        (Answer(200, b'{"results": [{"error": "database not found: village"}]}'), "database not found"),
        (Answer(200, b"<html>"), "InfluxDB"),
    ],
    ids=["refused", "no database", "something else"],
)
def test_a_store_that_does_not_answer_is_said(answer: Answer, text: str) -> None:
    with servers.http(lambda _: answer) as url, pytest.raises(CannotRun, match=text):
        preview(settings(url), AT)


def test_a_sqlite_store_cannot_be_asked() -> None:
    with pytest.raises(CannotRun, match="InfluxDB"):
        preview(parse({}, "test"), AT)


def test_a_page_that_cannot_be_written_is_said(tmp_path) -> None:
    with (
        servers.http(answering([], {})) as url,
        pytest.raises(CannotRun, match="directory"),
    ):  # type: ignore[arg-type]
        write(settings(url), AT, tmp_path)


def test_the_command_writes_the_page_and_wants_an_offset(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with servers.http(answering([], {})) as url:  # type: ignore[arg-type]
        config = tmp_path / "village.toml"
        config.write_text(f'[series]\nstore = "influx1"\nurl = "{url}"\n')
        run = CliRunner().invoke
        done = run(app, ["dashboards", "preview", "--at", "2026-03-05T10:00:00+08:00", "--dir", "home"])
        assert done.exit_code == 0
        assert "一屏知全域" in (tmp_path / "wall.html").read_text(encoding="utf-8")
        assert (
            run(app, ["dashboards", "preview", "--at", "2026-03-05T10:00:00", "--dir", "home"]).exit_code == 2
        )
        assert run(app, ["dashboards", "preview", "--at", "yesterday", "--dir", "home"]).exit_code == 2


def test_the_command_pushes_everything_and_says_where_it_is(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked: list[Asked] = []

    def grafana(question: Asked) -> Answer:
        asked.append(question)
        return Answer(404 if question.method == "GET" else 200, b'{"message": "not found"}')

    with servers.http(grafana) as url:
        done = CliRunner().invoke(app, ["dashboards", "push", "--url", url, "--token", "t", "--dir", "home"])
    assert done.output.strip().endswith("/d/village-one-screen-zh?kiosk")
    paths = [question.path for question in asked if question.method != "GET"]
    assert paths.count("/api/dashboards/db") == 24
    assert paths.count("/api/v1/provisioning/alert-rules") == 7
