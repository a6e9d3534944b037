"""The write interface of InfluxDB 2.x on a real server that takes it: VictoriaMetrics, as Debian ships it."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from hub.adapters.influx.http import Flavour, InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.series import Point
from tests import servers

pytestmark = pytest.mark.server

AT_NS = 1_795_000_000 * 1_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[InfluxStore]:
    with servers.victoria_metrics(tmp_path) as url:
        options = InfluxOptions(url=url, database="village", flavour=Flavour.V2, org="county", token="t0k3n")  # noqa: S106
        made = InfluxStore(options)
        made.start()
        yield made
        made.stop()


def exported(store: InfluxStore, name: str) -> dict[str, list[float]]:
    """What the server has under a name, by device, in order of time."""
    url = store._options.url
    with urlopen(f"{url}/internal/force_flush", timeout=5.0) as answer:  # noqa: S310 - loopback
        answer.read()
    with urlopen(f"{url}/api/v1/export?{urlencode({'match[]': name})}", timeout=5.0) as answer:  # noqa: S310
        rows = [json.loads(line) for line in answer.read().splitlines()]
    return {row["metric"]["device"]: row["values"] for row in rows}


def a_level(level_pct: float, device: str, second: int) -> Point:
    tags = {"village": "上寨, 下=寨", "device": device}
    return Point("bin_level", tags, {"level_pct": level_pct}, AT_NS + second * 1_000_000_000)


def test_points_written_as_to_version_2_arrive(store: InfluxStore) -> None:
    points = [a_level(n / 7, f"bin {n % 2}", n) for n in range(10)]
    assert list(store.write(points)) == []
    assert exported(store, "bin_level_level_pct") == {
        "bin 0": pytest.approx([n / 7 for n in range(0, 10, 2)]),
        "bin 1": pytest.approx([n / 7 for n in range(1, 10, 2)]),
    }


def test_it_tells_since_when_it_runs(store: InfluxStore) -> None:
    first, second = store.condition(), store.condition()
    assert first == second
    assert first.started_ms > AT_NS / 1_000_000
    assert first.unsaved_s is None
