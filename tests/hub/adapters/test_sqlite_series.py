"""What is particular to time series in a SQLite file."""

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from hub.adapters.sqlite_series.store import Retention, SqliteSeries
from hub.ports import StoreDown
from hub.series import Point


def a_level(level_pct: float, *, device: str = "bin-1", at_ns: int = 1) -> Point:
    return Point("bin_level", {"village": "shangzhai", "device": device}, {"level_pct": level_pct}, at_ns)


def test_points_outlive_the_process(tmp_path: Path) -> None:
    for level_pct, at_ns in ((10.0, 1), (20.0, 2)):
        store = SqliteSeries(tmp_path / "deep" / "series.db")
        store.start()
        store.write([a_level(level_pct, at_ns=at_ns)])
        store.stop()
    store.start()
    rows = store.history("bin_level", "level_pct", device="bin-1", since_ns=0, until_ns=9)
    store.stop()
    assert [row["value"] for row in rows] == [10.0, 20.0]


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path / "series.db")
    store.start()
    assert store._writer is not None
    assert store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._writer.execute("PRAGMA synchronous").fetchone() == (2,)
    store.stop()


def test_a_file_that_is_no_database_is_down_and_named(tmp_path: Path) -> None:
    file = tmp_path / "series.db"
    file.write_bytes(b"not a database" * 100)
    store = SqliteSeries(file)
    with pytest.raises(StoreDown, match=r"series\.db: file is not a database"):
        store.start()
    store.stop()


def test_a_folder_in_the_place_of_a_file_is_down(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path)
    with pytest.raises(StoreDown, match="unable to open"):
        store.start()


def test_a_file_locked_by_another_program_is_down_and_then_written(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path / "series.db", busy_timeout_s=0.05)
    store.start()
    other = sqlite3.connect(tmp_path / "series.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDown, match="locked"):
        store.write([a_level(10.0)])
    other.close()
    store.write([a_level(10.0)])
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [10.0]
    store.stop()


def test_readers_and_writers_of_many_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path / "series.db")
    store.start()
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for n in range(10):
                store.write([a_level(float(n), device=f"bin-{number}", at_ns=n)])
                store.latest("bin_level", "level_pct")
        except Exception as error:  # noqa: BLE001 - the top of a thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [9.0] * 4
    store.stop()


def test_a_write_that_failed_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path / "series.db")
    store.start()
    other = sqlite3.connect(tmp_path / "series.db")
    other.execute("CREATE TRIGGER broken BEFORE INSERT ON latest BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(StoreDown, match="disk full"):
        store.write([a_level(10.0)])
    other.execute("DROP TRIGGER broken")
    other.close()
    assert list(store.history("bin_level", "level_pct", device="bin-1", since_ns=0, until_ns=9)) == []
    store.write([a_level(10.0)])
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [10.0]
    store.stop()


DAY_NS = 86_400 * 1_000_000_000


def five_minutes(store: SqliteSeries) -> list[float]:
    window = {"since_ns": 0, "until_ns": 10**19, "every_ns": 300 * 1_000_000_000}
    rows = store.means("bin_level", "level_pct", device="bin-1", **window)
    return [float(row["value"] or 0.0) for row in rows]


def raw(store: SqliteSeries) -> list[float]:
    rows = store.history("bin_level", "level_pct", device="bin-1", since_ns=0, until_ns=10**19)
    return [float(row["value"] or 0.0) for row in rows]


def test_five_minute_figures_outlive_their_points_and_go_later(tmp_path: Path) -> None:
    retention = Retention(raw=timedelta(days=35), rollups=timedelta(days=100))
    store = SqliteSeries(tmp_path / "series.db", retention)
    store.start()
    store.write([a_level(float(day), at_ns=day * DAY_NS) for day in (1, 50, 120)])
    store.prune(130 * DAY_NS)
    assert (raw(store), five_minutes(store)) == ([120.0], [50.0, 120.0])
    assert [row["value"] for row in store.latest("bin_level", "level_pct")] == [120.0]
    store.stop()


def test_a_file_from_before_the_five_minute_figures_gets_them(tmp_path: Path) -> None:
    file = tmp_path / "series.db"
    store = SqliteSeries(file)
    store.start()
    store.write([a_level(10.0, at_ns=1), a_level(20.0, at_ns=2), a_level(7.0, at_ns=DAY_NS)])
    store.write([Point("litter", {"village": "v", "device": "cam-1"}, {"sight": "litter"}, 1)])
    store.stop()
    old = sqlite3.connect(file)
    old.execute("DROP TABLE rollup")
    old.close()
    store.start()
    assert five_minutes(store) == [15.0, 7.0]
    store.stop()


def test_a_span_keeps_its_least_its_most_and_its_last(tmp_path: Path) -> None:
    store = SqliteSeries(tmp_path / "series.db")
    store.start()
    store.write([a_level(value, at_ns=n) for n, value in enumerate((5.0, 1.0, 9.0, 4.0))])
    assert store._reader is not None
    found = store._reader.execute("SELECT number, least, most, total, last FROM rollup").fetchall()
    assert found == [(4, 1.0, 9.0, 19.0, 4.0)]
    store.stop()
