"""Several times of day, or dates, each in a field that the browser helps to pick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from hub.console.parts import div


@dataclass(frozen=True, slots=True)
class Kind:
    """What is picked: the type of the <input>, and the words for one, for one more, for one less."""

    input_type: str
    label: str
    more: str
    less: str


class Several:
    """Fields of one kind, one at least; `changed` is called when a person has changed something."""

    def __init__(self, kind: Kind, changed: Callable[[], None]) -> None:
        self._kind = kind
        self._changed = changed
        self._fields: list[ui.input] = []
        with div("several wide") as self.root:
            self._list = div("several-fields")
            ui.button(kind.more, on_click=self._one_more).props("flat dense no-caps")
        self.fill(())

    def fill(self, values: Sequence[str]) -> None:
        """Show these values, or one empty field."""
        self._list.clear()
        self._fields.clear()
        for value in values or ("",):
            self._add(value)

    def values(self) -> tuple[str, ...]:
        """What was picked, as the browser writes it: 07:00, 2026-05-01; "" for what is not complete."""
        return tuple(str(field.value or "") for field in self._fields)

    def _add(self, value: str) -> None:
        with self._list, div("several-field") as row:
            field = ui.input(self._kind.label, value=value, on_change=self._changed)
            field.props(f"outlined dense stack-label type={self._kind.input_type}")
            self._fields.append(field)
            less = ui.button(icon="close", on_click=partial(self._take_away, row, field))
            less.props(f'flat dense round size=sm aria-label="{self._kind.less}"')

    def _one_more(self) -> None:
        self._add("")
        self._changed()

    def _take_away(self, row: ui.element, field: ui.input) -> None:
        self._fields.remove(field)
        row.delete()
        if not self._fields:
            self._add("")
        self._changed()
