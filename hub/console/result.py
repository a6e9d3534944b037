"""The line in which a form says what became of an act; a refusal goes once something of the form changes."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from hub.console.parts import dress, text


class NotDone(Exception):
    """What was asked for was not done; the text says why, in the reader's language."""


class Result:
    """One sentence, good or bad; hidden until there is one."""

    def __init__(self) -> None:
        self._is_bad = False
        self._line = text("", "result").props('role="status" aria-live="polite"')
        self.clear()

    def watch(self, form: ui.element) -> None:
        """Let a refusal go when one of the fields that stand in the form now changes: it may hold no more."""
        on_change_within(form, self.forgive)

    def forgive(self) -> None:
        """Take back a refusal; what was done stays said."""
        if self._is_bad:
            self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._is_bad = False
        self._line.set_visibility(False)

    def going_on(self, said: str) -> None:
        """Say what is being done; it is neither good nor bad yet."""
        self._say(said, "result")

    def good(self, said: str) -> None:
        """Say that it was done."""
        self._say(said, "result good")

    def bad(self, said: str) -> None:
        """Say why it was not."""
        self._say(said, "result bad")
        self._is_bad = True

    async def of(self, act: Callable[[], Awaitable[str]]) -> None:
        """Do something and say what it returns, or why it was not done."""
        try:
            self.good(await act())
        except NotDone as error:
            self.bad(str(error))

    def _say(self, said: str, classes: str) -> None:
        self._is_bad = False
        self._line.set_text(said)
        self._line.set_visibility(True)
        dress(self._line, classes)


def on_change_within(form: ui.element, act: Callable[[], None]) -> None:
    """Do something whenever one of the fields that stand in the form now is given another value."""
    for part in form.descendants():
        if isinstance(part, ValueElement):
            part.on_value_change(act)
