import os
from pathlib import Path

import pytest

from hub.adapters.evidence import FileEvidence
from hub.adapters.ledger.database import SqlLedger
from hub.domain.device_state import DeviceState
from hub.domain.tickets import Evidence, Ticket, TicketKind
from hub.services.evidence_room import EvidenceRoom
from tests.builders import NOON, at
from tests.fakes import FakeClock

DAY = 86_400
PICTURE = 1000


@pytest.fixture
def evidence(tmp_path: Path) -> FileEvidence:
    return FileEvidence(tmp_path / "evidence")


def put(evidence: FileEvidence, folder: Path, number: int, *, days_old: float) -> str:
    """Keep a picture as if it had come so long before noon."""
    name = evidence.put(bytes([number]) * PICTURE, "image/jpeg")
    (file,) = folder.rglob(f"{name}.*")
    seconds = at(-days_old * DAY).timestamp()
    os.utime(file, (seconds, seconds))
    return name


def make_room(evidence: FileEvidence, ledger: SqlLedger, pictures: int) -> set[str]:
    EvidenceRoom(evidence, ledger, FakeClock(NOON), quota_bytes=pictures * PICTURE).make()
    return {file.sha256 for file in evidence.kept()}


def test_within_the_quota_all_stays(evidence: FileEvidence, ledger: SqlLedger, tmp_path: Path) -> None:
    names = {put(evidence, tmp_path, number, days_old=number) for number in (2, 3)}
    assert make_room(evidence, ledger, 2) == names


def test_the_oldest_goes_first(evidence: FileEvidence, ledger: SqlLedger, tmp_path: Path) -> None:
    names = [put(evidence, tmp_path, number, days_old=number) for number in (2, 3, 4)]
    assert make_room(evidence, ledger, 2) == set(names[:2])


def test_what_an_open_matter_shows_stays_and_that_of_a_closed_one_goes(
    evidence: FileEvidence, ledger: SqlLedger, tmp_path: Path
) -> None:
    closed, opened = (put(evidence, tmp_path, number, days_old=9 - number) for number in (1, 2))
    held = put(evidence, tmp_path, 3, days_old=30)
    with ledger.write() as tx:
        tx.tickets.put(
            Ticket(
                "t1", TicketKind.LITTER, "litter:cam-1:p", "cam-1", "liushu", "", NOON, NOON,
                evidence=(Evidence("at", held, NOON),),
            )
        )  # fmt: skip
    assert make_room(evidence, ledger, 2) == {held, opened}
    assert evidence.get(closed) is None


def test_new_pictures_stay_and_it_is_said_that_the_quota_is_too_small(
    evidence: FileEvidence, ledger: SqlLedger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    names = {put(evidence, tmp_path, number, days_old=0.5) for number in (1, 2)}
    assert make_room(evidence, ledger, 1) == names
    assert "need 1 MiB more than they may have" in caplog.text


def test_the_picture_of_a_view_that_still_cannot_be_judged_stays(
    evidence: FileEvidence, ledger: SqlLedger, tmp_path: Path
) -> None:
    held = put(evidence, tmp_path, 3, days_old=30)
    newer = put(evidence, tmp_path, 2, days_old=9)
    with ledger.write() as tx:
        tx.intake.keep_states([DeviceState("cam-1", view_fault="covered", view_since=NOON, view_proof=held)])
    assert make_room(evidence, ledger, 1) == {held}
    assert evidence.get(newer) is None
