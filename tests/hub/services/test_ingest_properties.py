"""Whatever arrives in whatever order, wherever the hub dies: the same points, one ticket, an even balance."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.contract.bodies import Phase, Sight
from devices.contract.wire import Message, encode
from devices.profiles.catalog import load
from hub.adapters.ledger.database import SqlLedger
from hub.domain.area import Catalog
from hub.domain.tickets import Ticket, TicketState
from hub.domain.uplinks import Uplinks
from hub.journal.format import Record
from hub.series import Point, check
from hub.services.hearing import Hearing
from hub.services.ingest import Ingest
from tests.builders import (
    SITE,
    a_bin,
    a_camera,
    a_catalog,
    a_finding,
    a_hearing,
    a_reading,
    a_status,
    at,
    raw_record,
)
from tests.hub.services.conftest import a_sending, forget_intake
from tests.ledgers import started_ledger

READINGS = [
    a_reading(
        {"distance_mm": 900.0 - 100 * seq}, device=device, boot=boot, seq=seq, sent_at=at(100 * boot + seq)
    )
    for device in ("bin-1", "bin-2")
    for boot in (1, 2)
    for seq in range(1, 7)
]
FINDINGS = [
    a_finding(sight, phase, seq=seq, pile=pile)
    for seq, (pile, sight, phase) in enumerate(
        [
            ("a", Sight.PRESENT, Phase.START),
            ("a", Sight.PRESENT, Phase.UPDATE),
            ("b", Sight.PRESENT, Phase.START),
            ("a", Sight.CANNOT_SEE, Phase.UPDATE),
            ("a", Sight.ABSENT, Phase.END),
        ],
        1,
    )
]
STRANGERS = [a_reading(device="bin-9", seq=seq) for seq in (1, 2)]
OTHERS = [
    a_status(online=True),
    a_status(online=False, sent_at=at(5)),
    a_reading({"battery_pct": 900.0}, seq=40),
]
SAID = [encode(message) for message in (*READINGS, *FINDINGS, *STRANGERS, *OTHERS)]
GARBAGE = [
    ("", b""),
    ("vh1/daxi/d/bin-1/tele", b'{"bd":1,"seq":99999999999999999999,"m":{"fill_pct":1}}'),
    ("vh1/daxi/d/bin-1/tele", b'{"bd":1,"seq":3,"m":{"fill_pct":"\\ud800"}}'),
    ("vh1/daxi/d/bin-1/state/\x00", b"\xff\xfe\x00"),
    ("application/1/device/0102030405060708/event/up", b'{"deduplicationId":"\\ud800","data":"AAAA"}'),
]
PACKETS = [*SAID, *GARBAGE]


class Crash(Exception):
    """The hub dies before it has committed."""


@dataclass
class Bench:
    """A ledger that is emptied for every example."""

    ledger: SqlLedger
    catalog: Catalog
    hearing: Hearing

    def empty(self) -> None:
        forget_intake(self.ledger)

    def run(self, records: Sequence[Record], batch_sizes: Sequence[int], crashes: Sequence[bool]) -> None:
        """Work through records as the pump does, with an ingest that knows nothing but the ledger."""
        turn = 0
        while True:
            with self.ledger.read() as tx:
                left = records[tx.intake.cursor() :]
            if not left:
                return
            batch = left[: batch_sizes[turn % len(batch_sizes)]]
            with suppress(Crash):
                self._apply(batch, dies=turn < len(crashes) and crashes[turn])
            turn += 1

    def _apply(self, batch: Sequence[Record], *, dies: bool) -> None:
        with self.ledger.write() as tx:
            Ingest(Uplinks(SITE, load()).read, self.hearing).apply(tx, self.catalog, batch)
            if dies:
                raise Crash

    def points(self) -> list[Point]:
        with self.ledger.read() as tx:
            return [point for held in tx.outbox.due(10_000) for point in held.points]

    def tickets(self) -> Sequence[Ticket]:
        with self.ledger.read() as tx:
            return tx.tickets.list(tuple(TicketState), 1_000)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    ledger = started_ledger(folder)
    catalog = a_catalog(a_bin("bin-1"), a_bin("bin-2"), a_camera(), a_bin("horn-1"))
    hearing = a_hearing(a_sending(ledger))
    yield Bench(ledger, catalog, hearing)
    ledger.stop()


def readings(points: Sequence[Point]) -> list[tuple[str, int, float]]:
    return sorted(
        (point.tags["device"], point.at_ns, float(point.fields["distance_mm"]))
        for point in points
        if point.series == "reading"
    )


def points_of(messages: Sequence[Message], bench: Bench) -> list[tuple[str, int, float]]:
    bench.empty()
    bench.run([raw_record(n, *encode(message)) for n, message in enumerate(messages, 1)], [50], [])
    return readings(bench.points())


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(
    chosen=st.lists(st.integers(0, len(PACKETS) - 1), min_size=1, max_size=80),
    batch_sizes=st.lists(st.integers(1, 20), min_size=1, max_size=5),
    crashes=st.lists(st.booleans(), max_size=8),
)
def test_every_order_every_repetition_and_every_crash_come_to_the_same(
    bench: Bench, chosen: list[int], batch_sizes: list[int], crashes: list[bool]
) -> None:
    once = points_of([READINGS[number] for number in sorted(set(chosen)) if number < len(READINGS)], bench)
    bench.empty()
    records = [
        raw_record(seq, *PACKETS[number], received_at=at(1_000 + seq)) for seq, number in enumerate(chosen, 1)
    ]
    bench.run(records, batch_sizes, crashes)
    points = bench.points()
    assert readings(points) == once
    for point in points:
        check(point)
    open_subjects = Counter(ticket.subject for ticket in bench.tickets() if ticket.state is TicketState.OPEN)
    assert all(number == 1 for number in open_subjects.values())
    with bench.ledger.read() as tx:
        balance = tx.intake.balance(len(records))
        waiting = sum(held.messages for held in tx.outbox.due(10_000))
    assert balance.is_even
    assert balance.in_journal == waiting
