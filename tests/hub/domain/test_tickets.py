from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.tickets import (
    Allowed,
    Evidence,
    Ticket,
    TicketKind,
    TicketState,
    close,
    extend,
    reopen,
    verify,
)
from tests.builders import at

BEFORE, AFTER = Evidence("at", "aa" * 32, at(0)), Evidence("after", "bb" * 32, at(60))


def a_ticket() -> Ticket:
    return Ticket(
        "t1",
        TicketKind.LITTER,
        "litter:cam-1:p",
        "cam-1",
        "liushu",
        "张三/1",
        at(0),
        at(3600),
        evidence=(BEFORE,),
    )


def test_it_is_judged_by_the_newest_picture_of_the_thing_itself() -> None:
    empty_place, closer = Evidence("before", "cc" * 32, at(-60)), Evidence("at", "dd" * 32, at(30))
    ticket = a_ticket()
    assert replace(ticket, evidence=(BEFORE, closer, empty_place, AFTER)).picture == closer
    assert replace(ticket, evidence=(AFTER,)).picture == AFTER
    assert replace(ticket, evidence=()).picture is None


def test_another_report_extends_the_one_ticket() -> None:
    after = extend(a_ticket(), 2, [BEFORE, AFTER], at(60))
    assert (after.sightings, after.severity, after.last_seen_at) == (2, 2, at(60))
    assert after.evidence == (BEFORE, AFTER)


def test_a_milder_report_does_not_lower_the_severity() -> None:
    assert extend(a_ticket(), 4, (), at(60)).severity == 3


def test_a_report_while_closing_is_verified_opens_the_matter_again() -> None:
    verifying = replace(a_ticket(), state=TicketState.VERIFYING)
    assert extend(verifying, 3, (), at(60)).state is TicketState.OPEN


def test_closing_keeps_its_evidence_and_reason() -> None:
    closed = close(a_ticket(), "camera_saw_absent", [AFTER], at(90))
    assert (closed.state, closed.closed_at, closed.closed_because) == (
        TicketState.CLOSED,
        at(90),
        "camera_saw_absent",
    )
    assert closed.evidence[-1] == AFTER


def test_closing_twice_or_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the evidence"):
        close(a_ticket(), "", (), at(1))
    closed = close(a_ticket(), "camera_saw_absent", (), at(90))
    with pytest.raises(ValueError, match="already closed"):
        close(closed, "again", (), at(91))


def test_overdue_is_open_beyond_the_deadline() -> None:
    assert not a_ticket().is_overdue(at(3600))
    assert a_ticket().is_overdue(at(3601))
    assert not close(a_ticket(), "camera_saw_absent", (), at(9)).is_overdue(at(9999))


def test_a_matter_is_late_when_it_was_put_right_after_its_deadline_or_not_yet() -> None:
    assert [a_ticket().is_late(at(moment)) for moment in (3600, 3601)] == [False, True]
    assert not close(a_ticket(), "camera_saw_absent", (), at(3600)).is_late(at(9999))
    assert close(a_ticket(), "camera_saw_absent", (), at(3601)).is_late(at(9999))


def test_each_kind_has_a_span_of_its_own() -> None:
    allowed = Allowed()

    spans_h = {kind.value: allowed.of(kind).total_seconds() / 3600 for kind in TicketKind}

    assert spans_h == {
        "litter": 24,
        "bin_full": 12,
        "bin_fire": 0.5,
        "bin_tilted": 24,
        "bin_battery": 168,
        "alert": 24,
        "speaker_fault": 24,
        "noise": 72,
    }


def test_evidence_that_others_shall_check_is_verified() -> None:
    checked = verify(a_ticket(), [AFTER])
    assert (checked.state, checked.evidence) == (TicketState.VERIFYING, (BEFORE, AFTER))


def test_what_is_open_is_not_opened_again() -> None:
    with pytest.raises(ValueError, match="is open"):
        reopen(a_ticket(), timedelta(hours=1), at(60))
