"""A sensor that hears an echo now and then is one matter from the first loss until it is well again."""

from hub.domain.muteness import Muteness
from tests.builders import at

_QUARTER_S = 900


def told(pattern: str, known: Muteness | None = None) -> Muteness:
    """What is known after readings a quarter of an hour apart: "+" told a level, "-" none."""
    found, last_at = known or Muteness(), None
    for number, reading in enumerate(pattern):
        now = at(number * _QUARTER_S)
        if reading == "+":
            found, last_at = found.after_level(), now
        else:
            found = found.after_nothing(last_at, now)
    return found


def test_a_sensor_that_misses_an_echo_now_and_then_is_well() -> None:
    assert told("+-+--+-----+") == Muteness()
    assert told("+-----").since is None


def test_six_readings_without_a_level_make_it_mute_since_the_last_one_that_told_any() -> None:
    assert told("+++------").since == at(2 * _QUARTER_S)


def test_one_that_never_told_a_level_is_mute_too() -> None:
    assert told("------").since == at(5 * _QUARTER_S)


def test_an_echo_in_between_neither_ends_it_nor_begins_it_anew() -> None:
    known = told("+------+--------++---+++++")
    assert known.since == at(0)
    assert told("-", known).told == 0


def test_it_is_over_after_six_levels_in_a_row() -> None:
    assert told("+------+++++").since == at(0)
    assert told("+------++++++") == Muteness()


def test_it_grows_no_further_however_long_it_lasts() -> None:
    assert told("+" + 100 * "-").missed == told("+------").missed
    assert told("+" + 100 * "-").since == at(0)
