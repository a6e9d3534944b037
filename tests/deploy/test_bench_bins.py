import pytest

from deploy.bench import forecasts
from deploy.bench.bins import run


@pytest.mark.slow
def test_emptyings_are_found_and_none_is_made_up_on_bins_that_nothing_was_tuned_on() -> None:
    found = run(bins=6, days=14, seed=731)
    assert found["emptyings"] > 150
    assert found["recall"] >= 0.98
    assert found["precision"] >= 0.98
    assert found["level_error_p50_pct"] < 1.5


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures() -> None:
    assert run(bins=1, days=3, seed=5) == run(bins=1, days=3, seed=5)


@pytest.mark.slow
def test_forecasts_are_off_by_a_few_hours_and_keep_their_p90() -> None:
    found = forecasts.run(bins=8, days=21, seed=731)
    assert found["cases"] > 20
    assert found["mean_error_h"] < 4
    assert 0.85 <= found["p90_kept"] <= 0.95
