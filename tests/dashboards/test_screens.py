"""What the screens declare agrees with what the hub does."""

from datetime import timedelta

from dashboards import queries
from dashboards.screens.quantities import FLAGS, GROUPS
from dashboards.screens.steps import FILLING_PCT, FULL_PCT
from devices.contract.quantities import QUANTITIES
from hub.domain.bins import CLEAR_AT_PCT, FULL_AT_PCT
from hub.domain.passes import LIFETIME
from hub.services.chronicle.devices import AGAIN


def span(text: str) -> timedelta:
    return timedelta(**{{"s": "seconds", "m": "minutes"}[text[-1]]: int(text[:-1])})


def test_every_quantity_of_a_device_stands_on_exactly_one_chart() -> None:
    charted = [name for names in GROUPS.values() for name in names]
    assert len(charted) == len(set(charted))
    assert set(charted) == {name for name, quantity in QUANTITIES.items() if not quantity.is_flag}
    assert set(FLAGS) == {name for name, quantity in QUANTITIES.items() if quantity.is_flag}


def test_bins_are_full_on_the_screens_when_they_are_full_to_the_hub() -> None:
    assert (FILLING_PCT, FULL_PCT) == (CLEAR_AT_PCT, FULL_AT_PCT)


def test_rows_speak_of_now_a_little_longer_than_until_the_next_is_written() -> None:
    assert AGAIN < span(queries.DEVICES) <= AGAIN + timedelta(minutes=1)
    assert timedelta(seconds=60) < span(queries.LISTS) <= timedelta(seconds=90)
    assert timedelta(seconds=10) < span(queries.FIGURES) <= timedelta(seconds=90)


def test_the_address_of_a_picture_outlives_the_row_it_stands_in() -> None:
    assert span(queries.DEVICES) < LIFETIME
