"""The line in which a part of the page says what became of an act."""

from collections.abc import Awaitable, Callable

from hub.console.parts import dress, text
from hub.console.registry.acts import NotDone


class Result:
    """One sentence, good or bad; hidden until there is one."""

    def __init__(self) -> None:
        self._line = text("", "result").props('role="status" aria-live="polite"')
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._line.set_visibility(False)

    def good(self, said: str) -> None:
        """Say that it was done."""
        self._say(said, "result good")

    def bad(self, said: str) -> None:
        """Say why it was not."""
        self._say(said, "result bad")

    async def of(self, act: Callable[[], Awaitable[str]]) -> None:
        """Do something and say what it returns, or why it was not done."""
        try:
            self.good(await act())
        except NotDone as error:
            self.bad(str(error))

    def _say(self, said: str, classes: str) -> None:
        self._line.set_text(said)
        self._line.set_visibility(True)
        dress(self._line, classes)
