"""A call beside the caller: its answer, its trouble, and nothing that stays behind."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from hub.adapters.influx.beside import Beside


class Held:
    """Something that a call needs."""


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_what_it_returned_is_its_result() -> None:
    with Beside(lambda: 7) as beside:
        assert beside.result() == 7


def test_what_it_raised_reaches_whoever_asks() -> None:
    def fail() -> None:
        raise ConnectionError("away")

    with pytest.raises(ConnectionError, match="away"), Beside(fail) as beside:
        beside.result()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("is_asked", [True, False])
def test_what_a_failed_call_held_is_let_go(is_asked: bool) -> None:  # noqa: FBT001 - given
    held = Held()
    known = weakref.ref(held)

    def attempt(what: Held) -> None:
        def fail() -> None:
            raise ConnectionError(str(what))

        with Beside(fail) as beside:
            if is_asked:
                beside.result()
            raise ConnectionError("the other half")

    with pytest.raises(ConnectionError):
        attempt(held)
    del held
    assert known() is None
