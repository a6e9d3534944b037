"""A complaint is written down with what sounded, is a matter until settled, and makes a village quieter."""

from datetime import time, timedelta

import pytest

from devices.contract.receipts import Stage
from devices.keys import new_key
from hub.domain.announcements.complaints import Complaint, Measure
from hub.domain.quiet_hours import Span
from hub.domain.tickets import Allowed, TicketKind, TicketState
from hub.services.complaints import Complaints
from tests.builders import a_birth, a_record, an_ack
from tests.hub.services.conftest import Hub
from tests.hub.services.test_broadcast import announced, delivery

KEY = new_key()
QUIET = (Span(time(20), time(8)),)


@pytest.fixture
def complaints(hub: Hub) -> Complaints:
    return Complaints(hub.ledger, hub.clock, Allowed())


def complained(hub: Hub, complaints: Complaints, words: str = "太吵，孩子在睡觉", village: str = "liushu"):
    return complaints.file(hub.registry.catalog, Complaint(village, hub.clock.now(), words), "wang")


def deeds(hub: Hub) -> list[tuple[str, str, str]]:
    with hub.ledger.read() as tx:
        return [(each.deed.act.value, each.deed.to, each.deed.why) for each in tx.acts.newest(5)]


def test_a_complaint_is_a_ticket_tied_to_what_sounded(hub: Hub, complaints: Complaints) -> None:
    hub.hear(a_record(1, a_birth(KEY)))
    made = announced(hub)
    hub.sending.push()
    hub.hear(a_record(2, KEY.sign(an_ack(delivery(hub, made).id, Stage.PLAYING))))
    filed = complained(hub, complaints)
    assert [item.announcement.id for item in filed.sounded] == [made.id]
    (ticket,) = hub.tickets()
    assert (ticket.kind, ticket.village, ticket.id) == (TicketKind.NOISE, "liushu", filed.ticket.id)
    assert ticket.due_at - ticket.opened_at == timedelta(hours=72)
    act, to, why = deeds(hub)[0]
    assert (act, why) == ("complained", "太吵，孩子在睡觉")
    assert to.endswith(f": {made.id}")


def test_where_nothing_sounded_the_complaint_is_recorded_all_the_same(
    hub: Hub, complaints: Complaints
) -> None:
    assert complained(hub, complaints).sounded == ()
    assert [each.deed.why for each in complaints.newest(10)] == ["太吵，孩子在睡觉"]


def test_a_second_complaint_of_a_village_is_the_same_matter(hub: Hub, complaints: Complaints) -> None:
    first, second = complained(hub, complaints), complained(hub, complaints, "还是吵")
    assert first.ticket.id == second.ticket.id
    assert second.ticket.sightings == 2
    assert complaints.open_in(hub.registry.catalog) == ["liushu"]


def test_settling_makes_the_village_quieter_and_closes_the_matter(hub: Hub, complaints: Complaints) -> None:
    complained(hub, complaints)
    after = complaints.settle("liushu", Measure("音量降到五成", 50, QUIET), "li")
    assert after is not None
    with hub.ledger.read() as tx:
        assert tx.speaking.rules()["liushu"] == after
    assert (after.day_ceiling_pct, after.quiet) == (50, QUIET)
    assert [ticket.state for ticket in hub.tickets()] == [TicketState.CLOSED]
    assert [act for act, *_ in deeds(hub)][:2] == ["complaint_settled", "rules_set"]


def test_an_unfounded_complaint_changes_no_rules(hub: Hub, complaints: Complaints) -> None:
    complained(hub, complaints)
    complaints.settle("liushu", Measure("当时没有播报"), "li")
    with hub.ledger.read() as tx:
        assert tx.speaking.rules() == {}
    assert [act for act, *_ in deeds(hub)] == ["complaint_settled", "complained"]


def test_where_nobody_complained_there_is_nothing_to_settle(complaints: Complaints) -> None:
    assert complaints.settle("liushu", Measure("x"), "li") is None
