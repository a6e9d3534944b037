"""What is generated is what Grafana can read, and what lies in the repository is what is generated."""

import json

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards.build import GENERATED, alert_files, build, documents, main, pruned
from dashboards.check import flaws
from dashboards.layout import Row, Screen, Stack, places, row
from dashboards.screens import BOARD, SCREENS
from dashboards.screens.hub import BALANCE
from dashboards.words import Language

FILES = dict(documents())
WRITTEN = FILES | dict(alert_files())
# Addresses in bookmarks, alarms and other programs; a change here breaks them.
UIDS = {
    f"village-{name}-{language}"
    for name in (
        "one-screen", "village", "device", "bins", "cameras", "litter", "speakers", "ledger", "hub", "audit",
        "timeline", "board",
    )
    for language in ("zh", "en")
}  # fmt: skip
PANEL_IDS = {
    "bins_full": 1, "devices": 2, "tickets": 3, "bins_by_fill": 4, "findings": 5, "deliveries": 6,
    "fill_history": 7, "online_history": 8, "balance": 9, "ingest_rate": 10, "backlog": 11, "memory": 12,
    "age": 13, "villages": 14, "litter_open": 15, "same_day": 16, "speakers_in_order": 17,
    "last_announced": 18, "map": 19, "tasks": 20, "soon_full": 21, "pictures": 22, "flow": 23,
    "broadcasts": 24, "ranking": 25,
}  # fmt: skip


def test_the_generated_files_are_up_to_date() -> None:
    found = {file.name: file.read_text(encoding="utf-8") for file in GENERATED.iterdir()}
    assert found == WRITTEN, "run `village-hub dashboards build`"


def test_building_twice_gives_the_same_bytes() -> None:
    assert dict(documents()) == FILES


def test_main_writes_every_file_and_removes_what_is_none_any_more(tmp_path, monkeypatch) -> None:
    (tmp_path / "old.zh.json").write_text("{}")
    monkeypatch.setattr("dashboards.build.GENERATED", tmp_path)
    main()
    assert {file.name for file in tmp_path.iterdir()} == set(WRITTEN)


@pytest.mark.parametrize("name", FILES)
def test_every_dashboard_survives_the_models_of_grafana(name: str) -> None:
    register_default_plugins()
    document = json.loads(FILES[name])
    assert pruned(json.loads(json.dumps(Dashboard.from_json(document), cls=JSONEncoder))) == document


@pytest.mark.parametrize("name", FILES)
def test_every_dashboard_keeps_the_rules(name: str) -> None:
    assert flaws(json.loads(FILES[name])) == ()


@pytest.mark.parametrize("language", Language)
def test_the_fullest_bin_comes_first(language: Language) -> None:
    board = json.loads(FILES[f"bins.{language}.json"])
    (bars,) = (panel for panel in board["panels"] if panel["type"] == "bargauge")
    reduce, sort = bars["transformations"]
    assert (reduce["id"], sort["id"]) == ("reduce", "sortBy")
    assert sort["options"]["sort"] == [{"field": "Last *", "desc": True}]
    assert bars["options"]["reduceOptions"]["values"] is True


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".zh.json")])
def test_no_two_lines_of_a_panel_are_called_the_same(name: str) -> None:
    for panel in json.loads(FILES[name])["panels"]:
        called = [target["alias"] for target in panel.get("targets", []) if "alias" in target]
        assert len(set(called)) == len(called), panel["title"]


def test_addresses_stay_what_they_are() -> None:
    assert {json.loads(content)["uid"] for content in FILES.values()} == UIDS
    found = {panel.name: panel.id for screen in SCREENS for panel, _ in places(screen)}
    assert found.items() >= PANEL_IDS.items()
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_the_languages_differ_in_words_only(screen: Screen) -> None:
    asked = [
        [
            target["query"]
            for panel in build(screen, language)["panels"]
            for target in panel.get("targets", [])
        ]  # type: ignore[attr-defined]
        for language in Language
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("language", Language)
def test_the_board_for_villagers_has_no_choices_no_links_and_nobodys_name(language: Language) -> None:
    board = build(BOARD, language)
    assert "templating" not in board or not board["templating"].get("list")  # type: ignore[attr-defined]
    text = json.dumps(board)
    assert not [word for word in ("owner", "phone", '"by"', "${") if word in text]


def test_the_wall_fits_a_screen_of_1080_lines() -> None:
    # Grafana's grid: 30 pixels a unit and 8 between (grid constants of public/app/core/constants.ts).
    (wall,) = (screen for screen in SCREENS if screen.name == "one-screen")
    assert max(place.y + place.height for _, place in places(wall)) * 38 <= 1080


def test_a_row_that_does_not_fill_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="23 columns wide"):
        list(places(Screen("hub", "6h", "30s", (row(5, (BALANCE, 23)),))))


def test_a_stack_that_does_not_fill_its_row_is_refused() -> None:
    with pytest.raises(ValueError, match="ends at 4"):
        list(places(Screen("hub", "6h", "30s", (Row(5, (Stack(24, ((BALANCE, 4),)),)),))))
