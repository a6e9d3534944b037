"""The weekly self-test: judged from the answers, a ticket for each fault until it plays again."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from devices.contract import commands
from devices.contract.commands import Announce, Priority
from devices.contract.receipts import Proof, Stage
from devices.keys import new_key
from hub.domain.announcements.self_test import Finding
from hub.domain.quiet_hours import Policy
from hub.domain.tickets import Allowed, TicketKind, TicketState
from hub.services.examine import Rules
from hub.services.rectify import Rectify
from hub.services.self_test import Hands, SelfTest, WeeklyTest
from tests.builders import SITE, a_birth, a_catalog, a_record, a_speaker, an_ack
from tests.hub.services.conftest import Hub

KEY = new_key()
# The hub under test lives on Saturday, 18 April 2026, noon in the township.
SATURDAY, NOON_CLOCK = 5, time(12)
WEEK_S = 7 * 86_400


@pytest.fixture
def weekly(hub: Hub) -> SelfTest:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    for number, device in enumerate(("horn-1", "horn-2"), 1):
        hub.hear(a_record(number, a_birth(KEY, device=device)))
    rules = Rules(Policy(ZoneInfo("Asia/Shanghai")))
    hands = Hands(rules, hub.broadcast, Rectify(Allowed()), hub.ledger, hub.clock, SITE)
    return SelfTest(WeeklyTest(SATURDAY, NOON_CLOCK, 20), hands)


def a_week(hub: Hub, weekly: SelfTest, *there: str, seq: int) -> None:
    """Let a week's test begin, these loudspeakers play, and the test be judged."""
    before = len(hub.bus.sent)
    weekly.step(hub.registry.catalog)
    hub.sending.push()
    for message in hub.bus.sent[before:]:
        order = message.body
        assert isinstance(order, commands.SelfTest)
        if order.audience in there:
            played = Proof(method="player", sha256=order.audio.sha256, played_ms=order.length_ms)
            ack = an_ack(order.id, Stage.PLAYED, seq=seq, proof=played, device=order.audience)
            hub.hear(a_record(10 * seq + int(order.audience[-1]), KEY.sign(ack)))
    hub.clock.move(13 * 60)
    hub.sending.push()
    weekly.step(hub.registry.catalog)


def faults(hub: Hub) -> list[tuple[str, TicketState]]:
    return [(t.device, t.state) for t in hub.tickets() if t.kind is TicketKind.SPEAKER]


def test_it_is_a_quiet_test_and_begins_once(hub: Hub, weekly: SelfTest) -> None:
    for _ in range(3):
        weekly.step(hub.registry.catalog)
    hub.sending.push()
    orders = [message.body for message in hub.bus.sent]
    assert [type(order) for order in orders] == [commands.SelfTest, commands.SelfTest]
    assert isinstance(orders[0], Announce)
    assert (orders[0].priority, orders[0].volume_pct) == (Priority.TEST, 20)
    assert weekly.last(hub.registry.catalog) is None


def test_the_rates_are_kept_and_who_is_silent_gets_a_ticket(hub: Hub, weekly: SelfTest) -> None:
    a_week(hub, weekly, "horn-1", seq=1)
    (point,) = hub.points("speaker_rates")
    assert point.fields == {
        "serviceable_pct": 50.0, "coverage_pct": 100.0, "response_pct": 50.0, "tested": 2,
    }  # fmt: skip
    assert {p.tags["device"]: p.fields["finding"] for p in hub.points("speaker_test")} == {
        "horn-1": "played", "horn-2": "silent",
    }  # fmt: skip
    assert faults(hub) == [("horn-2", TicketState.OPEN)]
    (ticket,) = [t for t in hub.tickets() if t.kind is TicketKind.SPEAKER]
    assert (ticket.due_at - ticket.opened_at).total_seconds() == 86_400
    judged = weekly.last(hub.registry.catalog)
    assert judged is not None
    assert judged.found == {"horn-1": Finding.PLAYED, "horn-2": Finding.SILENT}


def test_it_is_judged_once_and_the_next_week_closes_what_plays_again(hub: Hub, weekly: SelfTest) -> None:
    a_week(hub, weekly, seq=1)
    weekly.step(hub.registry.catalog)
    assert len(hub.points("speaker_rates")) == 1
    assert len(faults(hub)) == 2
    hub.clock.move(WEEK_S - 13 * 60)
    a_week(hub, weekly, "horn-1", "horn-2", seq=2)
    assert {state for _, state in faults(hub)} == {TicketState.CLOSED}
    assert len(faults(hub)) == 2


def test_where_there_is_no_voice_it_is_said_once(
    hub: Hub, weekly: SelfTest, caplog: pytest.LogCaptureFixture
) -> None:
    hub.speech.fails_with = "espeak-ng is missing"
    for _ in range(3):
        weekly.step(hub.registry.catalog)
    assert caplog.text.count("cannot test themselves") == 1


def test_after_the_morning_it_waits_for_the_next_week(hub: Hub, weekly: SelfTest) -> None:
    hub.clock.move(3 * 3_600)
    weekly.step(hub.registry.catalog)
    hub.sending.push()
    assert hub.bus.sent == []
    assert hub.clock.now() < datetime(2026, 4, 19, tzinfo=UTC)
