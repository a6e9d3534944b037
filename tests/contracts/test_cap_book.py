"""What the book of public warnings must do."""

from dataclasses import replace

from devices.contract.commands import Priority
from hub.adapters.ledger.database import SqlLedger
from hub.domain.cap.alert import Key
from hub.domain.cap.problems import Fault, Problem
from hub.domain.cap.record import Fate, Record
from tests.builders import NOON, at

FIRST = Key("qxj@county", "warning-1", NOON)


def a_record(number: int = 1, **changes: object) -> Record:
    record = Record(
        id=f"id-{number}",
        paper_sha256=f"{number:064}",
        via="http",
        received_at=at(number),
        fate=Fate.ANNOUNCED,
        last_at=at(number),
        said_sha256="cd" * 32,
        sender="qxj@county",
        identifier=f"warning-{number}",
        sent_at=NOON,
        status="Actual",
        kind="Alert",
        severity="Severe",
        level="county",
        headline="暴雨橙色预警",
        expires_at=at(3600),
        priority=Priority.EMERGENCY,
        announcements=(f"a-{number}",),
    )
    return replace(record, **changes)


def kept(ledger: SqlLedger, *records: Record) -> None:
    with ledger.write() as tx:
        for record in records:
            tx.cap.put(record, record.id.encode())


def test_a_message_comes_back_as_it_was_put_with_its_paper(ledger: SqlLedger) -> None:
    record = a_record(
        references=(FIRST,), problems=(Problem("/alert", Fault.MISSING, "水", "x"),), note="n", times=3
    )
    kept(ledger, record)
    with ledger.read() as tx:
        assert (tx.cap.get("id-1"), tx.cap.paper("id-1")) == (record, b"id-1")
        assert (tx.cap.get("none"), tx.cap.paper("none"), tx.cap.same("none")) == (None, None, None)


def test_a_message_that_is_put_again_is_replaced_with_its_links(ledger: SqlLedger) -> None:
    kept(ledger, a_record(references=(FIRST,)), a_record(announcements=("other",)))
    with ledger.read() as tx:
        assert tx.cap.about(FIRST) == []
        assert tx.cap.of_announcement("a-1") is None
        assert tx.cap.of_announcement("other") == a_record(announcements=("other",))
        assert len(tx.cap.newest(10)) == 1


def test_messages_are_found_by_their_bytes_their_key_and_what_they_are_about(ledger: SqlLedger) -> None:
    first, second = a_record(1), a_record(2, references=(FIRST,), kind="Cancel")
    kept(ledger, first, second)
    with ledger.read() as tx:
        assert tx.cap.same(f"{2:064}") == second
        assert tx.cap.known(FIRST) == first
        assert tx.cap.known(replace(FIRST, sent_at=at(1))) is None
        assert tx.cap.about(FIRST) == [second]


def test_a_refused_message_stands_for_no_key_and_is_about_nothing(ledger: SqlLedger) -> None:
    refused = a_record(2, fate=Fate.UNSIGNED, references=(FIRST,), kind="Cancel")
    kept(ledger, a_record(1, fate=Fate.BAD_SIGNATURE), refused)
    with ledger.read() as tx:
        assert tx.cap.known(FIRST) is None
        assert tx.cap.about(FIRST) == []
        assert tx.cap.same(f"{2:064}") == refused


def test_messages_that_could_not_be_read_have_no_key(ledger: SqlLedger) -> None:
    kept(ledger, a_record(1, fate=Fate.INVALID, sent_at=None), a_record(2, fate=Fate.INVALID, sent_at=None))
    with ledger.read() as tx:
        assert [record.id for record in tx.cap.newest(1)] == ["id-2"]


def test_messages_are_listed_and_counted_by_fate(ledger: SqlLedger) -> None:
    kept(ledger, a_record(1, fate=Fate.HINDERED), a_record(2), a_record(3, fate=Fate.HINDERED))
    with ledger.read() as tx:
        assert [record.id for record in tx.cap.of_fate({Fate.HINDERED}, NOON)] == ["id-3", "id-1"]
        assert [record.id for record in tx.cap.of_fate({Fate.HINDERED}, at(2))] == ["id-3"]
        assert tx.cap.counts() == {Fate.HINDERED: 2, Fate.ANNOUNCED: 1}


def test_what_is_old_goes_and_of_refused_ones_the_newest_stay(ledger: SqlLedger) -> None:
    refused = [a_record(number, fate=Fate.UNSIGNED, references=(FIRST,)) for number in (2, 3, 4)]
    kept(ledger, a_record(1), *refused, a_record(5))
    with ledger.write() as tx:
        tx.cap.prune(at(2), 2)
    with ledger.read() as tx:
        assert [record.id for record in tx.cap.newest(10)] == ["id-5", "id-4", "id-3"]
