"""One word for how a device looks."""

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.health import Presence
from hub.domain.looks import Collected, Look, Signs, collected, is_alarm, look
from hub.domain.same_day import Clearance
from hub.domain.tickets import TicketKind

BIN, CAMERA, HORN = DeviceClass.BIN, DeviceClass.CAMERA, DeviceClass.SPEAKER
HERE, GONE = Presence.ONLINE, Presence.OFFLINE


@pytest.mark.parametrize(
    ("signs", "word"),
    [
        (Signs(BIN, HERE), Look.UNKNOWN),
        (Signs(BIN, HERE, 20.0), Look.GOOD),
        (Signs(BIN, HERE, 60.0), Look.FILLING),
        (Signs(BIN, HERE, 90.0, is_full=True), Look.FULL),
        (Signs(BIN, HERE, 5.0, is_full=True, is_jumping=True), Look.CHECKING),
        (Signs(BIN, HERE, 90.0, is_full=True, is_jumping=True, is_stale=True), Look.STALE),
        (Signs(BIN, HERE, 90.0, is_full=True, is_jumping=True, is_wild=True), Look.WILD),
        (Signs(BIN, HERE, 5.0, is_wild=True, is_stale=True), Look.STALE),
        (Signs(BIN, HERE, 90.0, is_full=True, is_stale=True), Look.STALE),
        (Signs(BIN, HERE, 90.0, is_alarmed=True, is_stale=True), Look.ALARM),
        (Signs(CAMERA, HERE), Look.GOOD),
        (Signs(CAMERA, HERE, litter_tickets=1), Look.LITTER),
        (Signs(CAMERA, HERE, litter_tickets=1, is_blind=True), Look.BLIND),
        (Signs(CAMERA, GONE, is_blind=True), Look.AWAY),
        (Signs(HORN, HERE), Look.GOOD),
        (Signs(HORN, Presence.LATE), Look.AWAY),
        (Signs(HORN, Presence.NEVER), Look.UNKNOWN),
        (Signs(HORN, Presence.UNKNOWN), Look.UNKNOWN),
    ],
)
def test_the_worst_that_is_known_is_seen_first(signs: Signs, word: Look) -> None:
    assert look(signs) is word


@pytest.mark.parametrize(
    ("clearance", "word"),
    [
        (Clearance(), Collected.NOTHING),
        (Clearance(1, 1), Collected.CLEARED),
        (Clearance(1, 0), Collected.WAITING),
    ],
)
def test_a_bins_day_has_three_ends(clearance: Clearance, word: Collected) -> None:
    assert collected(clearance) is word


def test_fire_and_a_fall_are_alarms_and_a_full_bin_is_work() -> None:
    assert [kind for kind in TicketKind if is_alarm(kind)] == [TicketKind.BIN_FIRE, TicketKind.BIN_TILTED]
