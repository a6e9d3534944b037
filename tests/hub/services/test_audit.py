"""What is missing in the series store is found and written again, without disturbing what is live."""

from datetime import timedelta

import pytest

from hub.adapters.ledger.database import SqlLedger
from hub.books.outbox import Audited
from hub.ports import StoreDown
from hub.series import Point
from hub.services.audit import Audit
from tests.builders import NOON
from tests.fakes import FakeClock, FakeSeriesStore


class SlowStore(FakeSeriesStore):
    """A store that takes a tenth of a second for a share."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock

    def missing(self, points):
        self.clock.move(0.1)
        return super().missing(points)


class Bench:
    """A store that has everything that was written."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.ledger = ledger
        self.clock = FakeClock(NOON)
        self.store = SlowStore(self.clock)
        self.audit = Audit(ledger, self.store, self.clock)

    def write(self, count: int) -> None:
        with self.ledger.write() as tx:
            for _ in range(count):
                number = tx.outbox.extent().last + 1
                batch = tx.outbox.queue([a_count(number)], 1, NOON)
                self.store.write(batch.points)
                tx.outbox.written([batch.id])

    def lose(self, *numbers: int) -> None:
        self.store.lose(lambda point: point.at_ns in numbers)

    def there(self) -> list[int]:
        return [point.at_ns for point in self.store.points("hub")]

    def figures(self) -> tuple[int, int, int]:
        found = self.audit.audited()
        return found.checked, found.missing, found.repaired


def a_count(n: int) -> Point:
    return Point("hub", {"site": "daxi"}, {"received": n}, n)


@pytest.fixture
def bench(ledger: SqlLedger) -> Bench:
    return Bench(ledger)


def test_a_store_that_has_everything_is_only_asked(bench: Bench) -> None:
    bench.write(5)
    bench.audit.step()
    assert bench.figures() == (5, 0, 0)
    assert bench.store.writes == 5
    assert bench.audit.audited().is_over


def test_what_is_missing_is_written_again_and_said(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.write(5)
    bench.lose(2, 4)
    bench.audit.step()
    assert bench.figures() == (5, 2, 2)
    assert bench.there() == [1, 2, 3, 4, 5]
    assert "of 5 points 2 were missing in the series store, 2 are written again" in caplog.text


def test_what_the_store_does_not_take_again_is_not_called_repaired(bench: Bench) -> None:
    bench.write(3)
    bench.lose(2, 3)
    bench.store.is_refused = lambda point: point.at_ns == 3
    bench.audit.step()
    assert bench.figures() == (3, 2, 1)


def test_an_audit_begins_a_day_after_the_last_one(bench: Bench) -> None:
    bench.write(2)
    bench.audit.step()
    bench.lose(1)
    bench.clock._now += timedelta(hours=23)
    bench.audit.step()
    assert bench.there() == [2]
    bench.clock._now += timedelta(hours=1)
    bench.audit.step()
    assert bench.there() == [1, 2]


def test_an_audit_begins_when_it_is_asked_for_and_not_twice_at_once(bench: Bench) -> None:
    bench.write(2)
    bench.audit.step()
    begun = bench.audit.begin()
    assert begun == Audited(begun.begun_ms, 0, 1, 2)
    bench.write(1)
    assert bench.audit.begin() == begun
    bench.audit.step()
    assert bench.figures() == (2, 0, 0)


def test_an_audit_goes_in_slices_and_on_after_a_crash(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.services.audit._BATCHES", 1)
    bench.write(5)
    bench.audit.step()
    assert (bench.figures(), bench.audit.audited().is_over) == ((3, 0, 0), False)
    bench.audit = Audit(bench.ledger, bench.store, bench.clock)
    bench.audit.step()
    assert (bench.figures(), bench.audit.audited().is_over) == ((5, 0, 0), True)


def test_what_still_waits_is_not_looked_for(bench: Bench) -> None:
    bench.write(1)
    with bench.ledger.write() as tx:
        tx.outbox.set_aside([a_count(99)], 1, NOON, "too many series")
        tx.outbox.queue([a_count(100)], 1, NOON)
    bench.audit.step()
    assert bench.figures() == (1, 0, 0)


def test_a_hub_that_keeps_nothing_has_nothing_to_look_for(bench: Bench) -> None:
    bench.audit.step()
    assert bench.figures() == (0, 0, 0)
    assert bench.audit.audited().is_over


def test_a_store_that_is_away_is_asked_for_the_same_again(bench: Bench) -> None:
    bench.write(2)
    bench.store.is_down = True
    with pytest.raises(StoreDown):
        bench.audit.step()
    assert bench.figures() == (0, 0, 0)
    bench.store.is_down = False
    bench.audit.step()
    assert bench.figures() == (2, 0, 0)
