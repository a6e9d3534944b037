from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.contract.wire import Message, encode
from devices.profiles.catalog import load
from hub.adapters.ledger.database import SqlLedger
from hub.domain.instants import millis
from hub.domain.intake import Balance
from hub.domain.tickets import TicketState
from hub.domain.uplinks import Uplinks
from hub.journal import Journal
from hub.journal.format import Entry
from hub.replay import Again, Replay, Span
from hub.series import Point
from hub.services.ingest import Ingest
from tests.builders import SITE, a_catalog, a_hearing, a_reading, at
from tests.fakes import FakeClock
from tests.hub.services.conftest import a_sending
from tests.ledgers import started_ledger

ALWAYS = Span(at(-(10**6)), at(10**6))


@dataclass
class Place:
    """A journal with its ledger, as a hub that has ended leaves them."""

    journal: Journal
    ledger: SqlLedger
    folder: Path

    def receive(self, *messages: Message) -> None:
        """Journal messages, one a minute from noon on, and work on them."""
        self.journal.append(
            [Entry(*encode(message), millis(at(60 * minute))) for minute, message in enumerate(messages)]
        )
        ingest = an_ingest(self.ledger)
        records = self.journal.reader(0).next(10_000, 0)
        with self.ledger.write() as tx:
            ingest.apply(tx, tx.registry.catalog(), records)

    def points(self) -> list[Point]:
        """Take all points out of the outbox."""
        with self.ledger.write() as tx:
            due = tx.outbox.due(1_000)
            tx.outbox.written([held.id for held in due])
        return [point for held in due for point in held.points]

    def balance(self) -> Balance:
        with self.ledger.read() as tx:
            return tx.intake.balance(self.journal.last_seq)

    def replay(self, name: str = "scratch") -> Replay:
        scratch = started_ledger(self.folder, f"{name}.db")
        ingest = an_ingest(scratch)
        return Replay(self.journal, self.ledger, scratch, ingest, FakeClock(at(10**5)))


def an_ingest(ledger: SqlLedger) -> Ingest:
    return Ingest(Uplinks(SITE, load()).read, a_hearing(a_sending(ledger)))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    journal = Journal(tmp_path / "journal", SITE)
    journal.open()
    ledger = started_ledger(tmp_path)
    catalog = a_catalog()
    with ledger.write() as tx:
        tx.registry.put(catalog.places.values(), catalog.people.values(), catalog.devices.values())
    yield Place(journal, ledger, tmp_path)
    ledger.stop()
    journal.close()


def readings(*distances_mm: float) -> list[Message]:
    return [
        a_reading({"distance_mm": distance_mm}, seq=number, sent_at=at(60 * (number - 1)))
        for number, distance_mm in enumerate(distances_mm, 1)
    ]


def test_the_same_points_are_queued_again_and_nothing_else_changes(place: Place) -> None:
    messages = readings(900, 230, 220, 225, 900, 950)
    place.receive(*messages, messages[2], a_reading(device="stranger"))
    points, balance = place.points(), place.balance()
    assert {point.series for point in points} == {"reading", "bin_level"}
    assert place.replay().run(ALWAYS) == Again(8, len(points))
    assert place.points() == points
    assert place.balance() == balance
    with place.ledger.read() as tx:
        assert len(tx.tickets.list(tuple(TicketState), 10)) == 1


def test_a_span_gives_the_points_of_its_messages_with_the_levels_they_had(place: Place) -> None:
    place.receive(*readings(300, 300, 300, 900, 900, 900))
    points = place.points()
    span = Span(at(60 * 3), at(60 * 5))
    replay = place.replay()
    assert replay.count(span) == 2
    assert replay.run(span).messages == 2
    assert place.points() == [
        point for point in points if at(60 * 3).timestamp() <= point.at_ns / 1e9 < at(60 * 5).timestamp()
    ]


def test_what_was_not_worked_on_yet_is_left_to_the_hub(place: Place) -> None:
    place.receive(*readings(300))
    place.points()
    place.journal.append([Entry(*encode(a_reading(seq=2, sent_at=at(60))), millis(at(60)))])
    assert place.replay().run(ALWAYS).messages == 1


def test_a_journal_that_has_lost_its_beginning_is_replayed_from_where_it_begins(place: Place) -> None:
    place.journal.number_beyond(500)
    with place.ledger.write() as tx:
        tx.intake.move_cursor(500)
    place.receive(*readings(300, 310))
    points = place.points()
    assert place.replay().run(ALWAYS).messages == 2
    assert place.points() == points
