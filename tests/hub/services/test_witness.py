"""What the device of a matter says of it: one that is away, blind or stale sees nothing."""

import pytest

from devices.contract.bodies import Phase, Sight
from hub.domain.closing import Witness
from hub.domain.tickets import Ticket, TicketKind
from hub.services.witness import witness_of
from tests.builders import NOON, a_finding, a_reading, a_record, a_status, at
from tests.hub.services.conftest import Hub


def ticket_about(device: str, kind: TicketKind) -> Ticket:
    seen_at = at(3) if kind is TicketKind.LITTER else None
    return Ticket(
        "t1", kind, f"{kind.value}:{device}", device, "liushu", "", NOON, NOON, last_seen_at=seen_at
    )


def said(hub: Hub, device: str, kind: TicketKind) -> Witness:
    return witness_of(ticket_about(device, kind), hub.watch().devices())


def fill(hub: Hub, level_pct: float, **more: bool) -> None:
    values = {"fill_pct": level_pct, **more}
    hub.hear(*(a_record(n, a_reading(values, seq=n, sent_at=at(n))) for n in range(1, 4)))


def test_a_bin_that_is_heard_and_full_says_so(hub: Hub) -> None:
    fill(hub, 95.0)
    hub.clock.move(10)
    assert said(hub, "bin-1", TicketKind.BIN_FULL) == Witness(can_see=True, still_so_at=at(3))


def test_a_bin_with_room_says_nothing_against_it(hub: Hub) -> None:
    fill(hub, 20.0)
    hub.clock.move(10)
    assert said(hub, "bin-1", TicketKind.BIN_FULL) == Witness(can_see=True)


def test_a_bin_that_was_not_heard_for_long_cannot_see(hub: Hub) -> None:
    fill(hub, 95.0)
    hub.clock.move(86_400)
    assert said(hub, "bin-1", TicketKind.BIN_FULL) == Witness(can_see=False, still_so_at=at(3))


@pytest.mark.parametrize(
    ("kind", "value"), [(TicketKind.BIN_FIRE, "alarm_fire"), (TicketKind.BIN_TILTED, "tilted")]
)
def test_an_alarm_that_has_not_ended_is_said(hub: Hub, kind: TicketKind, value: str) -> None:
    fill(hub, 20.0, **{value: True})
    hub.clock.move(10)
    assert said(hub, "bin-1", kind) == Witness(can_see=True, still_so_at=NOON)
    assert said(hub, "bin-1", TicketKind.BIN_BATTERY) == Witness(can_see=True)


def test_a_camera_says_when_it_last_saw_the_pile_while_it_is_online(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding(Sight.PRESENT, Phase.START)))
    assert not said(hub, "cam-1", TicketKind.SPEAKER).can_see
    hub.hear(a_record(2, a_status(online=True, device="cam-1")))
    assert said(hub, "cam-1", TicketKind.LITTER) == Witness(can_see=True, still_so_at=at(3))
    hub.hear(a_record(3, a_status(online=False, device="cam-1", sent_at=at(9))))
    assert not said(hub, "cam-1", TicketKind.LITTER).can_see


@pytest.mark.parametrize("kind", [TicketKind.ALERT, TicketKind.SPEAKER, TicketKind.NOISE])
def test_of_other_matters_no_device_can_say_anything(hub: Hub, kind: TicketKind) -> None:
    assert said(hub, "bin-1", kind) == Witness()


def test_a_device_that_is_not_in_service_says_nothing(hub: Hub) -> None:
    assert said(hub, "bin-9", TicketKind.BIN_FULL) == Witness()
