"""Where panels stand on Grafana's grid of 24 columns. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.panels import Panel

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Stack:
    """Panels one below the other, `width` columns wide; each takes its height in grid units (30 pixels)."""

    width: int
    panels: tuple[tuple[Panel, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Stacks side by side, all of them `height` grid units tall."""

    height: int
    stacks: tuple[Stack, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One dashboard.

    Attributes:
        name: part of its address; finds its title.
        past: the span it shows, such as `24h`.
        refresh: how often it asks anew.
        rows: what stands on it.
        is_public: for villagers: fixed data source, no choices, no links.
        chooses: which tags the reader chooses at the top.
        many_devices: whether several may be chosen at once.
        device_class: which devices there are to choose from; "" for all.
        is_annotated: whether announcements and tickets are marked on its time axes.
    """

    name: str
    past: str
    refresh: str
    rows: tuple[Row, ...]
    is_public: bool = False
    chooses: tuple[str, ...] = ("village",)
    device_class: str = ""
    many_devices: bool = False
    is_annotated: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands, in grid units from the top left."""

    x: int
    y: int
    width: int
    height: int


def row(height: int, *panels: tuple[Panel, int]) -> Row:
    """Panels side by side, each with its number of columns."""
    return Row(height, tuple(Stack(width, ((panel, height),)) for panel, width in panels))


def places(screen: Screen) -> Iterator[tuple[Panel, Place]]:
    """Every panel with its place, row by row.

    Raises:
        ValueError: a row does not fill the grid exactly, or a stack its row.
    """
    top = 0
    for band in screen.rows:
        x = 0
        for stack in band.stacks:
            y = top
            for panel, height in stack.panels:
                yield panel, Place(x, y, stack.width, height)
                y += height
            if y != top + band.height:
                raise ValueError(
                    f"screen {screen.name!r}: a stack at {x},{top} ends at {y}, not with its row"
                )
            x += stack.width
        if x != COLUMNS:
            raise ValueError(f"screen {screen.name!r}: the row at {top} is {x} columns wide, not {COLUMNS}")
        top += band.height
