"""The fill on the screens against the true one."""

import pytest

from deploy.score.answered import LevelsShown
from deploy.score.figure import Measured
from deploy.score.fills import fills
from deploy.score.truth import Silence, TrueLine
from tests.deploy.score.builders import MINUTE_MS, a_device, a_run, at, filled, readings

TRUTH = filled((0, 0), (10, 100), (12, 100))


def every_five_minutes(pct_at: float = 0.0, *, slope: float = 10.0, until: float = 12.0) -> LevelsShown:
    rows = [(at(n / 12), min(100.0, pct_at + slope * n / 12)) for n in range(round(until * 12))]
    return LevelsShown(device="bin-1", rows=tuple(rows))


def score(shown: LevelsShown, *more: TrueLine) -> dict[str, Measured]:
    return fills(a_run([a_device(), *readings(), *TRUTH, *more], answers=[shown]))


def test_the_error_is_how_far_the_shown_fill_lies_from_the_true_one() -> None:
    found = score(every_five_minutes(5.0))
    assert found["fill_error_median"].value == pytest.approx(5.0)
    assert found["fill_known"].value == 100.0


def test_the_error_is_told_by_speech() -> None:
    found = score(every_five_minutes(5.0))
    assert found["fill_error_p95_native"].value == pytest.approx(5.0)
    assert found["fill_error_p95_chirpstack"] == Measured(None, 0)


def test_a_row_older_than_six_minutes_shows_nothing() -> None:
    found = score(every_five_minutes(until=6.0))
    assert 45 < (found["fill_known"].value or 0) < 55


def test_nothing_is_asked_of_a_silent_bin_and_two_periods_after() -> None:
    whole = score(every_five_minutes())["fill_known"].cases
    silence = Silence(at_ms=at(4), device="bin-1", from_ms=at(4), until_ms=at(6), cause="power")
    assert score(every_five_minutes(), silence)["fill_known"].cases == whole - 12 - 2


def test_a_bin_that_never_spoke_is_not_asked() -> None:
    assert fills(a_run([a_device(), *TRUTH]))["fill_known"] == Measured(None, 0)


def test_between_two_moments_the_true_fill_lies_on_a_line() -> None:
    shown = LevelsShown(device="bin-1", rows=((at(5) - MINUTE_MS, 50.0),))
    assert score(shown)["fill_error_p95"] == Measured(0.0, 1)
