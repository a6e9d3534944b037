"""The InfluxDB adapter on a real InfluxDB 1.x: its own refusals, sign-in, and coming back after trouble."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.ports import StoreDown
from hub.series import Point
from tests import servers

pytestmark = pytest.mark.server


def a_count(received: int, *, site: str = "dazhuang", at_ns: int | None = None) -> Point:
    return Point("hub", {"site": site}, {"received": received}, received if at_ns is None else at_ns)


def ask(url: str, path: str, body: bytes = b"", **query: str) -> None:
    with urlopen(f"{url}{path}?{urlencode(query)}", data=body, timeout=5.0) as answer:  # noqa: S310 - loopback
        answer.read()


@contextmanager
def started(options: InfluxOptions) -> Iterator[InfluxStore]:
    store = InfluxStore(options)
    try:
        store.start()
        yield store
    finally:
        store.stop()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.influxd(tmp_path_factory.mktemp("influxd")) as found:
        yield found


def test_a_field_of_another_type_is_refused_at_its_place(url: str) -> None:
    with started(InfluxOptions(url=url, database="conflict")) as store:
        ask(url, "/write", b'hub,site=alien received="many" 1', db="conflict")
        # Points of the same hour share a shard with the alien one; a type is fixed for each shard.
        townships = [Point("township", {"site": f"s{n}"}, {"bins_full": n}, n) for n in range(9)]
        (refused,) = store.write([*townships, a_count(3)])
        assert refused.index == 9
        assert "type conflict" in refused.reason
        assert len(store.latest("township", "bins_full")) == 9


def test_a_series_too_many_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFLUXDB_DATA_MAX_SERIES_PER_DATABASE", "20")
    with servers.influxd(tmp_path) as url, started(InfluxOptions(url=url, database="village")) as store:
        assert list(store.write([a_count(1, site=f"s{n}") for n in range(18)])) == []
        refused = store.write([a_count(2, site=f"s{n}") for n in range(30)])
        kept = {row["site"] for row in store.latest("hub", "received") if row["value"] == 2}
    assert len(kept) == 20
    assert {f"s{n}" for n in range(18)} <= kept
    assert [item.is_for_now for item in refused] == [True] * 10
    assert "max-series-per-database" in refused[0].reason


def test_a_tag_with_too_many_values_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFLUXDB_DATA_MAX_VALUES_PER_TAG", "5")
    with servers.influxd(tmp_path) as url, started(InfluxOptions(url=url, database="village")) as store:
        # 1.6.7 counts what was there before the request.
        store.write([a_count(1, site=f"s{n}") for n in range(5)])
        refused = store.write([a_count(2, site=f"s{n}") for n in range(8)])
        assert [row["value"] for row in store.latest("hub", "received")] == [2] * 5
    assert [(item.index, item.is_for_now) for item in refused] == [(5, True), (6, True), (7, True)]
    assert "max-values-per-tag" in refused[0].reason


def test_points_beyond_retention_are_named_and_the_others_stored(url: str) -> None:
    with started(InfluxOptions(url=url, database="short")) as store:
        ask(url, "/query", q='CREATE RETENTION POLICY "hours" ON "short" DURATION 2h REPLICATION 1 DEFAULT')
        now_ns = time_ns()
        ages_h = (0, 5, 1, 9, 0.5)
        refused = store.write([a_count(n, at_ns=now_ns - int(h * 3.6e12)) for n, h in enumerate(ages_h)])
        assert [item.index for item in refused] == [1, 3]
        assert not refused[0].is_for_now
        assert "beyond retention policy" in refused[0].reason


def test_a_polluted_field_costs_its_points_and_no_others(url: str) -> None:
    with started(InfluxOptions(url=url, database="polluted")) as store:
        ask(url, "/write", b'bin_level,village=v,device=x level_pct="full" 1', db="polluted")
        tags = {"village": "v", "device": "bin-1"}
        levels = [Point("bin_level", tags, {"level_pct": float(n)}, n) for n in range(1, 300)]
        flags = [Point("bin_level", tags, {"is_full": True}, n) for n in range(300, 600)]
        refused = store.write([*levels, *flags])
        assert [item.index for item in refused] == list(range(299))
        assert len(store.history("bin_level", "is_full", device="bin-1", since_ns=0, until_ns=999)) == 300


def test_a_dropped_database_is_down_once_and_then_made_again(url: str) -> None:
    with started(InfluxOptions(url=url, database="dropped")) as store:
        ask(url, "/query", q="DROP DATABASE dropped")
        with pytest.raises(StoreDown, match="dropped"):
            store.write([a_count(1)])
        store.write([a_count(1)])
        assert [row["value"] for row in store.latest("hub", "received")] == [1]


def test_sign_in_decides_what_is_said(tmp_path: Path) -> None:
    with servers.influxd(tmp_path, settings=["auth-enabled = true"]) as url:
        ask(url, "/query", q="CREATE USER hub WITH PASSWORD 'right' WITH ALL PRIVILEGES")
        wrong = InfluxStore(InfluxOptions(url=url, database="village", username="hub", password="wrong"))  # noqa: S106
        with pytest.raises(StoreDown, match=r"401.*check the username and password"):
            wrong.start()
        wrong.stop()
        right = InfluxOptions(url=url, database="village", username="hub", password="right")  # noqa: S106
        with started(right) as store:
            store.write([a_count(5)])
            assert [row["value"] for row in store.latest("hub", "received")] == [5]


def test_an_account_that_may_only_read_is_told_which_right_is_missing(tmp_path: Path) -> None:
    with servers.influxd(tmp_path, settings=["auth-enabled = true"]) as url:
        ask(url, "/query", q="CREATE USER hub WITH PASSWORD 'right' WITH ALL PRIVILEGES")
        for statement in (
            "CREATE DATABASE village",
            "CREATE USER guest WITH PASSWORD 'guest'",
            "GRANT READ ON village TO guest",
        ):
            ask(url, "/query", q=statement, u="hub", p="right")
        guest = InfluxOptions(url=url, database="village", username="guest", password="guest")  # noqa: S106
        with (
            started(guest) as store,
            pytest.raises(StoreDown, match=r"403.*read and write rights on 'village'"),
        ):
            store.write([a_count(6)])


def test_a_server_that_comes_back_has_everything_and_takes_more(tmp_path: Path) -> None:
    port = servers.free_port()
    store = InfluxStore(InfluxOptions(url=f"http://127.0.0.1:{port}", database="village"))
    with pytest.raises(StoreDown, match="cannot be reached"):
        store.start()
    with servers.influxd(tmp_path, port=port):
        store.write([a_count(1)])
    with pytest.raises(StoreDown, match="cannot be reached"):
        store.write([a_count(2)])
    with servers.influxd(tmp_path, port=port):
        store.write([a_count(2)])
        assert [row["value"] for row in store.latest("hub", "received")] == [2]
    store.stop()
