"""The InfluxDB adapter on a real InfluxDB 1.x: its own refusals, sign-in, and coming back after trouble."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
