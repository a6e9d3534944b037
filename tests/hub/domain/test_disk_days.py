"""How long the disk lasts."""

import pytest

from hub.domain.disk_days import MOST_DAYS, DiskDays
from tests.builders import at

HOUR = 3600.0


def test_nothing_is_said_within_the_first_hour() -> None:
    days = DiskDays()
    assert days.left(1000.0, at(0)) is None
    assert days.left(900.0, at(HOUR - 1)) is None


def test_what_went_in_an_hour_goes_on() -> None:
    days = DiskDays()
    days.left(1000.0, at(0))
    days.left(999.5, at(60))
    assert days.left(990.0, at(HOUR)) == pytest.approx(990.0 / 240.0)


def test_a_disk_that_empties_lasts() -> None:
    days = DiskDays()
    days.left(1000.0, at(0))
    assert days.left(1001.0, at(HOUR)) == MOST_DAYS


def test_only_the_last_day_counts() -> None:
    days = DiskDays()
    days.left(9000.0, at(0))
    days.left(1000.0, at(HOUR))
    assert days.left(760.0, at(25 * HOUR)) == pytest.approx(760.0 / 240.0)
