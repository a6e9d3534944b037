"""One call on a thread of its own, while the caller goes on."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Beside(Generic[_T]):
    """Begins the call at once; leaving its `with` waits for the end of it.

    The thread is a daemon: a server that hangs does not keep the process from ending.
    """

    def __init__(self, call: Callable[[], _T]) -> None:
        self._call = call
        self._came: list[_T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Beside[_T]":
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join()
        # Its traceback leads back here, and to all that the call held: as a cycle it would stay for minutes.
        self._error = None

    def result(self) -> _T:
        """What the call returned; waits for it, and raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._came[0]

    def _run(self) -> None:
        try:
            self._came.append(self._call())
        except BaseException as error:  # noqa: BLE001  for whoever asks for the result
            self._error = error
