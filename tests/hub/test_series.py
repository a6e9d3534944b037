"""The schema of the time series: one field for each quantity, no name used twice, nothing else let in."""

import pytest

from devices.contract.quantities import QUANTITIES
from hub.series import SERIES, Field, FieldType, Point, check

PLACE = {"village": "daxi", "device": "bin-7", "device_class": "bin"}
AT_NS = 1_770_000_000_000_000_000


def a_point(**changes) -> Point:
    parts = {"series": "reading", "tags": PLACE, "fields": {"fill_pct": 63.5}, "at_ns": AT_NS}
    return Point(**{**parts, **changes})


def test_reading_has_one_field_for_each_quantity_in_its_unit():
    own = {"quality", "device_at_ms"}
    fields = {name: field for name, field in SERIES["reading"].fields.items() if name not in own}
    assert fields == {
        name: Field(FieldType.BOOLEAN) if quantity.is_flag else Field(FieldType.FLOAT, quantity.unit)
        for name, quantity in QUANTITIES.items()
    }


@pytest.mark.parametrize("series", SERIES.values(), ids=lambda series: series.name)
def test_no_tag_shares_its_name_with_a_field(series):
    assert not set(series.tags) & set(series.fields)


@pytest.mark.parametrize("series", SERIES.values(), ids=lambda series: series.name)
def test_no_name_is_one_that_a_store_keeps_for_itself(series):
    assert not {"time", "_field", "_measurement", "_time", "_value"} & {*series.tags, *series.fields}


def test_a_point_of_the_schema_is_let_in():
    check(a_point())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"series": "weather"}, "unknown series 'weather'"),
        ({"tags": {"village": "daxi", "device": "bin-7"}}, "must be exactly"),
        ({"tags": PLACE | {"owner": "Li"}}, "must be exactly"),
        ({"tags": PLACE | {"device": ""}}, "must be exactly"),
        ({"tags": PLACE | {"device": "bin-7\\"}}, "must be plain text, no backslash last"),
        ({"tags": PLACE | {"device": "bin\n7"}}, "must be plain text, no backslash last"),
        ({"fields": {}}, "a point needs at least one field"),
        ({"fields": {"fullness": 1.0}}, "reading.fullness = 1.0 is not in the schema"),
        ({"fields": {"fill_pct": 63}}, "reading.fill_pct = 63 is not in the schema"),
        ({"fields": {"fill_pct": True}}, "reading.fill_pct = True is not in the schema"),
        ({"fields": {"tilted": 1}}, "reading.tilted = 1 is not in the schema"),
        ({"fields": {"device_at_ms": True}}, "reading.device_at_ms = True is not in the schema"),
        ({"fields": {"fill_pct": float("nan")}}, "must be finite, of 64 bits, or plain text"),
        ({"fields": {"device_at_ms": 2**63}}, "must be finite, of 64 bits, or plain text"),
        ({"fields": {"quality": "\ud800"}}, "must be finite, of 64 bits, or plain text"),
        ({"at_ns": -(2**63)}, "is outside"),
    ],
)
def test_a_point_outside_the_schema_is_refused(changes, reason):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the reason is compared below
        check(a_point(**changes))
    assert reason in str(refused.value)
