from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.gaps import MOST_GAPS, Gap, Gaps
from hub.domain.sequences import WINDOW, Boots, Sequence, Verdict
from tests.builders import at


def heard(*numbers: tuple[int, int]) -> tuple[Gaps, Boots]:
    """The messages (boot, seq) come one second after the other."""
    gaps, boots = Gaps(), Boots(Sequence())
    for second, (boot, seq) in enumerate(numbers):
        after, verdict = boots.take(boot, seq)
        if verdict is Verdict.FRESH:
            gaps = gaps.after(boots, boot, seq, at(second - 1), at(second))
        boots = after
    return gaps, boots


def of(numbers: Iterable[int]) -> Gaps:
    return heard(*((1, number) for number in numbers))[0]


def test_what_did_not_come_is_missing_between_its_neighbours() -> None:
    assert of([1, 2, 40]) == Gaps((Gap(1, 3, 39, at(1), at(2)),))
    assert of([1, 2, 40]).missing == 37


def test_a_gap_that_an_old_message_opens_does_not_end_before_it_begins() -> None:
    boots = heard((1, 1))[1]
    assert Gaps().after(boots, 1, 4, at(9), at(5)).known == (Gap(1, 2, 3, at(5), at(5)),)


def test_messages_in_order_leave_no_gap() -> None:
    assert of(range(1, 100)) == Gaps()


def test_a_late_message_shrinks_splits_and_closes_its_gap() -> None:
    gap = Gap(1, 3, 6, at(1), at(2))
    assert of([1, 2, 7, 3]).known == (Gap(1, 4, 6, gap.since, gap.until),)
    assert of([1, 2, 7, 6]).known == (Gap(1, 3, 5, gap.since, gap.until),)
    assert of([1, 2, 7, 4]).known == (
        Gap(1, 3, 3, gap.since, gap.until),
        Gap(1, 5, 6, gap.since, gap.until),
    )
    assert of([1, 2, 7, 4, 3, 6, 5]) == Gaps()


def test_a_first_message_that_was_overtaken_may_leave_a_gap_behind_it() -> None:
    assert of([5, 4]) == Gaps()
    assert of([5, 2]) == Gaps((Gap(1, 3, 4, at(1), at(1)),))
    assert of([5, 2, 3, 4]) == Gaps()


def test_gaps_of_a_boot_that_is_over_stay_until_they_are_filled() -> None:
    said = ((1, 1), (1, 4), (2, 1), (2, 2))
    assert heard(*said)[0].known == (Gap(1, 2, 3, at(0), at(1)),)
    assert heard(*said, (1, 2), (1, 3))[0] == Gaps()


def test_of_too_many_gaps_the_oldest_are_counted_and_still_closed() -> None:
    every_third = list(range(1, 3 * (MOST_GAPS + 3), 3))
    gaps = of(every_third)
    assert (len(gaps.known), gaps.older, gaps.missing) == (MOST_GAPS, 4, 2 * (MOST_GAPS + 2))
    assert gaps.known[0].first == 8
    assert of([*every_third, 2, 3, 6]).older == 1
    assert of([*every_third, 2, 2]).older == 3


def test_what_comes_after_the_window_has_passed_closes_its_gap_if_that_is_known() -> None:
    numbers = [1, 3, *range(4, 6 + WINDOW)]
    assert of([*numbers, 2]) == Gaps()
    assert of([*numbers, 1]).missing == 1


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 60)), max_size=80))
def test_the_gaps_hold_as_many_as_the_numbers_say_are_missing(said: list[tuple[int, int]]) -> None:
    gaps, boots = heard((1, 1), (2, 1), *said)
    assert gaps.missing == boots.newest.missing()
    came = {(1, 1), (2, 1), *said}
    assert not [
        (gap.boot, seq)
        for gap in gaps.known
        for seq in range(gap.first, gap.last + 1)
        if (gap.boot, seq) in came
    ]
