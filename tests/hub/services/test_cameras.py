"""What people draw, mark and judge reaches the camera, and is kept."""

from itertools import count

import pytest

from devices.contract.bodies import Medium, Phase, Sight, ViewEvent, ViewFault
from devices.contract.setup import CameraSetup, Judgement, SetupScene
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from hub.domain.judging import NotJudged, Precision
from hub.domain.tickets import TicketKind, TicketState, Verdict
from hub.ports import StoreDown
from hub.services.cameras import Cameras, NoSuchTicket, SpoiltView
from tests.builders import SITE, a_bin, a_camera, a_catalog, a_finding, a_reading, a_record, at
from tests.hub.services.conftest import Hub

CORNERS = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))
SCENE = SetupScene(masks=(CORNERS,))


@pytest.fixture
def cameras(hub: Hub) -> Cameras:
    hub.register(a_catalog(a_bin(), a_camera()))
    return a_cameras(hub)


def a_cameras(hub: Hub) -> Cameras:
    ids = count(1)
    return Cameras(SITE, hub.ledger, hub.bus, hub.clock, lambda: f"mark-{next(ids)}")


def setups(hub: Hub) -> list[CameraSetup]:
    found = [message.body for message in hub.bus.sent if message.address.kind is Kind.SETUP]
    return [body for body in found if isinstance(body, CameraSetup)]


def found_litter(hub: Hub, pile: str = "pile-1", seq: int = 1) -> str:
    hub.hear(a_record(seq, a_finding(pile=pile, seq=seq)))
    return next(ticket.id for ticket in hub.tickets() if ticket.subject.endswith(pile))


def test_what_is_drawn_is_told_to_its_camera_once(hub: Hub, cameras: Cameras) -> None:
    cameras.push()
    cameras.draw("cam-1", SCENE, "wang")
    cameras.push()
    cameras.push()
    (message,) = hub.bus.sent
    assert message.address == device_address(SITE, "cam-1", Kind.SETUP)
    assert setups(hub)[0].scene == SCENE


def test_a_view_that_cannot_be_judged_is_shown_with_its_picture_while_it_lasts(
    hub: Hub, cameras: Cameras
) -> None:
    def view(seq: int, fault: ViewFault, *media: Medium) -> None:
        phase = Phase.END if fault is ViewFault.NONE else Phase.START
        body = ViewEvent(id="v", at_ms=0, boot=1, seq=seq, phase=phase, fault=fault, media=media)
        message = Message(device_address(SITE, "cam-1", Kind.EVENT, "view"), body)
        hub.hear(a_record(seq, message, received_at=at(seq)))

    assert cameras.spoilt("cam-1") is None
    view(1, ViewFault.COVERED, Medium(role="at", sha256="5a" * 32))
    assert cameras.spoilt("cam-1") == SpoiltView(ViewFault.COVERED, at(1), "5a" * 32)
    view(2, ViewFault.NONE)
    assert cameras.spoilt("cam-1") is None


def test_a_broker_that_is_away_is_told_when_it_is_back(hub: Hub, cameras: Cameras) -> None:
    cameras.push()
    cameras.draw("cam-1", SCENE, "wang")
    hub.bus.is_down = True
    cameras.push()
    hub.bus.is_down = False
    cameras.push()
    assert [told.revision for told in setups(hub)] == [1]


def test_a_hub_that_starts_tells_every_camera_and_again_later(hub: Hub, cameras: Cameras) -> None:
    cameras.draw("cam-1", SCENE, "wang")
    started = a_cameras(hub)
    for _ in range(3):
        started.push()
        hub.clock.move(400)
    first, again = setups(hub)
    assert first == again


def test_a_hub_that_starts_while_the_broker_is_away_tells_every_camera_later(
    hub: Hub, cameras: Cameras
) -> None:
    cameras.draw("cam-1", SCENE, "wang")
    started = a_cameras(hub)
    hub.bus.is_down = True
    started.push()
    hub.bus.is_down = False
    started.push()
    assert len(setups(hub)) == 1


def test_what_changes_while_it_is_told_is_told_again(
    hub: Hub, cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    cameras.draw("cam-1", SCENE, "wang")
    send = hub.bus.send

    def send_while_somebody_draws(message: Message, *, retain: bool) -> None:
        monkeypatch.setattr(hub.bus, "send", send)
        cameras.draw("cam-1", SetupScene(), "li")
        send(message, retain=retain)

    monkeypatch.setattr(hub.bus, "send", send_while_somebody_draws)
    cameras.push()
    cameras.push()
    assert [told.scene for told in setups(hub)] == [SCENE, SetupScene()]


def test_a_ledger_that_is_down_leaves_it_to_be_told(hub: Hub, cameras: Cameras) -> None:
    cameras.draw("cam-1", SCENE, "wang")
    hub.ledger.stop()
    with pytest.raises(StoreDown):
        cameras.push()
    hub.ledger.start()
    cameras.push()
    assert len(setups(hub)) == 1


def test_a_false_alarm_closes_the_ticket_and_teaches_the_camera(hub: Hub, cameras: Cameras) -> None:
    ticket = cameras.judge(found_litter(hub), Verdict.FALSE_ALARM, "wang")
    cameras.push()
    assert (ticket.state, ticket.closed_because) == (TicketState.CLOSED, "false_alarm")
    assert setups(hub)[-1].judged == (Judgement(finding="pile-1", is_litter=False),)


def test_a_camera_that_has_not_heard_of_it_opens_no_second_ticket(hub: Hub, cameras: Cameras) -> None:
    cameras.judge(found_litter(hub), Verdict.FALSE_ALARM, "wang")
    hub.hear(
        a_record(2, a_finding(Sight.PRESENT, Phase.UPDATE, seq=2)),
        a_record(3, a_finding(Sight.ABSENT, Phase.END, seq=3)),
    )
    (ticket,) = hub.tickets()
    assert (ticket.closed_because, ticket.sightings) == ("false_alarm", 1)


def test_what_is_undone_is_open_again_and_forgotten_by_the_camera(hub: Hub, cameras: Cameras) -> None:
    name = found_litter(hub)
    cameras.judge(name, Verdict.FALSE_ALARM, "wang")
    assert cameras.undo(name, "wang").state is TicketState.OPEN
    cameras.push()
    assert setups(hub)[-1].judged == ()
    hub.hear(a_record(2, a_finding(Sight.PRESENT, Phase.UPDATE, seq=2)))
    assert [(ticket.id, ticket.sightings) for ticket in hub.tickets()] == [(name, 2)]


def test_what_is_judged_is_there_and_about_a_camera(hub: Hub, cameras: Cameras) -> None:
    hub.hear(*(a_record(n, a_reading({"fill_pct": 95.0}, seq=n, sent_at=at(n))) for n in range(1, 4)))
    (full,) = hub.tickets()
    assert full.kind is TicketKind.BIN_FULL
    with pytest.raises(NotJudged):
        cameras.judge(full.id, Verdict.CONFIRMED, "wang")
    with pytest.raises(NoSuchTicket):
        cameras.undo("t404", "wang")


def test_precision_counts_the_last_seven_days(hub: Hub, cameras: Cameras) -> None:
    cameras.judge(found_litter(hub, "pile-1", 1), Verdict.FALSE_ALARM, "wang")
    hub.clock.move(8 * 86_400)
    cameras.judge(found_litter(hub, "pile-2", 2), Verdict.CONFIRMED, "wang")
    assert cameras.week("cam-1") == Precision(1, 0)
    assert cameras.week("cam-2") == Precision()


def test_a_marked_pile_is_told_and_forgotten_once_it_was_cleared(hub: Hub, cameras: Cameras) -> None:
    first = cameras.mark("cam-1", CORNERS, "wang")
    found_litter(hub, first.id, 1)
    hub.hear(a_record(2, a_finding(Sight.ABSENT, Phase.END, pile=first.id, seq=2)))
    second = cameras.mark("cam-1", CORNERS, "wang")
    third = cameras.mark("cam-1", CORNERS, "wang")
    cameras.push()
    assert setups(hub)[-1].piles == cameras.place("cam-1").piles == (second, third)


def test_findings_that_wait_come_before_those_that_were_judged(hub: Hub, cameras: Cameras) -> None:
    judged = cameras.judge(found_litter(hub, "pile-1", 1), Verdict.FALSE_ALARM, "wang")
    waiting = found_litter(hub, "pile-2", 2)
    confirmed = cameras.judge(found_litter(hub, "pile-3", 3), Verdict.CONFIRMED, "wang")
    found = [ticket.id for ticket in cameras.findings("cam-1")]
    assert found[0] == waiting
    assert set(found[1:]) == {judged.id, confirmed.id}
    assert cameras.findings("cam-2") == ()
