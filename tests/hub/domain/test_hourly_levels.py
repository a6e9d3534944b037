from hub.domain.forecast import KEPT_H, LevelHistory
from hub.domain.hourly_levels import HourlyLevels


def test_levels_are_kept_to_half_a_percent_and_hours_without_one_are_unknown() -> None:
    kept = HourlyLevels(100).noted(100, 12.6).noted(103, 100.0).noted(104, None)
    assert kept.history(2, 9) == LevelHistory([12.5, None, None, 100.0, None], 2, 9)


def test_an_hour_that_is_not_newer_changes_nothing() -> None:
    kept = HourlyLevels(100).noted(100, 10)
    assert kept.noted(100, 90) is kept.noted(99, 90) is kept


def test_only_the_last_fifteen_days_are_kept_however_long_it_was_silent() -> None:
    kept = HourlyLevels(0).noted(0, 10).noted(1_000_000, 20)
    assert len(kept.steps) == KEPT_H
    assert kept.history(0, 0).levels_pct[-2:] == [None, 20]
