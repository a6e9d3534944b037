from dataclasses import dataclass
from datetime import datetime

from hub.domain.flapping import changed, doubted_until
from hub.domain.health import Signs, signs
from tests.builders import NOON, at


@dataclass(frozen=True)
class Word:
    """What is remembered of a device's word."""

    seen_at: datetime | None = NOON
    says_online: bool | None = True
    doubted_until: datetime | None = None
    period_s: int | None = None


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
    word = Word(doubted_until=at(60))
    assert signs(word, at(59)) == Signs(NOON, says_online=True, is_doubted=True)
    assert signs(word, at(60)) == Signs(NOON, says_online=True)
