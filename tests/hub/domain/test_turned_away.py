from hub.domain.turned_away import turned_away
from tests.builders import at

DAY_S = 86_400


def test_who_is_turned_away_is_counted_since_the_first_time() -> None:
    again = turned_away(turned_away(None, at(0)), at(60))
    assert (again.times, again.since, again.last_at) == (2, at(0), at(60))


def test_it_is_said_for_a_day_after_the_last_time_and_a_later_one_is_a_new_one() -> None:
    once = turned_away(None, at(0))
    assert once.is_recent(at(DAY_S - 1))
    assert not once.is_recent(at(DAY_S))
    assert turned_away(once, at(DAY_S)) == turned_away(None, at(DAY_S))
