"""A matter is closed by hand only where nothing speaks against it, and opened again with its whole time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.closing import NotByHand, WhyNot, Witness, confirm, opened_again
from hub.domain.judging import judge
from hub.domain.tickets import Judged, Ticket, TicketKind, TicketState, Verdict, close
from tests.builders import at

BLIND, SEES = Witness(), Witness(can_see=True, still_so_at=at(50))
DAY = timedelta(days=1)


def a_ticket(kind: TicketKind = TicketKind.LITTER) -> Ticket:
    return Ticket("t1", kind, "litter:cam-1:p", "cam-1", "liushu", "张三/1", at(0), at(3600))


def test_what_somebody_confirms_is_closed_in_their_name() -> None:
    after = confirm(a_ticket(), "wang", (), SEES, at(60), despite=False)
    assert (after.state, after.closed_at, after.closed_by) == (TicketState.CLOSED, at(60), "wang")
    assert after.closed_because == "confirmed_by_person"


def test_what_is_closed_is_not_closed_again() -> None:
    closed = close(a_ticket(), "camera_saw_absent", (), at(9))
    with pytest.raises(NotByHand) as refused:
        confirm(closed, "wang", (), BLIND, at(60), despite=True)
    assert refused.value.why is WhyNot.ALREADY_CLOSED


@pytest.mark.parametrize(
    "kind", [TicketKind.BIN_FULL, TicketKind.BIN_FIRE, TicketKind.BIN_TILTED, TicketKind.BIN_BATTERY]
)
def test_what_a_sensor_still_says_is_closed_only_despite_it(kind: TicketKind) -> None:
    with pytest.raises(NotByHand) as refused:
        confirm(a_ticket(kind), "wang", (), SEES, at(60), despite=False)
    assert refused.value.why is WhyNot.STILL_SEEN
    assert confirm(a_ticket(kind), "wang", (), SEES, at(60), despite=True).state is TicketState.CLOSED


@pytest.mark.parametrize("witness", [BLIND, Witness(still_so_at=at(50)), Witness(can_see=True)])
def test_a_sensor_that_is_away_or_content_is_no_obstacle(witness: Witness) -> None:
    closed = confirm(a_ticket(TicketKind.BIN_FULL), "wang", (), witness, at(60), despite=False)
    assert closed.state is TicketState.CLOSED


def test_what_was_closed_is_opened_again_with_its_whole_time() -> None:
    closed = confirm(a_ticket(), "wang", (), BLIND, at(60), despite=False)
    again = opened_again(closed, DAY, at(100))
    assert (again.state, again.due_at, again.since) == (TicketState.OPEN, at(100) + DAY, at(100))
    assert (again.closed_at, again.closed_because, again.closed_by) == (None, "", "")
    assert (again.opened_at, again.reopenings) == (at(0), 1)


def test_what_was_being_verified_keeps_its_deadline() -> None:
    again = opened_again(replace(a_ticket(), state=TicketState.VERIFYING), DAY, at(100))
    assert (again.state, again.due_at) == (TicketState.OPEN, at(3600))


def test_what_is_open_waits_since_it_was_opened_and_is_not_opened_again() -> None:
    assert a_ticket().since == at(0)
    with pytest.raises(NotByHand) as refused:
        opened_again(a_ticket(), DAY, at(100))
    assert refused.value.why is WhyNot.NOT_CLOSED


def test_a_false_alarm_is_opened_by_taking_that_back() -> None:
    judged = judge(a_ticket(), Judged(Verdict.FALSE_ALARM, "wang", at(9)))
    with pytest.raises(NotByHand) as refused:
        opened_again(judged, DAY, at(100))
    assert refused.value.why is WhyNot.WAS_FALSE_ALARM
    assert opened_again(
        replace(judged, judged=Judged(Verdict.CONFIRMED, "li", at(10))), DAY, at(100)
    ).state is (TicketState.OPEN)


def test_nobody_confirms_a_photo_they_sent() -> None:
    with pytest.raises(NotByHand) as refused:
        confirm(a_ticket(), "wang", {"", "wang"}, BLIND, at(60), despite=True)
    assert refused.value.why is WhyNot.SAME_PERSON
