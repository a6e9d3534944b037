"""Every panel's question, as Grafana sends it, on a real InfluxDB that the hub's own adapter has filled."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from dashboards.build import documents
from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.series import Point
from tests import servers

pytestmark = pytest.mark.server

SECOND_NS = 1_000_000_000
NOON_NS = 1_795_000_000 * SECOND_NS
STATEMENTS = sorted(
    {
        target["query"]
        for _, content in documents()
        for panel in json.loads(content)["panels"]
        for target in panel["targets"]
    }
)


def points() -> Iterator[Point]:
    """Two minutes of a small township."""
    for n in range(12):
        at_ns = NOON_NS + n * 10 * SECOND_NS
        site = {"site": "dazhuang"}
        yield Point("hub", site, dict.fromkeys(("received", "stored"), n * 20) | {"in_journal": n}, at_ns)
        yield Point("hub", site, {"duplicate": 0, "dead_letter": 1, "rejected": 0, "lost": 0}, at_ns)
        yield Point("hub", site, {"memory_mib": 80.5}, at_ns)
        presence = {"devices_online": 9, "devices_offline": 1, "devices_unknown": 0}
        yield Point(
            "township", site, presence | {"bins_full": 1, "tickets_open": 2, "tickets_overdue": 0}, at_ns
        )
        for device in ("bin-1", "bin-2"):
            tags = {"village": "shangzhai", "device": device}
            yield Point("bin_level", tags, {"level_pct": 5.0 * n, "is_full": n > 9}, at_ns)
        tags = {"village": "xiazhai", "device": "cam-1"}
        yield Point("litter", tags, {"sight": "present", "confidence": 0.8, "area_share": 0.02}, at_ns)
        tags = {"village": "xiazhai", "device": "horn-1", "priority": "notice"}
        yield Point("delivery", tags, {"state": "played", "played_ms": 4_000}, at_ns)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.influxd(tmp_path_factory.mktemp("influxd")) as found:
        store = InfluxStore(InfluxOptions(url=found, database="village"))
        store.start()
        store.write(list(points()))
        store.stop()
        yield found


def answer(url: str, statement: str, village: str = "shangzhai|xiazhai") -> list[dict[str, list[object]]]:
    """Put in what Grafana puts in, and ask."""
    window = f"time >= {NOON_NS} and time <= {NOON_NS + 120 * SECOND_NS}"
    sent = (
        statement.replace("$timeFilter", window)
        .replace("$__interval", "30s")
        .replace("$village", f"({village})")
    )
    with urlopen(f"{url}/query?{urlencode({'db': 'village', 'q': sent})}", timeout=5.0) as reply:  # noqa: S310
        (result,) = json.load(reply)["results"]
    assert "error" not in result, (sent, result)
    return result.get("series", [])


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_question_has_an_answer(url: str, statement: str) -> None:
    series = answer(url, statement)
    assert series
    assert all(row[1] is not None for found in series for row in found["values"])  # type: ignore[index]


def test_all_villages_is_a_choice_too(url: str) -> None:
    (statement,) = (text for text in STATEMENTS if text.startswith('SELECT last("level_pct")'))
    assert len(answer(url, statement, village=".*")) == 2
    assert answer(url, statement, village="xiazhai") == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_choice_of_villages_is_filled(url: str, language: str) -> None:
    board = json.loads(dict(documents())[f"one-screen.{language}.json"])
    (variable,) = (found for found in board["templating"]["list"] if found["name"] == "village")
    found = {row[1] for series in answer(url, variable["query"]) for row in series["values"]}  # type: ignore[index]
    assert found == {"shangzhai", "xiazhai"}
