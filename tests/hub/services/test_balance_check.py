import logging

import pytest

from devices.contract.faults import Fault
from hub.domain.dead_letters import DeadLetter
from hub.domain.discrepancies import Claim, Discrepancy
from hub.domain.intake import Outcome
from hub.health_words import imbalance
from hub.services.balance_check import BalanceCheck
from tests.builders import NOON, a_reading, a_record, a_status, raw_record
from tests.hub.services.conftest import Hub


def a_check(hub: Hub) -> BalanceCheck:
    return BalanceCheck(hub.ledger, hub.clock, lambda: hub.received)


def test_the_books_agree_whatever_came(hub: Hub) -> None:
    hub.hear(
        a_record(1, a_reading(seq=1)),
        a_record(2, a_reading(seq=1)),
        a_record(3, a_reading(device="stranger")),
        raw_record(4, "vh1/daxi/d/bin-1/tele", b"{"),
        raw_record(5, "vh1/daxi/d/nobody/tele", b"{"),
        raw_record(6, "x/y", b""),
        a_record(7, a_reading({"fill_pct": 140.0}, seq=9)),
        a_record(8, a_status(online=True)),
    )
    check = a_check(hub)
    check.check()
    assert check.imbalance is None


def test_books_that_disagree_are_told_with_the_figures_and_logged_once(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    hub.hear(raw_record(1, "x/y", b""))
    with hub.ledger.write() as tx:
        tx.letters.bury([DeadLetter(9, "x/y", b"", "why", "", NOON, Fault.BODY)])
    check = a_check(hub)
    caplog.clear()
    with caplog.at_level(logging.INFO, "hub.services.balance_check"):
        for _ in range(3):
            check.check()
            hub.clock.move(60)
        assert check.imbalance is not None
        assert check.imbalance.found == (Discrepancy(Claim.LETTERS, 2, 1),)
        assert check.imbalance.since == NOON
        assert imbalance(check.imbalance.found).zh == "死信 2，应为 1"
        with hub.ledger.write() as tx:
            tx.intake.count({Outcome.DEAD_LETTER: 1}, {Outcome.DEAD_LETTER: 1})
            tx.intake.move_cursor(2)
        hub.received = 2
        check.check()
    assert check.imbalance is None
    said = [record.getMessage() for record in caplog.records]
    assert said == ["the books do not agree: letters: 2, expected 1", "the books agree again"]
