"""What people say of findings closes, reopens and counts."""

from dataclasses import replace

import pytest

from hub.domain.judging import FALSE_ALARM, NotJudged, Precision, finding_of, judge, precision, undone
from hub.domain.tickets import Judged, Ticket, TicketKind, TicketState, Verdict, close
from tests.builders import at

FALSE = Judged(Verdict.FALSE_ALARM, "wang", at(60))
TRUE = Judged(Verdict.CONFIRMED, "wang", at(60))


def a_ticket(number: int = 1, camera: str = "cam-1") -> Ticket:
    subject = f"litter:{camera}:pile-{number}"
    return Ticket(f"t{number}", TicketKind.LITTER, subject, camera, "liushu", "", at(0), at(3600))


@pytest.mark.parametrize(
    ("kind", "subject", "finding"),
    [
        (TicketKind.LITTER, "litter:cam-1:pile-9", "pile-9"),
        (TicketKind.LITTER, "litter:cam-1", None),
        (TicketKind.BIN_FULL, "bin_full:bin-1", None),
    ],
)
def test_only_a_ticket_about_litter_has_a_finding(
    kind: TicketKind, subject: str, finding: str | None
) -> None:
    assert finding_of(replace(a_ticket(), kind=kind, subject=subject)) == finding


def test_a_false_alarm_closes_its_ticket() -> None:
    after = judge(a_ticket(), FALSE)
    assert (after.state, after.closed_because, after.closed_at) == (TicketState.CLOSED, FALSE_ALARM, at(60))
    assert after.judged == FALSE


def test_a_false_alarm_that_was_over_already_stays_closed_by_its_evidence() -> None:
    gone = close(a_ticket(), "camera_saw_absent", (), at(30))
    assert judge(gone, FALSE) == replace(gone, judged=FALSE)


def test_a_confirmation_leaves_the_ticket_as_it_is() -> None:
    assert judge(a_ticket(), TRUE) == replace(a_ticket(), judged=TRUE)


def test_a_confirmation_opens_again_what_was_closed_as_a_false_alarm() -> None:
    assert judge(judge(a_ticket(), FALSE), TRUE) == replace(a_ticket(), judged=TRUE)


def test_what_is_undone_is_as_it_was() -> None:
    assert undone(judge(a_ticket(), FALSE)) == a_ticket()


def test_undoing_does_not_open_what_evidence_closed() -> None:
    gone = close(a_ticket(), "camera_saw_absent", (), at(30))
    assert undone(judge(gone, FALSE)) == gone


def test_a_full_bin_cannot_be_judged() -> None:
    bin_ticket = replace(a_ticket(), kind=TicketKind.BIN_FULL, subject="bin_full:bin-1")
    with pytest.raises(NotJudged, match="no camera found"):
        judge(bin_ticket, FALSE)
    with pytest.raises(NotJudged, match="no camera found"):
        undone(bin_ticket)


def test_precision_is_the_share_of_judged_findings_that_were_litter() -> None:
    tickets = [judge(a_ticket(n), TRUE if n < 3 else FALSE) for n in range(4)]
    tickets += [a_ticket(9), judge(a_ticket(5, "cam-2"), FALSE)]
    assert precision(tickets) == {"cam-1": Precision(3, 1), "cam-2": Precision(0, 1)}
    assert (Precision(3, 1).share_pct, Precision(0, 1).share_pct) == (75.0, 0.0)


def test_precision_that_nobody_judged_cannot_be_said() -> None:
    assert Precision().share_pct is None
    assert precision([a_ticket()]) == {}
