from hypothesis import given
from hypothesis import strategies as st

from hub.domain.sequences import WINDOW, Boots, Sequence, Verdict, take


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


def heard(*numbers: tuple[int, int]) -> Boots:
    boots = Boots(Sequence())
    for boot, seq in numbers:
        boots, _ = boots.take(boot, seq)
    return boots


def test_what_a_restarted_device_kept_is_confirmed_for_the_boot_it_belongs_to() -> None:
    boots = heard((1, 1), (1, 2), (2, 1), (1, 3), (1, 5))
    assert [boots.safe_upto(boot) for boot in (1, 2, 3)] == [3, 1, 0]
    assert boots.take(1, 3)[1] is Verdict.DUPLICATE
    assert boots.take(1, 4)[0].safe_upto(1) == 5


def test_a_gap_in_an_earlier_boot_is_missing_until_it_is_filled() -> None:
    assert [
        heard(*said).newest.missing()
        for said in (
            ((1, 1), (1, 4), (2, 1)),
            ((1, 1), (1, 4), (2, 1), (1, 2)),
            ((1, 1), (1, 4), (2, 1), (1, 2), (1, 3)),
            ((1, 1), (1, 4), (2, 1), (1, 6)),
        )
    ] == [2, 1, 0, 3]


def test_a_boot_the_hub_has_forgotten_is_confirmed_from_the_lowest_number_that_comes() -> None:
    boots = heard((9, 1), (5, 11), (5, 12), (5, 14))
    assert boots.safe_upto(5) == 12


def test_a_boot_that_goes_on_is_never_confirmed_beyond_a_first_number_that_is_missing() -> None:
    assert heard((5, 11), (5, 12)).safe_upto(5) == 0


def test_only_so_many_boots_are_remembered() -> None:
    assert [over.boot for over in heard(*((boot, 1) for boot in range(1, 8))).earlier] == [6, 5]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 12)), max_size=60))
def test_nothing_is_confirmed_that_did_not_come_while_all_boots_are_known(
    said: list[tuple[int, int]],
) -> None:
    boots = heard(*((1, 1), (2, 1), (3, 1)), *said)
    came = {(1, 1), (2, 1), (3, 1), *said}
    for boot in (1, 2, 3):
        assert all((boot, seq) in came for seq in range(1, boots.safe_upto(boot) + 1))
        assert (boot, boots.safe_upto(boot) + 1) not in came
