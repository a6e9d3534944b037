"""What a panel is: what it asks, how it looks, which values are good. Declared in dashboards.screens."""

from dataclasses import dataclass
from enum import StrEnum

from dashboards.queries import Query


class Look(StrEnum):
    """How a panel shows its answer."""

    FIGURES = "figures"
    BARS = "bars"
    TABLE = "table"
    LINES = "lines"
    COLUMNS = "columns"
    STATES = "states"
    DAYS = "days"
    MAP = "map"
    LIVE = "live"


class Colour(StrEnum):
    """Grafana's names for what good, doubtful, bad and neutral look like; `NONE` is for what is not known."""

    GOOD = "green"
    DOUBTFUL = "orange"
    BAD = "red"
    NEUTRAL = "blue"
    NONE = "#6b7680"


class Cell(StrEnum):
    """How a table shows a column: as text, coloured by what it means, as a picture, as a bar, as a moment."""

    TEXT = "text"
    MEANING = "meaning"
    PICTURE = "picture"
    BAR = "bar"
    AGO = "ago"


# Grafana's groupBy names the column that counts the tickets of a group so.
COUNT = "ticket (count)"


@dataclass(frozen=True, slots=True)
class Step:
    """From this value upwards a figure has this colour."""

    value: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, in its order; columns that are not named are hidden.

    `link` leads somewhere with the row's own fields; `width_px` 0 leaves it to Grafana.
    """

    name: str
    cell: Cell = Cell.TEXT
    link: str = ""
    width_px: int = 0
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `id` is part of its address and never changes; `name` finds its title and description.

    Attributes:
        first: the colour below the first of `steps`, for the fields in `judged`, or for all when it is empty.
        doubted: fields of which any is doubtful, whatever `steps` say.
        unit: Grafana's name of a unit; replaces the one of hub.series.
        columns: of a table.
        counted_by: columns of which each combination is one row; `COUNT` is the column that counts.
        having: the column that a row must have a value in.
        wanted: the value that it must be; None: any.
        sort: the column by which a table is sorted, "-" before it for the highest first.
        limit: how many rows a table shows; 0 for all.
        empty: a key of dashboards.words: what it says where there is nothing.
        act: the page of the console where one can act, below its address.
    """

    id: int
    name: str
    look: Look
    queries: tuple[Query, ...]
    first: Colour = Colour.NEUTRAL
    steps: tuple[Step, ...] = ()
    unit: str = ""
    judged: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    having: str = ""
    wanted: str | bool | None = None
    counted_by: tuple[str, ...] = ()
    sort: str = ""
    limit: int = 0
    empty: str = "stale"
    act: str = "/workbench"
