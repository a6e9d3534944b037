"""One answer for everybody who asked before it was begun: a hundred scrapes at once cost as much as two."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Shared(Generic[_T]):
    """Makes an answer that never is older than the question. Any thread may ask."""

    def __init__(self, make: Callable[[], _T]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._begun = 0
        self._made: tuple[int, _T] | None = None

    def get(self) -> _T:
        """The answer, made now or, by somebody else, since this was called; raises what `make` raises."""
        asked_at = self._begun
        with self._making:
            if self._made is not None and self._made[0] > asked_at:
                return self._made[1]
            self._begun += 1
            self._made = self._begun, self._make()
            return self._made[1]
