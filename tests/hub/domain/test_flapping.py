from datetime import datetime

from hub.domain.device_state import Glimpse
from hub.domain.flapping import changed, doubted_until, judged_since
from hub.domain.gateways import Gateways
from hub.domain.health import Patience
from tests.builders import NOON, a_catalog, at


def after(*seconds: float) -> datetime | None:
    times: tuple[datetime, ...] = ()
    for each in seconds:
        times = changed(times, at(each))
    return doubted_until(times)


def test_one_loss_is_believed_at_once() -> None:
    assert after() is None
    assert after(0, 30) is None
    assert after(0, 30, 300) is None


def test_two_losses_within_ten_minutes_are_doubted_until_it_kept_its_word_for_five() -> None:
    assert after(0, 30, 300, 600) == at(900)
    assert after(0, 30, 300, 600, 620) == at(920)


def test_losses_far_apart_are_no_coming_and_going() -> None:
    assert after(0, 30, 600, 601) is None
    assert after(0, 10, 20, 30, 5000) is None


def test_a_word_is_doubted_up_to_that_time_and_not_from_it_on() -> None:
    word = Glimpse(
        NOON, says_online=True, ways=(), period_s=None, level_at=None, is_full=False, doubted_until=at(60)
    )
    doubted = [Gateways(a_catalog(), {}, Patience(), at(s)).signs(word).is_doubted for s in (59, 60)]
    assert doubted == [True, False]


def test_what_is_doubted_was_counted_from_the_first_of_its_losses_on() -> None:
    assert judged_since(at(900)) == NOON
