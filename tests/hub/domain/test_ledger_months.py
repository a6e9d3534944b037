"""Months of the ledger begin and end on the clocks of the township."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.domain.ledger_months import Month, months

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 5, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("month", "since", "until"),
    [
        ("2026-03", datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC)),
        ("2026-12", datetime(2026, 11, 30, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_month_begins_and_ends_on_the_clocks_of_the_township(month, since, until):
    assert Month.read(month).span(ZONE) == (since, until)


def test_an_instant_lies_in_the_month_that_it_is_there():
    assert str(Month.of(datetime(2026, 2, 28, 15, 59, tzinfo=UTC), ZONE)) == "2026-02"
    assert str(Month.of(datetime(2026, 2, 28, 16, tzinfo=UTC), ZONE)) == "2026-03"


@pytest.mark.parametrize("month", [Month(2025, 12), Month(2026, 1), Month(2026, 7)])
def test_after_a_month_comes_the_one_before_which_it_is(month):
    assert (month.after.before, month.before.after, Month.read(str(month))) == (month, month, month)
    assert month.before < month < month.after


@pytest.mark.parametrize("written", ["2026-13", "2026-00", "March", "2026", ""])
def test_what_is_no_month_is_not_read(written):
    with pytest.raises(ValueError, match=r"does not match|unconverted"):
        Month.read(written)


def test_every_month_since_the_first_matter_is_offered_newest_first():
    first = datetime(2025, 11, 30, 16, tzinfo=UTC)
    assert list(map(str, months(first, NOW, ZONE))) == ["2026-03", "2026-02", "2026-01", "2025-12"]


def test_a_ledger_without_matters_has_the_present_month():
    assert list(map(str, months(None, NOW, ZONE))) == ["2026-03"]


def test_a_clock_that_went_back_behind_the_first_matter_still_offers_the_present_month():
    assert list(map(str, months(datetime(2027, 1, 1, tzinfo=UTC), NOW, ZONE))) == ["2026-03"]
