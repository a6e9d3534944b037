import pytest

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
