"""The screens: which panels stand where on Grafana's grid of 24 columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards import panels
from dashboards.panels import Panel

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, `height` grid units tall (30 pixels each); each takes its number of columns."""

    height: int
    panels: tuple[tuple[Panel, int], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One dashboard. `name` is part of its address and finds its title; `past` is a span such as `24h`."""

    name: str
    past: str
    refresh: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands, in grid units from the top left."""

    x: int
    y: int
    width: int
    height: int


def places(screen: Screen) -> Iterator[tuple[Panel, Place]]:
    """Every panel with its place, row by row.

    Raises:
        ValueError: a row does not fill the grid exactly.
    """
    y = 0
    for row in screen.rows:
        x = 0
        for panel, width in row.panels:
            yield panel, Place(x, y, width, row.height)
            x += width
        if x != COLUMNS:
            raise ValueError(f"screen {screen.name!r}: the row at {y} is {x} columns wide, not {COLUMNS}")
        y += row.height


SCREENS = (
    Screen(
        "one-screen",
        past="24h",
        refresh="30s",
        rows=(
            Row(5, ((panels.BINS_FULL, 5), (panels.DEVICES, 11), (panels.TICKETS, 8))),
            Row(10, ((panels.BINS_BY_FILL, 10), (panels.LITTER, 14))),
            Row(9, ((panels.FILL_HISTORY, 12), (panels.DELIVERIES, 12))),
        ),
    ),
    Screen(
        "hub",
        past="6h",
        refresh="30s",
        rows=(
            Row(5, ((panels.BALANCE, 24),)),
            Row(9, ((panels.INGEST_RATE, 12), (panels.BACKLOG, 12))),
            Row(9, ((panels.ONLINE_HISTORY, 12), (panels.MEMORY, 12))),
        ),
    ),
)
