import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub.adapters.ledger.database import SqlLedger
from hub.journal import Journal
from hub.journal.format import Entry
from hub.upkeep import Upkeep
from tests.builders import NOON, SITE
from tests.fakes import FakeClock
from tests.ledgers import started_ledger

_HOUR_S = 3600.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    made = started_ledger(tmp_path)
    with made.write() as tx:
        tx.intake.move_cursor(3)
    yield made
    made.stop()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Three finished segments written at noon, and the one that is written now."""
    made = Journal(tmp_path / "journal", SITE, segment_bytes=1)
    made.open()
    for number in range(4):
        made.append([Entry("t", b"%d" % number, 1)])
    for segment in made.segments():
        os.utime(segment.file, (NOON.timestamp(), NOON.timestamp()))
    yield made
    made.close()


class JumpingClock(FakeClock):
    """A clock whose wall time can be put forward while no time passes."""

    def jump(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def test_what_was_worked_on_and_is_old_is_deleted(journal: Journal, ledger: SqlLedger) -> None:
    clock = FakeClock(NOON)
    upkeep = Upkeep(journal, ledger, clock, keep=timedelta(hours=24))
    clock.move(23 * _HOUR_S)
    upkeep.prune_journal()
    assert len(journal.segments()) == 4
    clock.move(2 * _HOUR_S)
    upkeep.prune_journal()
    assert len(journal.segments()) == 1


def test_a_clock_that_is_put_forward_makes_nothing_old(journal: Journal, ledger: SqlLedger) -> None:
    clock = JumpingClock(NOON)
    upkeep = Upkeep(journal, ledger, clock, keep=timedelta(hours=24))
    clock.jump(100 * _HOUR_S)
    upkeep.prune_journal()
    assert len(journal.segments()) == 4
