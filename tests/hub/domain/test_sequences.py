from hypothesis import given
from hypothesis import strategies as st

from hub.domain.sequences import WINDOW, Sequence, Verdict, take


def taken(numbers, boot: int = 1) -> Sequence:
    sequence = Sequence()
    for number in numbers:
        sequence, _ = take(sequence, boot, number)
    return sequence


def verdict(sequence: Sequence, boot: int, number: int) -> Verdict:
    return take(sequence, boot, number)[1]


def test_the_same_number_twice_is_a_duplicate() -> None:
    sequence = taken([1, 2, 3])
    assert [verdict(sequence, 1, number) for number in (1, 2, 3, 4)] == [
        Verdict.DUPLICATE,
        Verdict.DUPLICATE,
        Verdict.DUPLICATE,
        Verdict.FRESH,
    ]


def test_a_late_message_closes_its_gap() -> None:
    sequence = taken([1, 2, 5])
    assert sequence.missing() == 2
    sequence = taken([1, 2, 5, 3, 4])
    assert sequence.missing() == 0


def test_a_later_boot_counts_anew_and_an_earlier_one_changes_nothing() -> None:
    sequence, fresh = take(taken([1, 2, 3]), 2, 1)
    assert (fresh, sequence.boot, sequence.highest) == (Verdict.FRESH, 2, 1)
    after, still_fresh = take(sequence, 1, 99)
    assert (after, still_fresh) == (sequence, Verdict.FRESH)


def test_what_never_came_is_still_missing_when_the_window_has_passed_it() -> None:
    assert taken([1, 3, 3 + WINDOW]).missing() == 1 + WINDOW - 1
    assert taken([1, *range(3, 4 + 2 * WINDOW)]).missing() == 1


def test_what_was_missing_in_an_earlier_boot_stays_missing() -> None:
    assert take(taken([1, 4]), 2, 1)[0].missing() == 2


def test_a_number_from_before_the_window_is_let_through() -> None:
    sequence = taken([1, 10_000])
    assert verdict(sequence, 1, 2) is Verdict.FRESH


def test_nothing_is_safe_beyond_the_first_missing_number() -> None:
    assert taken([1, 2, 3]).safe_upto() == 3
    assert taken([1, 2, 4, 5]).safe_upto() == 2
    assert taken([5, 6]).safe_upto() == 0
    assert taken([0, 1]).safe_upto() == 1
    assert Sequence().safe_upto() == 0


@given(st.lists(st.integers(1, 300), max_size=200))
def test_fresh_exactly_once_whatever_the_order(numbers) -> None:
    sequence, seen = Sequence(), set()
    for number in numbers:
        sequence, said = take(sequence, 1, number)
        assert (said is Verdict.DUPLICATE) == (number in seen)
        seen.add(number)
    if seen:
        assert sequence.missing() == max(seen) - min(seen) + 1 - len(seen)
        gap = next((n for n in range(1, max(seen)) if n not in seen), None)
        assert sequence.safe_upto() == (max(seen) if gap is None else gap - 1)
