"""What is generated is what Grafana can read, and what lies in the repository is what is generated."""

import json

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards.build import GENERATED, build, documents, main
from dashboards.check import flaws
from dashboards.layout import SCREENS, Row, Screen, places
from dashboards.panels import BALANCE
from dashboards.words import Language

FILES = dict(documents())
# Addresses in bookmarks, alarms and other programs; a change here breaks them.
UIDS = {"village-one-screen-zh", "village-one-screen-en", "village-hub-zh", "village-hub-en"}
PANEL_IDS = {
    "bins_full": 1, "devices": 2, "tickets": 3, "bins_by_fill": 4, "litter": 5, "deliveries": 6,
    "fill_history": 7, "online_history": 8, "balance": 9, "ingest_rate": 10, "backlog": 11, "memory": 12,
}  # fmt: skip


def test_the_generated_files_are_up_to_date() -> None:
    found = {file.name: file.read_text(encoding="utf-8") for file in GENERATED.iterdir()}
    assert found == FILES, "run `python -m dashboards.build`"


def test_building_twice_gives_the_same_bytes() -> None:
    assert dict(documents()) == FILES


def test_main_writes_every_file(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("dashboards.build.GENERATED", tmp_path / "generated")
    main()
    assert {file.name for file in (tmp_path / "generated").iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_dashboard_survives_the_models_of_grafana(name: str) -> None:
    register_default_plugins()
    document = json.loads(FILES[name])
    assert json.loads(json.dumps(Dashboard.from_json(document), cls=JSONEncoder)) == document


@pytest.mark.parametrize("name", FILES)
def test_every_dashboard_keeps_the_rules(name: str) -> None:
    assert flaws(json.loads(FILES[name])) == ()


@pytest.mark.parametrize("language", Language)
def test_the_fullest_bin_comes_first(language: Language) -> None:
    board = json.loads(FILES[f"one-screen.{language}.json"])
    (bars,) = (panel for panel in board["panels"] if panel["type"] == "bargauge")
    reduce, sort = bars["transformations"]
    assert (reduce["id"], sort["id"]) == ("reduce", "sortBy")
    assert sort["options"]["sort"] == [{"field": "Last *", "desc": True}]
    assert bars["options"]["reduceOptions"]["values"] is True


def test_addresses_stay_what_they_are() -> None:
    assert {json.loads(content)["uid"] for content in FILES.values()} == UIDS
    assert {panel.name: panel.id for screen in SCREENS for panel, _ in places(screen)} == PANEL_IDS


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_the_languages_differ_in_words_only(screen: Screen) -> None:
    asked = [
        [target["query"] for panel in build(screen, language)["panels"] for target in panel["targets"]]  # type: ignore[attr-defined]
        for language in Language
    ]
    assert asked[0] == asked[1]


def test_a_row_that_does_not_fill_the_grid_is_refused() -> None:
    screen = Screen("hub", "6h", "30s", (Row(5, ((BALANCE, 23),)),))
    with pytest.raises(ValueError, match="23 columns wide"):
        list(places(screen))
