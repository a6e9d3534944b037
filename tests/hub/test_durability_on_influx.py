"""What a real InfluxDB 1.x acknowledged is there in the end, whatever happens to its files."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.adapters.ledger.database import SqlLedger
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.series import Point
from hub.services.durability import Durability
from tests import servers
from tests.builders import NOON
from tests.fakes import FakeClock, FakeRecounts
from tests.wait import until

pytestmark = [pytest.mark.server, pytest.mark.slow]

SECOND_NS = 1_000_000_000
START_NS = 1_795_000_000 * SECOND_NS


class Township:
    """Outbox, forwarder and watch over a real server, which may die between two calls."""

    def __init__(self, ledger: SqlLedger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = InfluxStore(InfluxOptions(url=self.url, database="village"))
        self.clock = FakeClock(NOON)
        self.durability = Durability(
            ledger, self.store, self.clock, keep=timedelta(hours=24), quota_bytes=10**9
        )
        self.forwarder = Forwarder(ledger, self.store, self.clock, FreshPoints(), FakeRecounts())
        self.said: list[Point] = []

    @contextmanager
    def server(self) -> Iterator[None]:
        """InfluxDB with the data it has, and the hub connected to it."""
        stop = threading.Event()
        with servers.influxd(self.folder, port=self.port):
            thread = threading.Thread(target=self.forwarder.run, args=(stop,))
            thread.start()
            try:
                until(self.is_up)
                self.durability.look()
                yield
            finally:
                stop.set()
                thread.join()

    def is_up(self) -> bool:
        return self.forwarder.down_since is None and self.forwarder.has_started.is_set()

    def say(self, count: int) -> None:
        """Make so many points and wait until InfluxDB has acknowledged them all."""
        first = len(self.said)
        points = [
            Point("hub", {"site": f"s{n % 50}"}, {"received": n}, START_NS + n * SECOND_NS)
            for n in range(first, first + count)
        ]
        self.said += points
        with self.ledger.write() as tx:
            for place in range(0, count, 500):
                tx.outbox.queue(points[place : place + 500], 500, self.clock.now())
        self.settle()

    def settle(self) -> None:
        until(self._is_settled, timeout_s=20.0)

    def _is_settled(self) -> bool:
        with self.ledger.read() as tx:
            return tx.outbox.settled() == tx.outbox.extent().last

    def ask(self, statement: str) -> str:
        address = f"{self.url}/query?{urlencode({'q': statement, 'db': 'village'})}"
        with urlopen(address, data=b"", timeout=5.0) as answer:  # noqa: S310 - loopback
            text: str = answer.read().decode()
            return text

    def kill(self) -> None:
        """End InfluxDB as a power cut does."""
        pid = int(self.ask("SHOW DIAGNOSTICS FOR 'system'").rpartition('"values":[[')[2].split(",")[0])
        os.kill(pid, signal.SIGKILL)

    def cut_log(self, size_bytes: int) -> None:
        """Take the end off the newest write-ahead log."""
        newest = max((self.folder / "wal").rglob("_*.wal"), key=lambda file: file.stat().st_mtime_ns)
        os.truncate(newest, newest.stat().st_size - size_bytes)

    def lacking(self) -> int:
        return len(self.store.missing(self.said))


@pytest.fixture
def township(ledger: SqlLedger, tmp_path: Path) -> Iterator[Township]:
    folder = tmp_path / "influxd"
    folder.mkdir()
    made = Township(ledger, folder)
    yield made
    made.store.stop()


def test_points_acknowledged_behind_a_torn_log_are_brought_back(township: Township) -> None:
    with township.server():
        township.say(2_000)
        township.kill()
    township.cut_log(37)
    with township.server():
        township.settle()
        township.say(5_000)
    with township.server():
        # 1.6.7 loses here all that it took behind the cut; the watch has noticed the restart.
        township.settle()
        assert township.lacking() == 0


def test_a_killed_server_has_everything_again(township: Township) -> None:
    with township.server():
        township.say(3_000)
        township.kill()
    with township.server():
        township.settle()
        assert township.lacking() == 0
    assert township.durability.standing().restarts == 1


def test_a_dropped_database_is_made_and_filled_again(
    township: Township, caplog: pytest.LogCaptureFixture
) -> None:
    with township.server():
        township.say(3_000)
        township.ask("DROP DATABASE village")
        township.say(10)
        township.durability.look()
        township.settle()
        assert township.lacking() == 0
    assert "nothing from before" in caplog.text


def test_a_server_whose_data_was_wiped_is_filled_again(township: Township) -> None:
    with township.server():
        township.say(3_000)
    for name in ("data", "wal", "meta"):
        shutil.rmtree(township.folder / name)
    with township.server():
        township.settle()
        township.durability.look()
        township.settle()
        assert township.lacking() == 0
    assert township.durability.standing().lost_before is not None


def test_a_server_restored_from_an_old_copy_gets_what_it_lacks(township: Township) -> None:
    with township.server():
        township.say(1_000)
    shutil.copytree(township.folder, township.folder.with_name("copy"))
    with township.server():
        township.say(3_000)
        for _ in range(3):
            township.clock.move(13 * 3_600.0)
            township.durability.look()
        assert township.durability.standing().unsaved == 0
    shutil.rmtree(township.folder)
    township.folder.with_name("copy").rename(township.folder)
    with township.server():
        township.settle()
        assert township.lacking() == 0
