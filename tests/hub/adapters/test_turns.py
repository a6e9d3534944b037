"""Who may write next."""

import threading

import pytest

from hub.adapters.ledger.turns import Turns
from hub.ports import StoreDown
from tests.wait import until


def waiting(turns: Turns) -> int:
    return len(turns._waiting)


def test_turns_are_given_in_the_order_of_asking() -> None:
    turns, order = Turns(5.0), list[int]()

    def write(number: int) -> None:
        with turns.mine():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    with turns.mine():
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda number=number: waiting(turns) == number + 1)
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3]


def test_who_waits_too_long_is_told_and_leaves_the_queue() -> None:
    turns = Turns(0.02)
    with turns.mine(), pytest.raises(StoreDown, match=r"busy for 0\.02 s"), turns.mine():
        pass

    assert waiting(turns) == 0
    with turns.mine():
        assert waiting(turns) == 0


def test_a_writer_that_fails_passes_the_turn_on() -> None:
    turns = Turns(0.02)
    with pytest.raises(ValueError, match="bug"), turns.mine():
        raise ValueError("bug")

    with turns.mine():
        assert waiting(turns) == 0
