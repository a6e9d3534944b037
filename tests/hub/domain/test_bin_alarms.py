from collections.abc import Mapping

import pytest

from devices.contract.quantities import Quality, Value
from hub.domain.bin_alarms import alarms
from hub.domain.readings import Reading
from hub.domain.tickets import TicketKind
from tests.builders import at

FIRE, TILTED, FULL, BATTERY = (
    TicketKind.BIN_FIRE,
    TicketKind.BIN_TILTED,
    TicketKind.BIN_FULL,
    TicketKind.BIN_BATTERY,
)


def told(*messages: Mapping[str, Value]) -> list[tuple[TicketKind, ...]]:
    """Which matters press after each message."""
    readings: dict[str, Reading] = {}
    pressing: tuple[TicketKind, ...] = ()
    found = []
    for second, values in enumerate(messages):
        before = dict(readings)
        readings |= {name: Reading(value, Quality.GOOD, at(second)) for name, value in values.items()}
        pressing = alarms(pressing, before, readings)
        found.append(pressing)
    return found


@pytest.mark.parametrize(("name", "kind"), [("alarm_fire", FIRE), ("tilted", TILTED), ("alarm_full", FULL)])
def test_an_alarm_presses_from_its_first_word_until_it_is_taken_back(name: str, kind: TicketKind) -> None:
    quiet, other = {name: False}, {"temperature_c": 20.0}
    assert told(quiet, {name: True}, other, quiet) == [(), (kind,), (kind,), ()]


def test_several_alarms_press_at_once() -> None:
    assert told({"alarm_fire": True, "tilted": True}) == [(FIRE, TILTED)]


def test_a_battery_is_weak_at_the_second_low_reading_and_until_it_is_well_charged() -> None:
    charges = (50.0, 19.0, 21.0, 20.0, 18.0, 25.0, 31.0)
    found = told(*({"battery_pct": pct} for pct in charges))
    assert found == [(), (), (), (), (BATTERY,), (BATTERY,), ()]


def test_one_low_reading_is_not_counted_again_by_messages_that_say_nothing_of_the_battery() -> None:
    assert told({"battery_pct": 9.0}, {"temperature_c": 1.0}, {"temperature_c": 2.0}) == [(), (), ()]


def test_the_sensors_own_battery_alarm_counts_like_a_low_charge() -> None:
    low = {"alarm_battery": True}
    assert told(low, low, {"alarm_battery": False}) == [(), (BATTERY,), ()]
