"""In which order, and how patiently, points leave the outbox."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from devices.contract.fields import MAX_SAMPLES
from hub.adapters.ledger.database import SqlLedger, SqlTransaction
from hub.books.outbox import HeldPoints
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.series import Point
from tests.builders import NOON
from tests.fakes import FakeClock, FakeRecounts, FakeSeriesStore
from tests.ledgers import ledger_file, started_ledger
from tests.wait import until

SERIES_OF_A_BIN = ("reading", "bin_level")


class Bench:
    """A forwarder between a real ledger and a fake store."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.ledger = ledger
        self.store = FakeSeriesStore()
        self.fresh = FreshPoints(most_points=3)
        self.recounts = FakeRecounts()
        self.forwarder = Forwarder(ledger, self.store, FakeClock(NOON), self.fresh, self.recounts)

    def say(self, *numbers: int, is_handed_over: bool = True) -> HeldPoints:
        """Commit one batch as the pump does."""
        with self.ledger.write() as tx:
            batch = tx.outbox.queue([a_count(n) for n in numbers], len(numbers), NOON)
        if is_handed_over:
            self.fresh.put(batch)
        return batch

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.forwarder.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def is_done(self) -> bool:
        with self.ledger.read() as tx:
            return not tx.outbox.due(1) and tx.outbox.replay() is None

    def waiting(self) -> int:
        with self.ledger.read() as tx:
            return tx.outbox.waiting()

    def taken(self) -> list[int]:
        return [point.at_ns for point in self.store.taken]


@pytest.fixture
def bench(ledger: SqlLedger) -> Bench:
    return Bench(ledger)


def a_count(n: int) -> Point:
    return Point("hub", {"site": f"s{n % 2}"}, {"received": n}, n)


class Impatient(threading.Event):
    """Remembers how long it was asked to wait, does not wait, and is set after so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._times = times

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        if len(self.waits) == self._times:
            self.set()
        return True


def test_after_an_outage_the_newest_go_first_and_the_backlog_follows_in_order(bench: Bench) -> None:
    for n in range(1, 11):
        bench.say(n)
    with bench.running():
        until(bench.is_done)
    assert bench.taken() == [8, 9, 10, 1, 2, 3, 4, 5, 6, 7]


def test_what_is_handed_over_is_not_read_from_the_ledger(bench: Bench) -> None:
    bench.say(1)
    with bench.ledger.write() as tx:
        tx.outbox._connection.execute(text("UPDATE held_points SET points = x'00'"))
    with bench.running():
        until(lambda: bench.waiting() == 0)
    assert bench.taken() == [1]


def test_what_nobody_handed_over_is_written_too(bench: Bench) -> None:
    with bench.running():
        bench.say(1, is_handed_over=False)
        until(bench.is_done)
    assert bench.taken() == [1]


def test_a_replay_writes_what_is_kept_once_more(bench: Bench) -> None:
    batches = [bench.say(n) for n in (1, 2, 3)]
    with bench.running():
        until(bench.is_done)
        with bench.ledger.write() as tx:
            tx.outbox.begin_replay(batches[1].id)
        until(bench.is_done)
    assert bench.taken() == [1, 2, 3, 2, 3]


def test_a_point_too_many_waits_and_is_written_when_the_limit_was_raised(bench: Bench) -> None:
    bench.store.is_over_limit = lambda point: point.tags["site"] == "s1"
    bench.say(1, 2)
    with bench.running():
        until(bench.is_done)
        with bench.ledger.write() as tx:
            assert tx.outbox.aside().points == 1
            assert tx.outbox.waiting() == 1
            assert tx.letters.newest(9) == []
            bench.store.is_over_limit = lambda _: False
            tx.outbox.release_aside()
        until(bench.is_done)
        with bench.ledger.read() as tx:
            assert tx.outbox.waiting() == 0
    assert bench.taken() == [2, 1]


def test_points_that_stay_too_many_are_kept_once(bench: Bench) -> None:
    bench.store.is_over_limit = lambda _: True
    batch = bench.say(1)
    with bench.running():
        for _ in range(3):
            until(bench.is_done)
            with bench.ledger.write() as tx:
                assert (tx.outbox.aside().points, tx.outbox.extent().last) == (1, batch.id)
                tx.outbox.release_aside()
        until(bench.is_done)


def test_an_impossible_point_is_set_aside_once_and_not_written_again(bench: Bench) -> None:
    bench.store.is_refused = lambda point: point.at_ns == 2
    batch = bench.say(1, 2, 3)
    with bench.running():
        until(bench.is_done)
        with bench.ledger.write() as tx:
            tx.outbox.begin_replay(batch.id)
        until(bench.is_done)
    assert bench.taken() == [1, 3, 1, 3]
    with bench.ledger.read() as tx:
        assert [letter.device for letter in tx.letters.newest(9)] == [""]


def test_a_batch_whose_bytes_are_damaged_holds_up_nobody_and_still_waits(
    bench: Bench, tmp_path: Path
) -> None:
    bench.say(1, 2, is_handed_over=False)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file, file:
        file.execute("UPDATE held_points SET points = CAST(substr(points, 1, 9) AS BLOB)")
    bench.say(3, is_handed_over=False)
    with bench.running():
        until(bench.is_done)
    assert (bench.taken(), bench.waiting()) == ([3], 2)
    with bench.ledger.read() as tx:
        assert "journal" in tx.outbox.aside().why


def test_a_store_that_stays_away_is_asked_less_and_less_often(bench: Bench) -> None:
    bench.store.is_down = True
    stop = Impatient(12)
    bench.forwarder.run(stop)
    for wait_s, longest_s in zip(stop.waits, [0.1 * 2**n for n in range(6)] + [5.0] * 6, strict=True):
        assert longest_s / 2 <= wait_s <= longest_s
    assert bench.forwarder.down_since == NOON


def test_why_a_store_is_away_is_said_once_and_again_when_it_is_another_reason(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.store.is_down = True
    bench.forwarder.run(Impatient(3))
    bench.store.why = "check the password"
    bench.forwarder.run(Impatient(3))
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert said == [
        "points are held in the ledger: the fake store is down",
        "points are held in the ledger: check the password",
    ]


def test_a_store_that_asks_for_patience_gets_it(bench: Bench) -> None:
    bench.store.is_down, bench.store.retry_after_s = True, 120.0
    stop = Impatient(2)
    bench.forwarder.run(stop)
    assert stop.waits == [120.0, 120.0]


def a_reading(device: str, seq: int, *, series: str = "bin_level") -> Point:
    tags = {"village": "liushu", "device": device}
    at_ns = 1_776_500_000_000_000_000 + seq * MAX_SAMPLES
    if series == "bin_level":
        return Point(series, tags, {"level_pct": 50.0}, at_ns)
    return Point(series, tags | {"device_class": "bin"}, {"fill_pct": 50.0}, at_ns)


def test_only_a_message_that_is_refused_as_a_whole_is_counted_as_refused(bench: Bench) -> None:
    bench.store.is_refused = lambda point: point.series == "reading" or point.tags["device"] == "bin-1"
    with bench.ledger.write() as tx:
        both = [a_reading(bin_, 7, series=name) for bin_ in ("bin-1", "bin-2") for name in SERIES_OF_A_BIN]
        tx.outbox.queue([*both, a_reading("bin-1", 8)], 3, NOON)
    with bench.running():
        until(bench.is_done)

    assert bench.recounts.messages == {"bin-1": 2}


def test_what_is_replayed_was_counted_before(bench: Bench) -> None:
    bench.store.is_refused = lambda _: True
    with bench.ledger.write() as tx:
        tx.outbox.queue([a_reading("bin-1", 7)], 0, NOON)
    with bench.running():
        until(bench.is_done)

    assert bench.recounts.messages == {}


class CountedReads(SqlLedger):
    """A ledger that counts how often it is read."""

    reads = 0

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        self.reads += 1
        with super().read() as tx:
            yield tx


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[CountedReads]:
    started_ledger(tmp_path).stop()
    ledger = CountedReads(f"sqlite:///{ledger_file(tmp_path)}")
    ledger.start()
    yield ledger
    ledger.stop()


class Rest(FreshPoints):
    """Nothing is handed over; each time that the forwarder rests, the test says what happens."""

    def __init__(self, happens: Callable[[int], None]) -> None:
        super().__init__()
        self.rests = 0
        self._happens = happens

    def wait(self, _timeout_s: float) -> None:
        self.rests += 1
        self._happens(self.rests)


def test_a_ledger_in_which_nothing_happens_is_not_asked_again(counted: CountedReads) -> None:
    stop, reads, bench = threading.Event(), [], Bench(counted)

    def happens(rests: int) -> None:
        reads.append(counted.reads)
        if rests == 3:
            bench.say(1, is_handed_over=False)
        if rests == 6:
            stop.set()

    fresh = Rest(happens)
    Forwarder(counted, bench.store, FakeClock(NOON), fresh, bench.recounts).run(stop)
    assert bench.store.writes == 1
    # One look, then none; what came was found at once, and one look more found nothing behind it.
    assert reads == [1, 1, 1, 3, 3, 3]


def test_what_another_process_put_there_is_found_within_a_second(
    counted: CountedReads, tmp_path: Path
) -> None:
    stop, bench, clock = threading.Event(), Bench(counted), FakeClock(NOON)
    theirs = SqlLedger(f"sqlite:///{ledger_file(tmp_path)}")
    theirs.start()

    def happens(rests: int) -> None:
        if rests == 1:
            with theirs.write() as tx:
                tx.outbox.queue([a_count(1)], 0, NOON)
        clock.move(0.5)
        if rests == 4:
            stop.set()

    Forwarder(counted, bench.store, clock, Rest(happens), bench.recounts).run(stop)
    theirs.stop()
    assert bench.store.writes == 1
