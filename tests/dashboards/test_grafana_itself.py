"""Grafana's own types, sanitizer, display and transformations, from its npm packages (the lock is there)."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from dashboards.build import documents
from dashboards.drawing.panels import live
from dashboards.layout import places
from dashboards.screens import SCREENS
from dashboards.words import Language, say
from hub.domain.passes import Passes
from hub.services.chronicle.devices import EMPTY_DEVICE
from hub.services.chronicle.lists import EMPTY_MATTER
from tests.builders import NOON
from tests.dashboards import typed

Row: TypeAlias = dict[str, object]
Left: TypeAlias = dict[tuple[str, str], dict[str, list[Row]]]

HERE = Path(__file__).parent / "grafana"
TSC = HERE / "node_modules" / ".bin" / "tsc"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not TSC.exists() or shutil.which("node") is None,
        reason="Grafana's npm packages are not installed: `make test` brings them where npm can be reached",
    ),
]


def ask(**questions: object) -> dict[str, Any]:
    done = subprocess.run(
        ["node", "ask.mjs"],  # noqa: S607
        cwd=HERE,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def boards() -> Iterator[dict[str, Any]]:
    for _, content in documents():
        yield json.loads(content)


def compiled(file: Path) -> str:
    """What the compiler has against a file."""
    options = ("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext")
    done = subprocess.run(
        [TSC, *options, "--moduleResolution", "bundler", file.name],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def test_every_dashboard_has_grafanas_own_types() -> None:
    assert compiled(typed.write(HERE)) == ""


def test_a_wrong_option_is_found_by_the_types() -> None:
    broken = typed.source().replace('"graphMode": "none"', '"graphMode": "sideways"')
    file = HERE / "generated.check.ts"
    file.write_text(broken, encoding="utf-8")
    assert "sideways" in compiled(file)


@pytest.mark.parametrize("language", Language)
def test_live_video_survives_grafanas_sanitizer(language: Language) -> None:
    passes, path = Passes(b"key", "http://hub:8080"), "/signed/cameras/cam-1"
    addresses = {
        name: passes.address(f"{path}/{file}", NOON)
        for name, file in (("video", "live.m3u8"), ("picture", "last.jpg"), ("live", "live.mjpg"))
    }
    html = live(language).replace("${device}", "cam-1")
    for name, address in addresses.items():
        html = html.replace(f"${{{name}}}", address)
    kept = ask(html=[html], urls=list(addresses.values()))
    (shown,) = kept["html"]
    for name, address in (("src", "video"), ("poster", "picture"), ("src", "live")):
        assert f'{name}="{addresses[address]}"' in shown.replace("&amp;", "&")
    assert 'autoplay muted playsinline controls style="width:100%;"' in shown
    assert 'loading="lazy"' in shown
    assert f"<summary>{say('live.pictures', language)}</summary>" in shown
    assert kept["urls"] == list(addresses.values())


def test_scripts_do_not_survive_grafanas_sanitizer() -> None:
    (kept,) = ask(html=["<script>alert(1)</script><img src=x onerror=alert(1)>"])["html"]
    assert "<script" not in kept
    assert "onerror" not in kept


def test_grafana_knows_every_unit() -> None:
    panels = [panel for board in boards() for panel in board["panels"] if panel["type"] != "text"]
    units = {panel["fieldConfig"]["defaults"]["unit"] for panel in panels}
    for panel in panels:
        for override in panel["fieldConfig"].get("overrides", []):
            units |= {found["value"] for found in override["properties"] if found["id"] == "unit"}
    assert ask(units=sorted(units))["unknownUnits"] == []


@pytest.mark.parametrize("language", Language)
def test_a_figure_that_is_too_old_is_grey_and_says_so(language: Language) -> None:
    """No row in time means no value; Grafana's display processor then gives the text and the first colour."""
    (wall,) = (board for board in boards() if board["uid"] == f"village-one-screen-{language}")
    figures = [panel for panel in wall["panels"] if panel["type"] == "stat"]
    asked = [
        {"defaults": panel["fieldConfig"]["defaults"], "value": value}
        for panel in figures
        for value in (None, 0)
    ]
    shown = ask(figures=asked)["shown"]
    assert len(figures) == 9
    for panel, stale, zero in zip(figures, shown[::2], shown[1::2], strict=True):
        assert (stale["text"], stale["color"]) == (panel["fieldConfig"]["defaults"]["noValue"], "#6b7680")
        assert zero["color"] != "#6b7680", panel["title"]
    assert say("stale", language) in {stale["text"] for stale in shown[::2]}


EMPTY: Row = {**EMPTY_MATTER}
OPEN: Row = {
    "ticket": "t1", "kind": "litter", "device_name": "村口", "village_name": "柳树湾村", "owner": "张三",
    "lat": 29.1, "lon": 119.6, "due_at_ms": 2, "opened_at_ms": 1, "picture": "http://hub/1",
    "is_overdue": True,
}  # fmt: skip
GONE: Row = {**EMPTY_DEVICE}
BIN: Row = {"name": "桶", "look": "full", "lat": 29.0, "lon": 119.5}
# What the store answers to the questions of a panel: (screen, panel) -> rows by the letter of each question.
SAID: Left = {
    ("one-screen", "map"): {"A": [BIN, GONE], "B": [GONE], "D": [EMPTY, OPEN, EMPTY]},
    ("village", "village_devices"): {"A": [GONE, BIN | {"presence": "online"}]},
    ("one-screen", "pictures"): {"A": [EMPTY, OPEN | {"picture": None}, OPEN]},
    ("ledger", "open_tickets"): {"A": [EMPTY, OPEN]},
    ("ledger", "overdue_by_owner"): {"A": [EMPTY, OPEN | {"is_overdue": False}, OPEN, OPEN]},
    ("litter", "litter_now"): {"A": [EMPTY, OPEN | {"kind": "bin_full"}, OPEN]},
}


def drawn(screen: str, name: str) -> dict[str, Any]:
    """A panel as Grafana gets it."""
    (wanted,) = (
        panel for board in SCREENS if board.name == screen for panel, _ in places(board) if panel.name == name
    )
    (board,) = (board for board in boards() if board["uid"] == f"village-{screen}-zh")
    (panel,) = (panel for panel in board["panels"] if panel["id"] == wanted.id)
    return dict(panel)


def answer(target: dict[str, Any], rows: list[Row]) -> dict[str, object]:
    """Rows as the columns that a question asks for."""
    columns = re.findall(r'"(\w+)"', target["query"].partition(" FROM ")[0])
    (series,) = re.findall(r' FROM "(\w+)"', target["query"])
    found = [[row.get(column) for column in columns] for row in rows]
    return {"refId": target["refId"], "series": series, "columns": columns, "rows": found}


@pytest.fixture(scope="module")
def left() -> Left:
    """The rows that Grafana leaves of what was said, asked once."""
    panels = {of: drawn(*of) for of in SAID}
    asked = [
        {
            "transformations": panel["transformations"],
            "answers": [answer(target, SAID[of].get(target["refId"], [])) for target in panel["targets"]],
        }
        for of, panel in panels.items()
    ]
    return dict(zip(panels, ask(panels=asked)["rows"], strict=True))


def test_the_map_shows_every_device_and_no_row_that_was_left_empty(left: Left) -> None:
    shown = left["one-screen", "map"]
    assert [row["name"] for row in (*shown["A"], *shown["B"])] == ["桶"]
    assert [row["name"] for row in left["village", "village_devices"]["A"]] == ["桶"]
    assert [row["device_name"] for row in shown["D"]] == ["村口"]


@pytest.mark.parametrize(
    "of", [("one-screen", "pictures"), ("ledger", "open_tickets"), ("litter", "litter_now")]
)
def test_a_list_shows_what_it_is_about_and_no_row_that_was_left_empty(
    left: Left, of: tuple[str, str]
) -> None:
    assert [row["device_name"] for row in left[of]["A"]] == ["村口"]


def test_overdue_matters_are_counted_without_empty_rows_and_those_in_time(left: Left) -> None:
    counted = left["ledger", "overdue_by_owner"]["A"]
    assert [(row["owner"], row["ticket (count)"]) for row in counted] == [("张三", 2)]
