"""The registry of quantities: complete in two languages, and a value outside it refused with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.quantities import QUANTITIES, refusal

numbers = [quantity for quantity in QUANTITIES.values() if not quantity.is_flag]


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=lambda quantity: quantity.name)
def test_a_quantity_has_a_label_in_both_languages(quantity):
    assert quantity.zh
    assert quantity.en


@pytest.mark.parametrize("quantity", numbers, ids=lambda quantity: quantity.name)
def test_the_bounds_themselves_can_be_kept(quantity):
    assert refusal(quantity.name, quantity.lowest) is None
    assert refusal(quantity.name, quantity.highest) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("fill_pct", 101.0, "fill_pct = 101.0 is outside 0..100 %"),
        ("fill_pct", -1.0, "fill_pct = -1.0 is outside 0..100 %"),
        ("count_in", -1.0, "count_in = -1.0 is outside 0..4.29497e+09"),
        ("temperature_c", float("nan"), "temperature_c = nan is outside -60..150 °C"),
        ("temperature_c", float("inf"), "temperature_c = inf is outside -60..150 °C"),
        ("fill_pct", True, "fill_pct = True: expected a number"),
        ("tilted", 1.0, "tilted = 1.0: expected true or false"),
        ("fullness", 1.0, "quantity 'fullness' is not in the registry"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused(name, value, reason):
    assert refusal(name, value) == reason


def test_a_yes_no_value_can_be_kept():
    assert refusal("tilted", value=True) is None


@given(st.text(), st.floats() | st.booleans())
def test_an_unregistered_name_is_always_refused(name, value):
    assert (refusal(name, value) is not None) or name in QUANTITIES
