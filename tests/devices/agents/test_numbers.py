from hypothesis import given
from hypothesis import strategies as st

from devices.agents.numbers import KEPT, Numbers, Verdict

orders = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 200)), max_size=150)


@given(orders)
def test_no_order_is_ever_new_twice(told: list[tuple[int, int]]) -> None:
    numbers, obeyed = Numbers(), []
    for epoch, counter in told:
        if numbers.judge(epoch, counter) is Verdict.NEW:
            obeyed.append((epoch, counter))
            numbers = numbers.noted(epoch, counter)

    assert len(obeyed) == len(set(obeyed))
    assert len(numbers.counters) <= KEPT


def test_orders_that_overtake_each_other_are_all_obeyed() -> None:
    numbers = Numbers().noted(1, 5).noted(1, 3)

    assert numbers.judge(1, 4) is Verdict.NEW
    assert numbers.judge(1, 3) is Verdict.SEEN


def test_a_new_epoch_counts_from_the_beginning_and_ends_the_one_before() -> None:
    numbers = Numbers(1, (7, 8)).noted(2, 1)

    assert numbers == Numbers(2, (1,))
    assert numbers.judge(1, 9) is Verdict.STALE


def test_what_was_noted_changes_nothing() -> None:
    assert Numbers(2, (1,)).noted(2, 1) == Numbers(2, (1,))
    assert Numbers(2, (1,)).noted(1, 9) == Numbers(2, (1,))
