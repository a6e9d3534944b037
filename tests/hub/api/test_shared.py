"""Who shares an answer with whom."""

import threading
from itertools import count

import pytest

from hub.api.shared import Shared


def test_whoever_asks_later_gets_a_new_answer() -> None:
    numbers = count(1)
    shared = Shared(lambda: next(numbers))

    assert [shared.get(), shared.get()] == [1, 2]


def test_those_who_wait_share_the_next_answer_not_the_one_begun_before() -> None:
    begun, go_on, numbers = threading.Event(), threading.Event(), count(1)

    def make() -> int:
        begun.set()
        assert go_on.wait(5)
        return next(numbers)

    shared, answers = Shared(make), list[int]()
    first = threading.Thread(target=lambda: answers.append(shared.get()))
    first.start()
    assert begun.wait(5)
    others = [threading.Thread(target=lambda: answers.append(shared.get())) for _ in range(5)]
    for thread in others:
        thread.start()
    go_on.set()
    for thread in (first, *others):
        thread.join()

    assert answers.count(1) == 1
    assert len(set(answers)) < len(answers)


def test_a_failure_is_nobodys_answer() -> None:
    answers = iter([ValueError("down"), 7])

    def make() -> int:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    shared = Shared(make)
    with pytest.raises(ValueError, match="down"):
        shared.get()

    assert shared.get() == 7
