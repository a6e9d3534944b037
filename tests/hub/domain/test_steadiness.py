import pytest

from hub.domain.steadiness import Steadiness


def after(*levels_pct: float) -> Steadiness:
    found = Steadiness()
    for place in range(len(levels_pct)):
        found = found.after(levels_pct[: place + 1][-3:])
    return found


def test_the_noise_of_a_sensor_is_learnt_from_its_readings() -> None:
    quiet, noisy = after(*[30.0, 30.5] * 40), after(*[30.0, 36.0] * 40)
    assert quiet.ripple_pct < 1.0
    assert noisy.ripple_pct > 3.0
    assert quiet.fall_pct < noisy.fall_pct


def test_an_emptying_is_no_noise() -> None:
    steady = after(*[70.0] * 40)
    assert steady.after((70.0, 70.0, 5.0)).ripple_pct == steady.ripple_pct
    assert steady.after((70.0, 5.0, 6.0)).ripple_pct == steady.ripple_pct


def test_one_reading_astray_leaves_a_sensor_calm_and_a_second_does_not() -> None:
    assert after(30, 90, 31).is_calm
    assert not after(30, 90, 31, 2, 32).is_calm


def test_readings_astray_are_forgiven_after_some_that_are_not() -> None:
    found = Steadiness().astray().astray()
    assert not found.is_calm
    assert after_more(found, 30.0, 10).is_calm


def test_a_sensor_that_strays_again_and_again_is_wild() -> None:
    found = Steadiness()
    for _ in range(4):
        found = found.astray()
    assert found.is_wild


@pytest.mark.parametrize(
    ("before", "now", "follows"), [(30, 44, True), (30, 46, False), (30, 21, True), (30, 19, False)]
)
def test_a_level_follows_where_it_rises_or_only_settles(before: float, now: float, *, follows: bool) -> None:
    assert Steadiness().follows(before, now) is follows


def test_the_last_twenty_readings_are_remembered_as_astray_or_not() -> None:
    found = after(30, 90, 31)
    assert (found.strays.bit_count(), found.judged) == (1, 3)
    found = after_more(found, 30.0, 19)
    assert (found.strays.bit_count(), found.judged) == (1, 20)
    assert after_more(found, 30.0, 1).strays == 0


def test_a_sensor_has_settled_when_twelve_readings_in_a_row_are_in_order() -> None:
    strayed = Steadiness().astray()
    assert not after_more(strayed, 30.0, 11).is_settled
    assert after_more(strayed, 30.0, 12).is_settled


def after_more(found: Steadiness, pct: float, count: int) -> Steadiness:
    for _ in range(count):
        found = found.after((pct, pct, pct))
    return found
