"""A sensor that strays again and again is one matter, from when it begins until it has settled."""

from random import Random

from hub.domain.steadiness import SETTLED_READINGS, Steadiness
from hub.domain.wildness import Wildness, wild_since, wildness
from tests.builders import at

WILD = Steadiness(unrest=4.0, strays=0b11011101, judged=9)
CALM = Steadiness()


def spells(chance: Random, share: float, readings: int) -> int:
    """How often a sensor of which a share of all readings strays is told anew."""
    steadiness, since, count = CALM, None, 0
    for place in range(readings):
        steadiness = steadiness.astray() if chance.random() < share else steadiness.after((50.0, 50.0, 50.0))
        before, since = since, wild_since(since, steadiness, at(place))
        count += before is None and since is not None
    return count


def test_a_sensor_is_wild_since_the_reading_that_shows_it() -> None:
    assert wild_since(None, WILD, at(7)) == at(7)
    assert wild_since(at(7), WILD, at(8)) == at(7)


def test_a_sensor_that_is_in_order_is_not_wild() -> None:
    assert wild_since(None, CALM, at(7)) is None


def test_an_hour_of_an_open_lid_sends_nobody() -> None:
    found = CALM
    for _ in range(5):
        found = found.astray()
        assert wild_since(None, found, at(7)) is None
    assert found.is_wild
    assert wild_since(None, found.astray(), at(8)) == at(8)


def test_a_sensor_that_strays_less_for_a_while_is_still_wild() -> None:
    assert wild_since(at(7), WILD._replace(unrest=2.0), at(8)) == at(7)
    assert wild_since(at(7), WILD._replace(unrest=0.1), at(8)) == at(7)


def test_a_sensor_is_wild_no_more_once_it_has_settled() -> None:
    found, since = WILD, at(0)
    for place in range(SETTLED_READINGS - 1):
        found = found.after((50.0, 50.0, 50.0))
        since = wild_since(since, found, at(place))
        assert since == at(0)
    assert wild_since(since, found.after((50.0, 50.0, 50.0)), at(60)) is None


def test_one_that_strays_in_three_readings_of_ten_for_a_month_is_told_twice_a_week_at_most() -> None:
    assert all(0 < spells(Random(seed), 0.3, 30 * 48) <= 10 for seed in range(6))  # noqa: S311


def test_one_that_strays_in_half_of_its_readings_for_a_month_is_told_once() -> None:
    assert all(spells(Random(seed), 0.5, 30 * 48) == 1 for seed in range(6))  # noqa: S311


def test_one_that_strays_as_usual_is_never_told() -> None:
    assert not any(spells(Random(seed), 0.004, 30 * 48) for seed in range(6))  # noqa: S311


def test_what_is_seen_of_a_wild_sensor_is_how_many_of_its_last_readings_strayed() -> None:
    assert wildness(at(7), WILD) == Wildness(at(7), 6, 9)
    assert wildness(None, WILD) is None
