from hub.domain.broker_drops import BrokerDrops
from tests.builders import at

DAY_S = 86_400


def test_what_the_broker_dropped_before_it_was_first_heard_is_not_ours() -> None:
    assert BrokerDrops().heard(500, at(0)) == BrokerDrops(500)


def test_a_rise_is_a_loss_with_its_beginning_and_its_number() -> None:
    drops = BrokerDrops(500).heard(503, at(10)).heard(503, at(20)).heard(510, at(30))
    assert drops == BrokerDrops(510, total=10, recent=10, since=at(10), last_at=at(30))


def test_after_its_restart_the_broker_counts_from_nothing() -> None:
    drops = BrokerDrops(500, total=9).heard(0, at(0)).heard(4, at(10))
    assert (drops.counter, drops.total) == (4, 13)
    assert BrokerDrops(500).heard(3, at(0)).total == 3


def test_a_loss_is_said_for_a_day_and_a_later_one_is_a_new_one() -> None:
    drops = BrokerDrops(0).heard(5, at(0))
    assert drops.is_recent(at(DAY_S - 1))
    assert not drops.is_recent(at(DAY_S))
    again = drops.heard(7, at(2 * DAY_S))
    assert (again.total, again.recent, again.since) == (7, 2, at(2 * DAY_S))
    assert not BrokerDrops(5).is_recent(at(0))
