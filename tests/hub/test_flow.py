"""Receiver, pump and forwarder on a real journal and ledger, with fakes at both ends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices.contract.bodies import Upto
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.listeners import NotTaken
from devices.mqtt.publication import Packet
from devices.profiles.catalog import load
from hub.adapters.evidence import FileEvidence
from hub.adapters.ledger.database import SqlLedger
from hub.books.outbox import HeldPoints
from hub.domain.uplinks import Uplinks
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.journal import Journal, JournalFailed
from hub.journal.format import Entry
from hub.journal.room import Shortage
from hub.ports import StoreDown
from hub.pump import Pump
from hub.receiver import Receiver
from hub.services.ingest import Ingest
from hub.services.registry import Registry
from tests.builders import NOON, SITE, a_catalog, a_hearing, a_reading, at
from tests.fakes import FakeBus, FakeClock, FakeDisk, FakeRecounts, FakeSeriesStore
from tests.hub.services.conftest import a_sending
from tests.ledgers import started_ledger
from tests.wait import until


@dataclass
class FakeLink:
    """Remembers what was acknowledged, and how far the journal was then."""

    journal: Journal
    acked: list[tuple[int, int]] = field(default_factory=list)

    def ack(self, *packets: Packet) -> None:
        self.acked += [(packet.mid, self.journal.last_seq) for packet in packets]


class SlowDisk(FakeDisk):
    """A disk whose syncs wait while `is_open` is not set."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open, self.is_asked = threading.Event(), threading.Event()
        self.is_open.set()

    def sync(self, descriptor: int) -> None:
        if not self.is_open.is_set():
            self.is_asked.set()
            assert self.is_open.wait(5)
        super().sync(descriptor)


@contextmanager
def running(run: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_what_came_by_another_way_is_on_disk_when_it_is_kept(journal: Journal, tmp_path: Path) -> None:
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    with running(lambda stop: receiver.run(link, stop)):  # type: ignore[arg-type]
        receiver.keep("tcp/hj212/ABC1", b"##")
        (record,) = journal.reader(0).next(9, 0)
    assert (record.entry.topic, record.entry.payload) == ("tcp/hj212/ABC1", b"##")


def test_what_comes_while_the_hub_ends_is_not_taken(journal: Journal, tmp_path: Path) -> None:
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    with running(lambda stop: receiver.run(FakeLink(journal), stop)):  # type: ignore[arg-type]
        pass
    with pytest.raises(NotTaken, match="the hub ends"):
        receiver.keep("tcp/hj212/ABC1", b"##")


def test_what_a_full_disk_does_not_take_in_time_is_not_taken(journal: Journal, tmp_path: Path) -> None:
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    with pytest.raises(NotTaken, match="the disk is slow or full"):
        receiver.keep("tcp/hj212/ABC1", b"##", within_s=0.1)


def a_packet(mid: int, topic: str = "", payload: bytes = b"") -> Packet:
    said = encode(a_reading(seq=mid, sent_at=at(mid)))
    return Packet(
        topic or said[0], payload or said[1], qos=1, is_retained=False, is_dup=False, mid=mid, epoch=1
    )


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal", SITE)
    made.open()
    yield made
    made.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    made = started_ledger(tmp_path)
    catalog = a_catalog()
    with made.write() as tx:
        tx.registry.put(catalog.places.values(), catalog.people.values(), catalog.devices.values())
    yield made
    made.stop()


def a_pump(journal: Journal, ledger: SqlLedger, fresh: FreshPoints | None = None) -> Pump:
    hearing = a_hearing(a_sending(ledger))
    ingest = Ingest(Uplinks(SITE, load()).read, hearing)
    clock = FakeClock(NOON)
    registry = Registry(ledger, ingest, clock, SITE, "大溪乡", None)
    registry.load()
    return Pump(journal, ledger, registry, ingest, clock, fresh or FreshPoints())


def test_nothing_is_acknowledged_before_it_is_in_the_journal(journal: Journal, tmp_path: Path) -> None:
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    with running(lambda stop: receiver.run(link, stop)):
        for mid in range(1, 101):
            receiver.take(a_packet(mid))
        until(lambda: len(link.acked) == 100)
    assert [mid for mid, _ in link.acked] == list(range(1, 101))
    assert all(journalled >= mid for mid, journalled in link.acked)


def test_what_cannot_be_journalled_is_not_acknowledged_and_ends_the_thread(tmp_path: Path) -> None:
    disk = FakeDisk()
    journal = Journal(tmp_path, SITE, disk=disk)
    journal.open()
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    disk.syncs_until_broken = 0
    receiver.take(a_packet(1))
    with pytest.raises(JournalFailed):
        receiver.run(link, threading.Event())
    assert (link.acked, journal.last_seq) == ([], 0)
    journal.close()


def test_while_one_sync_runs_the_next_batch_fills(tmp_path: Path) -> None:
    disk = SlowDisk()
    journal = Journal(tmp_path, SITE, disk=disk)
    journal.open()
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    disk.is_open.clear()
    with running(lambda stop: receiver.run(link, stop)):
        receiver.take(a_packet(1))
        assert disk.is_asked.wait(3)
        for mid in range(2, 101):
            receiver.take(a_packet(mid))
        assert link.acked == []
        disk.is_open.set()
        until(lambda: len(link.acked) == 100)
    assert {last_seq for _, last_seq in link.acked} == {1, 100}
    journal.close()


def test_while_the_disk_is_full_nothing_is_acknowledged_and_all_is_when_there_is_room(tmp_path: Path) -> None:
    disk = FakeDisk(free=100)
    journal = Journal(tmp_path, SITE, disk=disk)
    journal.open()
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    with running(lambda stop: receiver.run(link, stop)):
        for mid in range(1, 11):
            receiver.take(a_packet(mid))
        until(lambda: journal.shortage is Shortage.DISK)
        assert link.acked == []
        disk.free = 10**6
        until(lambda: len(link.acked) == 10)
    journal.close()


def test_a_receiver_whose_journal_waits_for_room_ends_when_the_hub_does(tmp_path: Path) -> None:
    journal = Journal(tmp_path, SITE, disk=FakeDisk(free=0))
    journal.open()
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    with running(lambda stop: receiver.run(link, stop)):
        receiver.take(a_packet(1))
        until(lambda: journal.shortage is Shortage.DISK)
        journal.give_up()
    assert link.acked == []
    journal.close()


def test_a_picture_is_kept_aside_and_not_journalled(journal: Journal, tmp_path: Path) -> None:
    evidence = FileEvidence(tmp_path)
    receiver = Receiver(journal, evidence, FakeClock(NOON))
    link = FakeLink(journal)
    topic = device_address(SITE, "cam-1", Kind.SNAP).topic()
    with running(lambda stop: receiver.run(link, stop)):
        receiver.take(a_packet(1, topic, b"\xff\xd8\xff picture"))
        receiver.take(a_packet(2, topic, b"<html>"))
        until(lambda: len(link.acked) == 2)
    assert evidence.last("cam-1") == (b"\xff\xd8\xff picture", NOON)
    assert (journal.last_seq, receiver.refused_snapshots) == (0, 1)


def test_of_a_monstrous_message_the_beginning_is_kept(journal: Journal, tmp_path: Path) -> None:
    receiver = Receiver(journal, FileEvidence(tmp_path), FakeClock(NOON))
    link = FakeLink(journal)
    topic = "vh1/daxi/d/" + "🗑" * 65_535
    with running(lambda stop: receiver.run(link, stop)):
        receiver.take(a_packet(1, topic, b"x" * 5_000_000))
        until(lambda: len(link.acked) == 1)
    (record,) = journal.reader(0).next(5, 0)
    assert (record.entry.topic, len(record.entry.payload)) == (topic[:16_000], 1024 * 1024)


def append(journal: Journal, *messages: Message) -> None:
    journal.append([Entry(*encode(message), 1_776_500_000_000) for message in messages])


def test_the_pump_takes_effect_once_and_tells_what_is_safe(journal: Journal, ledger: SqlLedger) -> None:
    told: list[Upto] = []
    for batch in ((1, 2, 3, 5), (4,), (2, 6)):
        append(journal, *(a_reading(seq=n, sent_at=at(n)) for n in batch))
        pump, bus = a_pump(journal, ledger), FakeBus()
        with running(lambda stop, pump=pump, bus=bus: pump.run(bus, stop)):
            until(lambda bus=bus: bool(bus.sent))
        told += [message.body for message in bus.sent]
    assert told == [Upto(boot=1, seq=3), Upto(boot=1, seq=5), Upto(boot=1, seq=6)]
    with ledger.read() as tx:
        points = [p for held in tx.outbox.due(99) for p in held.points if p.series == "reading"]
        assert len(points) == 6
        assert tx.intake.balance(7).duplicate == 1


def test_what_came_of_an_earlier_boot_is_confirmed_as_well(journal: Journal, ledger: SqlLedger) -> None:
    append(
        journal, *(a_reading(boot=boot, seq=seq, sent_at=at(seq)) for boot, seq in ((1, 1), (2, 1), (1, 2)))
    )
    pump, bus = a_pump(journal, ledger), FakeBus()
    with running(lambda stop: pump.run(bus, stop)):
        until(lambda: len(bus.sent) == 2)
    assert [message.body for message in bus.sent] == [Upto(boot=1, seq=2), Upto(boot=2, seq=1)]


def test_a_message_that_is_set_aside_is_confirmed_like_any_other(journal: Journal, ledger: SqlLedger) -> None:
    append(journal, a_reading({"battery_pct": 300.0}, seq=1), a_reading(seq=2))
    pump, bus = a_pump(journal, ledger), FakeBus()
    with running(lambda stop: pump.run(bus, stop)):
        until(lambda: bool(bus.sent))
    assert [message.body for message in bus.sent] == [Upto(boot=1, seq=2)]


def test_while_the_ledger_is_down_the_pump_waits_and_loses_nothing(
    journal: Journal, ledger: SqlLedger
) -> None:
    pump = a_pump(journal, ledger)
    write = ledger.write
    refused = threading.Event()

    @contextmanager
    def refusing() -> Iterator[None]:
        refused.set()
        raise StoreDown
        yield

    ledger.write = refusing  # type: ignore[assignment,method-assign]
    with running(lambda stop: pump.run(FakeBus(), stop)):
        append(journal, a_reading())
        assert refused.wait(3)
        ledger.write = write  # type: ignore[method-assign]
        until(lambda: _cursor(ledger) == 1)


def test_a_ledger_that_is_down_at_the_start_does_not_end_the_pump(
    journal: Journal, ledger: SqlLedger
) -> None:
    pump = a_pump(journal, ledger)
    append(journal, a_reading(seq=1))
    ledger.stop()
    with running(lambda stop: pump.run(FakeBus(), stop)):
        until(lambda: pump.down_since == NOON)
        ledger.start()
        until(lambda: pump.down_since is None and _cursor(ledger) == 1)


def test_points_wait_while_the_series_store_is_away_and_arrive_when_it_is_back(
    journal: Journal, ledger: SqlLedger
) -> None:
    store = FakeSeriesStore()
    store.is_down = True
    fresh = FreshPoints()
    pump = a_pump(journal, ledger, fresh)
    forwarder = Forwarder(ledger, store, FakeClock(NOON), fresh, FakeRecounts())
    append(journal, *(a_reading(seq=n, sent_at=at(n)) for n in (1, 2, 3)))
    with (
        running(lambda stop: pump.run(FakeBus(), stop)),
        running(forwarder.run),
    ):
        until(lambda: forwarder.down_since == NOON and _cursor(ledger) == 3)
        assert _balance(ledger) == (0, 0, 3)
        store.is_down = False
        until(lambda: _balance(ledger) == (3, 0, 0))
    assert len(store.points("reading")) == 3
    assert forwarder.down_since is None


def test_a_point_the_store_will_never_take_is_set_aside_alone(journal: Journal, ledger: SqlLedger) -> None:
    store = FakeSeriesStore()
    store.is_refused = lambda point: point.series == "bin_level"
    fresh = FreshPoints()
    pump = a_pump(journal, ledger, fresh)
    forwarder = Forwarder(ledger, store, FakeClock(NOON), fresh, FakeRecounts())
    append(journal, a_reading(seq=1), a_reading(seq=2, sent_at=at(1)))
    with (
        running(lambda stop: pump.run(FakeBus(), stop)),
        running(forwarder.run),
    ):
        until(lambda: _balance(ledger) == (2, 0, 0))
    assert len(store.points("reading")) == 2
    assert _reasons(ledger) == ["the series store refused it: refused by the test"] * 2


class LateHandOver(FreshPoints):
    """Hands a batch over when the forwarder has already found it in the ledger."""

    def __init__(self, is_found: Callable[[], bool]) -> None:
        super().__init__()
        self._is_found = is_found

    def put(self, batch: HeldPoints) -> None:
        until(self._is_found)
        super().put(batch)
        until(lambda: self.first() is None)


def test_what_was_refused_before_it_was_handed_over_is_told_once(journal: Journal, ledger: SqlLedger) -> None:
    store = FakeSeriesStore()
    store.is_refused = lambda point: point.series == "bin_level"
    fresh = LateHandOver(lambda: len(_reasons(ledger)) == 1)
    forwarder = Forwarder(ledger, store, FakeClock(NOON), fresh, FakeRecounts())
    append(journal, a_reading(seq=1))
    with running(forwarder.run), running(lambda stop: a_pump(journal, ledger, fresh).run(FakeBus(), stop)):
        until(lambda: _balance(ledger) == (1, 0, 0))
    assert len(_reasons(ledger)) == 1


def _reasons(ledger: SqlLedger) -> list[str]:
    with ledger.read() as tx:
        return [letter.reason for letter in tx.letters.newest(9)]


def _cursor(ledger: SqlLedger) -> int:
    with ledger.read() as tx:
        return tx.intake.cursor()


def _balance(ledger: SqlLedger) -> tuple[int, int, int]:
    with ledger.read() as tx:
        balance = tx.intake.balance(tx.intake.cursor())
    assert balance.is_even
    return balance.stored + balance.duplicate, balance.dead_letter, balance.in_journal
