"""Every question of every screen, put as Grafana puts it, on a real InfluxDB that holds a simulated day."""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboards import queries
from dashboards.build import documents
from dashboards.layout import places
from dashboards.panels import Look
from dashboards.queries import Query
from dashboards.screens import SCREENS, WALL
from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from tests import servers
from tests.dashboards.asking import Asking
from tests.dashboards.day import Day, a_day, large_township, small_township

# The day itself takes some seconds, and on a busy machine a minute.
pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

QUERIES = sorted(
    {
        query.statement: query for screen in SCREENS for panel, _ in places(screen) for query in panel.queries
    }.items()
)
# Questions that a day need not answer, with the reason.
EMPTY: dict[str, str] = {}
SLOWEST_P95_S = 1.0


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, Asking]]:
    """Eighteen hours of the small township, so that tickets are overdue, and the moment they end at."""
    folder = tmp_path_factory.mktemp("day")
    with servers.influxd(folder) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village"))
        store.start()
        with a_day(folder, store, small_township()) as made:
            made.run(18.0, timedelta(minutes=10))
            yield made, Asking(url, made.now)
        store.stop()


@pytest.mark.parametrize("query", [query for _, query in QUERIES], ids=lambda query: query.statement[:60])
def test_every_question_has_an_answer(day: tuple[Day, Asking], query: Query) -> None:
    rows = day[1].rows(query.statement)
    if query.statement in EMPTY:
        assert not rows
    else:
        assert any(row.get(field) is not None for row in rows for field in query.fields)


def figures(day: tuple[Day, Asking], series: str) -> dict[str, object]:
    """The newest figures of a series as the wall's panels ask for them."""
    found: dict[str, object] = {}
    for panel, _ in places(WALL):
        for query in panel.queries if panel.look is Look.FIGURES else ():
            if query.series == series:
                (row,) = day[1].rows(query.statement)
                found |= {name: row[name] for name in query.fields}
    return found


def test_the_wall_says_what_the_api_says(day: tuple[Day, Asking]) -> None:
    """One frozen instant: the figures in the header, and every figure of every village."""
    from fastapi.testclient import TestClient

    from hub.api.app import build_api
    from tests.hub.api.face import PASSWORD

    day[0].freeze()
    api = TestClient(build_api(day[0].face.context), client=("192.0.2.7", 5000))
    api.auth = ("viewer", PASSWORD)
    said = api.get("/api/v1/overview").json()
    presence = said["presence"]
    shown = figures(day, "township")
    expected = {
        "villages": said["villages"],
        "devices_online": presence["online"],
        "devices_offline": presence.get("late", 0) + presence.get("offline", 0),
        "devices_unknown": presence.get("never", 0) + presence.get("unknown", 0),
        "bins_full": said["bins_full"],
        "bins_unknown": said["bins_unknown"],
        "litter_open": said["litter_open"],
        "tickets_open": said["tickets_open"],
        "tickets_overdue": said["tickets_overdue"],
        "same_day_pct": said["same_day_clearance"]["share_pct"],
        "speakers_pct": said["speakers_pct"],
    }
    compared = {name: shown[name] for name in expected}
    assert {name: rounded(value) for name, value in compared.items()} == expected
    tested = api.get("/api/v1/broadcast/self-test").json()
    assert rounded(figures(day, "speaker_rates")["serviceable_pct"]) == tested["serviceable_pct"] > 80
    (ranking,) = (panel for panel, _ in places(WALL) if panel.name == "ranking")
    villages = {row["village"]: row for row in day[1].rows(ranking.queries[0].statement)}
    names = (
        "tickets_open",
        "tickets_overdue",
        "litter_open",
        "bins_full",
        "devices_online",
        "devices",
        "same_day_pct",
    )
    count = len(compared)
    for village in api.get("/api/v1/villages").json()["villages"]:
        row = villages[village["place"]["id"]]
        assert row["name"] == village["place"]["name"]
        for name in names:
            assert rounded(row.get(name)) == village[name], (village["place"]["id"], name)
            count += 1
    assert count >= 30


@pytest.mark.parametrize(("screen", "name"), [("one-screen", "flow"), ("ledger", "ticket_course")])
def test_a_chart_of_tickets_ends_with_the_figure_beside_it(
    day: tuple[Day, Asking], screen: str, name: str
) -> None:
    day[0].freeze()
    shown = figures(day, "township")
    (panel,) = (
        panel for board in SCREENS for panel, _ in places(board) if (board.name, panel.name) == (screen, name)
    )
    asking = replace(day[1], interval="6h")
    ends = {query.fields[0]: asking.rows(query.statement)[-1][query.fields[0]] for query in panel.queries}
    counts = ("tickets_open", "tickets_overdue")
    assert {name: ends[name] for name in counts} == {name: shown[name] for name in counts}


def test_the_list_of_tasks_is_that_of_the_api(day: tuple[Day, Asking]) -> None:
    day[0].freeze()
    (panel,) = (panel for panel, _ in places(WALL) if panel.name == "tasks")
    rows = sorted(day[1].rows(panel.queries[0].statement), key=lambda row: str(row["slot"]))
    tasks = day[0].face.context.todo.now()
    assert [(row["reason"], row["count"]) for row in rows] == [(task.reason, task.count) for task in tasks]


def rounded(value: object) -> object:
    """A share as the API gives it."""
    return round(value, 1) if isinstance(value, float) else value


def test_what_is_too_old_is_not_shown_at_all(day: tuple[Day, Asking]) -> None:
    later = {
        span: replace(day[1], until=day[1].until + lasts)
        for span, lasts in ((queries.WEEKLY, timedelta(days=9)), ("", timedelta(minutes=10)))
    }
    for panel, _ in places(WALL):
        for query in panel.queries:
            if "${__to}" in query.statement:
                span = queries.WEEKLY if f"- {queries.WEEKLY}" in query.statement else ""
                assert later[span].rows(query.statement) == [], panel.name


def test_a_past_moment_is_shown_as_it_was(day: tuple[Day, Asking]) -> None:
    morning = replace(day[1], until=day[1].until - timedelta(hours=17, minutes=30))
    (map_panel,) = (panel for panel, _ in places(WALL) if panel.name == "map")
    then, now = (
        [row["look"] for row in asking.rows(map_panel.queries[0].statement)] for asking in (morning, day[1])
    )
    assert len(then) == len(now) == 36
    assert then.count("full") < now.count("full")
    assert then.count("stale") == 0 < now.count("stale")


def test_all_villages_is_a_choice_and_so_is_one(day: tuple[Day, Asking]) -> None:
    (panel,) = (panel for panel, _ in places(WALL) if panel.name == "ranking")
    statement = panel.queries[0].statement
    assert len(day[1].rows(statement)) == 6
    first = day[0].township.villages[0].name.id
    assert [row["village"] for row in replace(day[1], village=first).rows(statement)] == [first]


@pytest.mark.parametrize("name", [name for name, _ in documents() if name.endswith(".zh.json")])
def test_every_choice_and_every_mark_is_filled(day: tuple[Day, Asking], name: str) -> None:
    board = json.loads(dict(documents())[name])
    asked = [v["query"] for v in board.get("templating", {}).get("list", []) if v["type"] == "query"]
    asked += [mark["target"]["query"] for mark in board.get("annotations", {}).get("list", [])]
    for statement in asked:
        assert day[1].ask(statement), statement


@pytest.mark.measured
@pytest.mark.timeout(1800)
def test_a_large_township_is_shown_quickly(tmp_path_factory: pytest.TempPathFactory, capsys) -> None:
    """500 devices and 24 h: the figures of docs/operations.md come from here (`make bench-screens`)."""
    folder = tmp_path_factory.mktemp("large")
    with servers.influxd(folder) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village"))
        store.start()
        with a_day(folder, store, large_township()) as made:
            made.run(24.0, timedelta(minutes=10))
            # Screens of devices show a few that somebody chose, never five hundred.
            asking = Asking(url, made.now, device="bin-001|cam-001|horn-001|probe-001")
            timed = {statement: [asking.timed(statement) for _ in range(3)] for statement, _ in QUERIES}
        store.stop()
    spans = sorted(seconds for runs in timed.values() for _, seconds in runs)
    p95_s = spans[math.ceil(0.95 * len(spans)) - 1]
    slow = max(timed, key=lambda statement: max(seconds for _, seconds in timed[statement]))
    with capsys.disabled():
        rows = sum(runs[0][0] for runs in timed.values())
        sys.stdout.write(
            f"\n{len(timed)} questions, {rows} rows, p95 {p95_s:.3f} s, longest {spans[-1]:.3f} s: {slow}\n"
        )
    assert p95_s < SLOWEST_P95_S
