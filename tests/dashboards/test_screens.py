"""What the screens declare agrees with what the hub does."""

from datetime import timedelta

import pytest

from dashboards import queries
from dashboards.layout import places
from dashboards.panels import Panel
from dashboards.queries import Query, Shape
from dashboards.screens import SCREENS
from dashboards.screens.quantities import FLAGS, GROUPS
from dashboards.screens.steps import FILLING_PCT, FULL_PCT
from devices.contract.quantities import QUANTITIES
from hub.domain.bins import CLEAR_AT_PCT, FULL_AT_PCT
from hub.domain.passes import LIFETIME
from hub.services.chronicle.devices import AGAIN, EMPTY_DEVICE
from hub.services.chronicle.lists import EMPTY_MATTER, EMPTY_TASK

EMPTY_ROWS = {"open_ticket": EMPTY_MATTER, "task": EMPTY_TASK, "device": EMPTY_DEVICE}
LISTS = sorted(
    {
        (screen.name, panel.name, number): (panel, query)
        for screen in SCREENS
        for panel, _ in places(screen)
        for number, query in enumerate(panel.queries)
        if query.series in EMPTY_ROWS and query.shape is Shape.ROWS
    }.items()
)


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


@pytest.mark.parametrize(("panel", "query"), [asked for _, asked in LISTS], ids=[str(of) for of, _ in LISTS])
def test_a_row_that_was_left_empty_is_found_and_not_shown(panel: Panel, query: Query) -> None:
    """What a question does not ask for cannot hide the row that stood there before."""
    empty = EMPTY_ROWS[query.series]
    assert empty.keys() <= set(query.fields)
    assert panel.having in query.fields
    assert empty.get(panel.having) is None or panel.wanted not in {None, empty[panel.having]}
