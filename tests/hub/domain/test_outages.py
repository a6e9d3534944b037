"""When a gateway was away, and what that takes off the silence of a device behind it."""

from datetime import timedelta

import pytest

from hub.domain.outages import Outage, common, last_outage, unheard, was_away
from tests.builders import at

AWAY = Outage(at(10), at(20))


@pytest.mark.parametrize(
    ("says_online", "changed_at", "outage"),
    [
        (True, (at(10), at(20)), AWAY),
        (True, (at(1), at(2), at(10), at(20)), AWAY),
        (True, (at(20),), None),
        (True, (), None),
        (False, (at(10), at(20)), None),
        (None, (at(10), at(20)), None),
    ],
)
def test_the_last_outage_ends_with_the_word_that_it_is_back(says_online, changed_at, outage) -> None:
    assert last_outage(says_online, changed_at) == outage


@pytest.mark.parametrize(
    ("outages", "together"),
    [
        ((AWAY,), AWAY),
        ((AWAY, Outage(at(12), at(30))), Outage(at(12), at(20))),
        ((AWAY, Outage(at(20), at(30))), None),
        ((AWAY, None), None),
        ((None,), None),
        ((), None),
    ],
)
def test_nothing_could_come_while_all_gateways_were_away(outages, together) -> None:
    assert common(outages) == together


@pytest.mark.parametrize(
    ("outages", "since", "seconds"),
    [
        ((AWAY,), at(5), 10),
        ((AWAY,), at(15), 5),
        ((AWAY,), at(20), 0),
        ((AWAY,), at(25), 0),
        ((), at(5), 0),
        ((AWAY, Outage(at(15), at(30))), at(5), 20),
        ((AWAY, Outage(at(12), at(18))), at(5), 10),
        ((Outage(at(30), at(40)), AWAY), at(15), 15),
    ],
)
def test_only_what_lies_after_the_last_sign_of_life_counts_and_once(outages, since, seconds: float) -> None:
    assert unheard(outages, since) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("says_online", "changed_at", "is_away"),
    [
        (False, (at(10),), True),
        (False, (at(13),), False),
        (False, (), False),
        (True, (at(10), at(20)), True),
        (True, (at(10), at(15)), False),
        (True, (at(13), at(20)), False),
        (True, (at(10),), False),
        (True, (at(18),), True),
        (None, (), False),
    ],
)
def test_who_was_gone_for_the_whole_of_a_time_was_away(says_online, changed_at, is_away) -> None:
    assert was_away(says_online, changed_at, at(12), at(18)) is is_away
