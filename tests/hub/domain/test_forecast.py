"""A bin here gains 2 points an hour by day and none by night, and is emptied every morning at six."""

from collections.abc import Sequence

import pytest

from hub.domain.forecast import LevelHistory, back_test, forecast

MORNING_H, EVENING_H = 6, 22


def levels(hours: int, by_day_pct: float = 2.0) -> list[float | None]:
    """The level at each full hour from midnight on."""
    found, pct = [], 0.0
    for hour in range(hours):
        if hour % 24 == MORNING_H:
            pct = 0.0
        elif MORNING_H < hour % 24 <= EVENING_H:
            pct += by_day_pct
        found.append(pct)
    return found


def known_until(hours: int, weekday: int = 2, **changes: float) -> LevelHistory:
    return LevelHistory(levels(hours, **changes), weekday, (hours - 1) % 24)


def test_a_bin_is_full_when_its_past_days_would_have_filled_it() -> None:
    at_noon = known_until(14 * 24 + 13)
    assert at_noon.levels_pct[-1] == 12
    found = forecast(at_noon)
    # 73 points: 20 by ten in the evening, 32 the next day, 21 of the day after until half past four.
    assert (found.p50_h, found.p90_h) == pytest.approx((52.5, 52.5), abs=2)
    assert found.days >= 9


def test_it_waits_for_the_night_to_pass() -> None:
    in_the_evening = LevelHistory([*levels(14 * 24 + 22), 83.0], 2, 22)
    assert forecast(in_the_evening).p50_h == pytest.approx(9, abs=1.1)


def test_days_that_differ_part_p50_from_p90() -> None:
    uneven: list[float | None] = []
    for day in range(15):
        uneven += levels(24, by_day_pct=1.0 if day % 4 == 0 else 4.0)
    found = forecast(LevelHistory([*uneven[: 14 * 24 + 8], 60.0], 2, 8))
    assert found.p50_h < found.p90_h


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(LevelHistory([], 0, 0), id="nothing known"),
        pytest.param(LevelHistory([*levels(300), None], 0, 12), id="not known now"),
        pytest.param(known_until(70), id="three days"),
        pytest.param(LevelHistory([None] * 300 + [5.0], 0, 12), id="silent for two weeks"),
    ],
)
def test_with_too_little_data_nothing_is_foretold(history: LevelHistory) -> None:
    assert forecast(history) is None


def test_a_bin_that_fills_too_slowly_is_not_full_within_the_horizon() -> None:
    found = forecast(known_until(14 * 24 + 13, by_day_pct=0.1))
    assert (found.p50_h, found.p90_h) == (None, None)


def test_a_bin_that_is_full_is_full_now() -> None:
    assert forecast(LevelHistory([*levels(14 * 24), 90.0], 2, 0)).p50_h == 0


def test_weekends_are_foretold_from_weekends() -> None:
    busy: list[float | None] = []
    for day in range(15):  # the newest day is the fifteenth, a Saturday
        busy += levels(24, by_day_pct=5.0 if day % 7 in {0, 1} else 1.0)
    saturday, wednesday = (
        forecast(LevelHistory([*busy[: 14 * 24 + 8], 50.0], weekday, 8)) for weekday in (5, 2)
    )
    assert saturday.days == 4
    assert saturday.p50_h < wednesday.p50_h


def test_the_past_as_it_was() -> None:
    monday = LevelHistory([1.0, 2.0, 3.0], weekday=0, hour=1)
    assert monday.upto(2) == LevelHistory([1.0], weekday=6, hour=23)


def test_the_back_test_knows_its_own_error() -> None:
    tested = back_test(known_until(14 * 24 + 13))
    assert tested.cases >= 10
    assert tested.mean_error_h < 1
    assert tested.kept_share == 1


@pytest.mark.parametrize("changes", [{"by_day_pct": 0.1}, {"by_day_pct": 0.0}])
def test_without_a_rise_there_is_nothing_to_test(changes: dict[str, float]) -> None:
    assert back_test(known_until(14 * 24 + 13, **changes)) is None


def test_a_back_test_needs_days_to_forecast_from() -> None:
    gaps: Sequence[float | None] = [None] * 200 + levels(80)
    assert back_test(LevelHistory(gaps, 0, 12)) is None
