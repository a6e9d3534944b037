"""What every book of dead letters must do: exact counts, fair keeping, all numbers known."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from devices.contract.faults import Fault
from hub.adapters.ledger.database import SqlLedger
from hub.adapters.ledger.dead_letters import SqlLetters
from hub.adapters.ledger.upgrade import MIGRATIONS
from hub.domain.dead_letters import DeadLetter, LetterGroup
from hub.domain.intake import Outcome
from tests.builders import NOON, at
from tests.ledgers import started_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    made = started_ledger(tmp_path)
    yield made
    made.stop()


def a_letter(seq: int, **changes: object) -> DeadLetter:
    letter = DeadLetter(seq, "vh1/daxi/d/bin-1/tele", b"four", f"why {seq}", "bin-1", at(seq), Fault.BODY)
    return replace(letter, **changes)  # type: ignore[arg-type]


def bury(ledger: SqlLedger, *letters: DeadLetter) -> None:
    with ledger.write() as tx:
        tx.letters.bury(letters)


def groups(ledger: SqlLedger) -> Sequence[LetterGroup]:
    with ledger.read() as tx:
        return tx.letters.groups()


def test_a_letter_comes_back_as_it_was_buried(ledger: SqlLedger) -> None:
    letter = DeadLetter(
        4,
        "a/\u0000b",
        b"\x00\xff",
        "why",
        "bin-1",
        at(0.001),
        Fault.VALUES,
        is_partial=True,
        is_numbered=True,
        is_retained=True,
    )
    bury(ledger, letter, replace(letter, seq=5))
    bury(ledger)
    with ledger.read() as tx:
        assert tx.letters.newest(1) == [replace(letter, seq=5)]
        assert tx.letters.newest(9)[1] == letter


def test_letters_are_counted_by_device_and_fault_with_first_last_and_newest_reason(ledger: SqlLedger) -> None:
    bury(ledger, a_letter(1), a_letter(2, fault=Fault.SIZE), a_letter(3))
    bury(ledger, a_letter(4), a_letter(5, device="", topic="x/y"))
    found = {(group.kind.fault, group.kind.subject): group for group in groups(ledger)}
    assert set(found) == {(Fault.BODY, "bin-1"), (Fault.SIZE, "bin-1"), (Fault.BODY, "x/y")}
    body = found[Fault.BODY, "bin-1"]
    assert (body.count, body.kept, body.kept_bytes) == (3, 3, 12)
    assert (body.first_at, body.last_at, body.reason) == (at(1), at(4), "why 4")
    assert groups(ledger)[0].kind.subject == "x/y"
    with ledger.read() as tx:
        assert tx.letters.groups(1) == groups(ledger)[:1]


def test_a_flood_of_one_kind_is_counted_exactly_and_keeps_only_its_newest(ledger: SqlLedger) -> None:
    for first in range(1, 2_001, 500):
        bury(ledger, *(a_letter(seq) for seq in range(first, first + 500)))
    (group,) = groups(ledger)
    assert (group.count, group.first_at) == (2_000, at(1))
    assert 100 <= group.kept <= 125
    with ledger.read() as tx:
        assert [letter.seq for letter in tx.letters.newest(200)] == list(range(2_000, 2_000 - group.kept, -1))
        assert tx.letters.numbers(group.kind.id, 0, 9_999) == list(range(1, 2_001))
        assert tx.letters.numbers(group.kind.id, 1_500, 3) == [1_501, 1_502, 1_503]


def test_a_flood_pushes_no_other_kind_out(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlLetters, "most_bytes", 10_000)
    bury(ledger, a_letter(1, device="bin-9"), a_letter(2, fault=Fault.FRAME))
    for seq in range(3, 60):
        bury(ledger, a_letter(seq, payload=b"x" * 1_000), a_letter(100 + seq, device="", payload=b"y" * 700))
    kept = {group.kind.subject: group.kept for group in groups(ledger) if group.count == 1}
    assert kept == {"bin-9": 1, "bin-1": 1}
    assert 4_000 < sum(group.kept_bytes for group in groups(ledger)) <= 10_000
    assert sum(group.count for group in groups(ledger)) == 2 + 2 * 57


def test_one_enormous_letter_does_not_stay_over_the_share_of_all(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlLetters, "most_bytes", 3)
    bury(ledger, a_letter(1))
    (group,) = groups(ledger)
    assert (group.count, group.kept, group.kept_bytes) == (1, 0, 0)


def test_topics_without_end_are_counted_together_and_leave_devices_their_groups(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlLetters, "most_topic_groups", 3)
    bury(ledger, *(a_letter(seq, device="", topic=f"t/{seq}") for seq in range(1, 10)))
    bury(ledger, *(a_letter(seq, device="", topic=f"t/{seq}") for seq in range(1, 12)))
    bury(ledger, a_letter(20))
    counts = {group.kind.subject: group.count for group in groups(ledger)}
    assert counts == {"t/1": 2, "t/2": 2, "t/3": 2, "": 14, "bin-1": 1}
    (many,) = (group for group in groups(ledger) if not group.kind.subject)
    with ledger.read() as tx:
        assert tx.letters.numbers(many.kind.id, 0, 99) == []
        assert {letter.topic for letter in tx.letters.newest(99, many.kind.id)} == {
            f"t/{seq}" for seq in range(4, 12)
        }


def test_what_was_used_leaves_count_bytes_and_numbers_and_an_empty_group_goes(ledger: SqlLedger) -> None:
    bury(ledger, *(a_letter(seq) for seq in (1, 2, 40_000)))
    name = a_letter(1).kind.id
    with ledger.write() as tx:
        first = tx.letters.kept(name, 0, 1)[0]
        tx.letters.take_out(name, kept=[first.id], numbers=[])
        group = tx.letters.group(name)
        assert group is not None
        assert (group.count, group.kept, group.kept_bytes) == (2, 2, 8)
        assert tx.letters.numbers(name, 0, 9) == [2, 40_000]
        assert [item.letter.seq for item in tx.letters.kept(name, first.id, 9)] == [2, 40_000]
        tx.letters.take_out(name, kept=[item.id for item in tx.letters.kept(name, 0, 9)], numbers=[])
        assert (tx.letters.group(name), tx.letters.numbers(name, 0, 9)) == (None, [])


def test_the_numbers_of_what_the_journal_lost_are_forgotten_and_the_count_stays(ledger: SqlLedger) -> None:
    bury(ledger, *(a_letter(seq) for seq in (1, 2, 70_000)))
    with ledger.write() as tx:
        tx.letters.forget_numbers(70_000)
        assert tx.letters.numbers(a_letter(1).kind.id, 0, 9) == [70_000]
    assert groups(ledger)[0].count == 3


def test_letters_of_before_are_sorted_into_groups_and_what_was_forgotten_counts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        insert = "INSERT INTO dead_letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        for row in (
            (1, 7, "vh1/daxi/d/bin-1/tele", b"{", "body: Invalid JSON", "", 1_000, False),
            (2, 8, "vh1/daxi/d/bin-1/tele", b"{}", "fill_pct = 140 is outside", "bin-1", 2_000, False),
            (3, 9, "vh1/daxi/d/bin-1/tele", b"{}", "fill_pct = 140 is outside", "bin-1", 3_000, True),
        ):
            connection.exec_driver_sql(insert, row)
        connection.exec_driver_sql("INSERT INTO progress VALUES ('dead_letter', 10), ('stored', 5)")
        state = '{"device":"bin-1","counts":{"dead_letter":4,"stored":5}}'
        connection.exec_driver_sql(
            "INSERT INTO device_state VALUES ('bin-1', ?, 1, 1, 1, 1, x'01', 0)", (state,)
        )
    engine.dispose()
    ledger = SqlLedger(url)
    ledger.start()
    with ledger.read() as tx:
        found = {(g.kind.fault, g.kind.subject, g.kind.is_partial): g for g in tx.letters.groups()}
        assert {key: group.count for key, group in found.items()} == {
            (Fault.BODY, "vh1/daxi/d/bin-1/tele", False): 1,
            (Fault.BODY, "bin-1", False): 1,
            (Fault.VALUES, "bin-1", True): 1,
            (Fault.BODY, "", False): 8,
        }
        assert all(tx.letters.group(group.kind.id) == group for group in found.values())
        assert sum(group.count for group in found.values() if not group.kind.is_partial) == 10
        assert [letter.seq for letter in tx.letters.newest(9)] == [9, 8, 7]
        nobodys = tx.intake.nobodys()
        assert (nobodys[Outcome.DEAD_LETTER], nobodys[Outcome.STORED]) == (6, 0)
    ledger.stop()


def test_a_topic_that_is_no_text_is_kept_readable(ledger: SqlLedger) -> None:
    bury(ledger, a_letter(1, device="", topic="a/\ud800/b", reason="\udfff"))
    bury(ledger, a_letter(2, device="", topic="a/\ud800/b"))
    (group,) = groups(ledger)
    assert (group.kind.subject, group.count) == ("a/\\ud800/b", 2)


def test_a_letter_received_before_all_others_is_the_first(ledger: SqlLedger) -> None:
    bury(ledger, a_letter(5), a_letter(6, received_at=NOON))
    assert groups(ledger)[0].first_at == NOON
    assert groups(ledger)[0].last_at == at(5)
