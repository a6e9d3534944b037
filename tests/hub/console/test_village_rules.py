"""How the rules of a village are written on the page."""

from datetime import date, time

import pytest

from hub.console.announcing.village_rules import read_days, read_span, written_days, written_span
from hub.domain.quiet_hours import QuietDays, Span


def test_what_is_written_is_read_again() -> None:
    span = Span(time(21, 30), time(6, 30))
    days = QuietDays(date(2026, 6, 7), date(2026, 6, 9), Span(time(7), time(19)), "高考")
    assert read_span(written_span(span)) == span
    assert read_days(written_days(days)) == days
    assert written_days(days) == "高考 2026-06-07 2026-06-09 07:00-19:00"


@pytest.mark.parametrize("written", ["", "21:30", "21:30-25:00", "9pm-7am", "21:30–06:30"])
def test_what_is_no_span_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"expected|hour must be"):
        read_span(written)


@pytest.mark.parametrize(
    "written",
    [
        "高考",
        "高考 2026-06-07 07:00-19:00",
        "高考 2026-06-09 2026-06-07 07:00-19:00",
        "高考 2026-06-31 2026-07-01 07:00-19:00",
    ],
)
def test_what_are_no_days_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"expected|before|day is out of range"):
        read_days(written)
