"""A hub's services on a real ledger in a temporary file, with fakes for everything outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.profiles.catalog import load
from hub.adapters.evidence import FileEvidence
from hub.adapters.ledger.database import SqlLedger
from hub.adapters.ledger.schema import (
    DEAD_LETTER,
    DEVICE_STATE,
    HELD_MESSAGE,
    HELD_POINTS,
    POINTS_DUE,
    PROGRESS,
    TICKET,
)
from hub.domain.area import Catalog, Device
from hub.domain.device_state import DeviceState
from hub.domain.earshot import Earshot
from hub.domain.health import Patience
from hub.domain.mp3 import FRAME_BYTES
from hub.domain.quiet_hours import Policy
from hub.domain.registry_row import write_row
from hub.domain.tickets import Ticket, TicketState
from hub.domain.uplinks import Uplinks
from hub.journal.format import Record
from hub.series import Point
from hub.services.broadcast import Broadcast, Office
from hub.services.examine import Examiner, Rules
from hub.services.ingest import Ingest
from hub.services.registry import Registry
from hub.services.sending import Sending
from hub.services.watch import Ears, Site, Watch
from tests.builders import NOON, SITE, a_catalog, a_hearing
from tests.fakes import FakeBrokerAccess, FakeBus, FakeClock, FakeSpeech
from tests.ledgers import started_ledger


@dataclass
class Hub:
    """The services under test and what they act on."""

    ledger: SqlLedger
    evidence: FileEvidence
    clock: FakeClock
    bus: FakeBus
    speech: FakeSpeech
    sending: Sending
    broadcast: Broadcast
    ingest: Ingest
    registry: Registry
    broker: FakeBrokerAccess
    received: int = 0
    earshot: Earshot = field(default_factory=Earshot)

    def register(self, catalog: Catalog) -> None:
        with self.ledger.write() as tx:
            tx.registry.put(catalog.places.values(), catalog.people.values(), catalog.devices.values())
        self.registry.load()

    def hear(self, *records: Record) -> dict[str, DeviceState]:
        self.received = max(self.received, records[-1].seq)
        with self.ledger.write() as tx:
            return dict(self.ingest.apply(tx, self.registry.catalog, records).states)

    def claim(self, device: Device) -> int:
        return self.registry.claim(device.point, write_row(self.registry.catalog, device), "wang")

    def watch(self) -> Watch:
        site = Site(SITE, ZoneInfo("Asia/Shanghai"), programs=("vision-1",))
        return Watch(
            site,
            self.ledger,
            self.registry,
            self.clock,
            Patience(),
            Ears(lambda: self.received, lambda: self.earshot),
        )

    def tickets(self) -> list[Ticket]:
        with self.ledger.read() as tx:
            return list(tx.tickets.list(tuple(TicketState), 100))

    def points(self, series: str) -> list[Point]:
        with self.ledger.read() as tx:
            return [p for held in tx.outbox.due(1000) for p in held.points if p.series == series]

    def letters(self) -> list[str]:
        with self.ledger.read() as tx:
            return [letter.reason for letter in tx.letters.newest(100)]


def forget_intake(ledger: SqlLedger) -> None:
    """Empty the books of ingest, so that the next example finds a hub that has heard nothing."""
    with ledger.write() as tx:
        for table in (DEVICE_STATE, PROGRESS, DEAD_LETTER, HELD_MESSAGE, HELD_POINTS, POINTS_DUE, TICKET):
            tx.intake._connection.execute(table.delete())


NEVER_QUIET = Rules(Policy(ZoneInfo("Asia/Shanghai"), quiet=()), timedelta(seconds=30))


def a_sending(ledger: SqlLedger, clock: FakeClock | None = None, bus: FakeBus | None = None) -> Sending:
    """What sends the outbox and takes the receipts."""
    return Sending(SITE, NEVER_QUIET.receipt_wait, ledger, bus or FakeBus(), clock or FakeClock(NOON))


def a_broadcast(
    ledger: SqlLedger, evidence: FileEvidence, sending: Sending, speech: FakeSpeech, clock: FakeClock
) -> Broadcast:
    """Broadcasting without quiet hours; the ids it gives are id-1, id-2 ..."""
    ids = count(1)
    examiner = Examiner(NEVER_QUIET, ledger, speech, evidence)
    return Broadcast(examiner, sending, Office(ledger, clock, lambda: f"id-{next(ids)}"))


@contextmanager
def a_hub(folder: Path, ledger_of_before: bytes | None = None) -> Iterator[Hub]:
    """The services on a ledger of their own in `folder`, or on what a hub before them left."""
    ledger = started_ledger(folder, content=ledger_of_before)
    clock, bus, speech = FakeClock(NOON), FakeBus(), FakeSpeech()
    sending = a_sending(ledger, clock, bus)
    evidence = FileEvidence(folder / "evidence")
    broadcast = a_broadcast(ledger, evidence, sending, speech, clock)
    ingest = Ingest(Uplinks(SITE, load()).read, a_hearing(sending))
    access = FakeBrokerAccess()
    registry = Registry(ledger, ingest, clock, SITE, "大溪乡", access)
    made = Hub(ledger, evidence, clock, bus, speech, sending, broadcast, ingest, registry, access)
    made.register(a_catalog())
    yield made
    ledger.stop()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with a_hub(tmp_path) as made:
        yield made


@pytest.fixture
def a_recording() -> bytes:
    """Half a second, nearly, as the studio makes it."""
    return (b"\xff\xf3\x64\xc4" + bytes(FRAME_BYTES - 4)) * 20
