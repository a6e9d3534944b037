"""The stores that the contract tests run on: the fake and every real one."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from hub.adapters.influx.http import Flavour, InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.adapters.sqlite_series.store import SqliteSeries
from hub.ports import SeriesStore
from tests import servers
from tests.fakes import FakeSeriesStore
from tests.influx2 import ORG, TOKEN, Influx2

_database_numbers = count(1)
# A stand-in reads thousands of lines in the process that waits for it; no contract is about being in time.
_UNHURRIED_S = 50.0


@pytest.fixture(scope="session")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of one real InfluxDB 1.x for the whole session; every test takes a database of its own."""
    with servers.influxd(tmp_path_factory.mktemp("influxd")) as url:
        yield url


@pytest.fixture
def influx2() -> Iterator[str]:
    """The URL of a strict stand-in for InfluxDB 2.x."""
    with servers.http(Influx2("bucket").answer) as url:
        yield url


@pytest.fixture(params=["fake", "sqlite", "influx2", pytest.param("influx", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SeriesStore]:
    """A started, empty SeriesStore of each kind."""
    made = _store(request, tmp_path)
    made.start()
    yield made
    made.stop()


def _store(request: pytest.FixtureRequest, tmp_path: Path) -> SeriesStore:
    match request.param:
        case "fake":
            return FakeSeriesStore()
        case "sqlite":
            return SqliteSeries(tmp_path / "series.db")
        case "influx2":
            options = InfluxOptions(
                url=request.getfixturevalue("influx2"),
                database="bucket",
                flavour=Flavour.V2,
                org=ORG,
                token=TOKEN,
                timeout_s=_UNHURRIED_S,
            )
            return InfluxStore(options)
        case _:
            url: str = request.getfixturevalue("influxd")
            return InfluxStore(InfluxOptions(url=url, database=f'con"tract {next(_database_numbers)}'))
