"""Small pieces every panel is made of: text, panels with a title, and rows that are updated in place."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from nicegui import ui

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Row(Protocol[T_contra]):
    """One line of a list."""

    root: ui.element

    def show(self, item: T_contra) -> None:
        """Show this item; only what differs from before travels to the browser."""
        ...


class Rows(Generic[T]):
    """A list whose rows keep their elements as long as their key stays.

    Args:
        build: makes an empty row inside the list.
        most: how many are shown; `more` says how many are not.
        empty: what stands there when there is nothing.
    """

    def __init__(
        self,
        build: Callable[[], Row[T]],
        *,
        most: int = 40,
        more: Callable[[int], str] = str,
        empty: str = "",
        classes: str = "rows",
    ) -> None:
        self._build = build
        self._most = most
        self._more = more
        self._rows: dict[str, Row[T]] = {}
        self._list = div(classes)
        self._empty = text(empty, "nothing")
        self._rest = text("", "more")
        self._rest.set_visibility(False)

    def show(self, items: Sequence[tuple[str, T]]) -> None:
        """Show these items in this order; each has a key of its own."""
        shown = items[: self._most]
        for key in set(self._rows) - {key for key, _ in shown}:
            self._rows.pop(key).root.delete()
        for index, (key, item) in enumerate(shown):
            row = self._rows.get(key)
            if row is None:
                with self._list:
                    row = self._rows[key] = self._build()
            if self._list.default_slot.children[index] is not row.root:
                row.root.move(self._list, index)
            row.show(item)
        self._empty.set_visibility(not items)
        self._rest.set_visibility(len(items) > len(shown))
        self._rest.set_text(self._more(len(items) - len(shown)))


def div(classes: str, tag: str = "div") -> ui.element:
    """An element with classes of console.css."""
    return ui.element(tag).classes(classes)


def text(content: str, classes: str = "") -> ui.label:
    """Plain text; never markup."""
    return ui.label(content).classes(classes)


def panel(title: str, classes: str) -> ui.element:
    """A titled part of the page; its body is what `with` fills."""
    with div(f"panel {classes}", "section").props(f'aria-label="{classes}"'):
        text(title, "panel-title").props('role="heading" aria-level="2"')
        return div("panel-body")


def dress(element: ui.element, classes: str) -> None:
    """Give an element exactly these classes, if it does not have them; what is hidden stays hidden."""
    element.classes(replace=classes if element.visible else f"{classes} hidden")


def hint(element: ui.element, content: str) -> None:
    """Say more about an element when the pointer rests on it; plain text."""
    if element.props.get("title", "") != content:
        element.props["title"] = content


def link_picture(image: ui.element, address: str) -> None:
    """Point an <img> at an address of this hub, if it does not."""
    if image.props.get("src") != address:
        image.props["src"] = address
