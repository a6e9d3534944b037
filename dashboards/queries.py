"""InfluxQL for the panels, built from hub.series: what the hub does not keep cannot be asked for."""

from dataclasses import dataclass
from enum import StrEnum

from hub.series import SERIES, Field, FieldType

# Grafana puts the chosen villages in here, as a pattern that matches any of them.
_CHOSEN_VILLAGES = '"village" =~ /^$village$/'
_COUNTABLE = (FieldType.FLOAT, FieldType.INTEGER)


class Shape(StrEnum):
    """How Grafana takes an answer: one line for each tag set, or rows and columns."""

    LINES = "time_series"
    ROWS = "table"


@dataclass(frozen=True, slots=True)
class Query:
    """One statement, and what its values are.

    `fields` are the fields of `series` it returns, in order; `legend` is the tag that names each line, ""
    where the field does.
    """

    statement: str
    shape: Shape
    series: str
    fields: tuple[str, ...]
    legend: str = ""


def newest(series: str, field: str, *, by: tuple[str, ...] = ()) -> Query:
    """The newest value of a field, one for each value of the tags in `by`; lines, named by the last tag.

    Raises:
        KeyError: no such series, field or tag in hub.series.
    """
    select = f"SELECT last({_field(series, field)}) AS {_quoted(field)}{_from(series)}"
    return Query(select + _group(series, by), Shape.LINES, series, (field,), legend=by[-1] if by else "")


def newest_rows(series: str, field: str, *, by: tuple[str, ...]) -> Query:
    """The newest value of a field, one row for each value of the tags in `by`, which are columns too.

    Raises:
        KeyError: no such series, field or tag in hub.series.
    """
    select = f"SELECT last({_field(series, field)}) AS {_quoted(field)}{_from(series)}"
    return Query(select + _group(series, by), Shape.ROWS, series, (field,))


def recent_rows(series: str, fields: tuple[str, ...], *, tags: tuple[str, ...], limit: int) -> Query:
    """The latest points, newest first.

    Raises:
        KeyError: no such series, field or tag in hub.series.
    """
    columns = [*(_tag(series, tag) for tag in tags), *(_field(series, field) for field in fields)]
    statement = f"SELECT {', '.join(columns)}{_from(series)} ORDER BY time DESC LIMIT {limit}"
    return Query(statement, Shape.ROWS, series, fields)


def course(series: str, field: str, *, by: tuple[str, ...] = ()) -> Query:
    """The mean of a field over time, one line for each value of the tags in `by`.

    Raises:
        KeyError: no such series, field or tag in hub.series.
        ValueError: the field has no mean.
    """
    select = f"SELECT mean({_number(series, field)}) AS {_quoted(field)}{_from(series)}"
    statement = f"{select}{_group(series, ('time($__interval)', *by))} fill(none)"
    return Query(statement, Shape.LINES, series, (field,), legend=by[-1] if by else "")


def rate(series: str, field: str) -> Query:
    """How fast a counter rises, per second; a restart that resets it is no fall.

    Raises:
        KeyError: no such series or field in hub.series.
        ValueError: the field is no number.
    """
    rise = f"non_negative_derivative(last({_number(series, field)}), 1s)"
    statement = (
        f"SELECT {rise} AS {_quoted(field)}{_from(series)}{_group(series, ('time($__interval)',))} fill(none)"
    )
    return Query(statement, Shape.LINES, series, (field,))


def villages() -> str:
    """The statement that lists every village that ever reported, for the choice at the top of the screen."""
    series = ", ".join(_quoted(name) for name, found in SERIES.items() if "village" in found.tags)
    return f'SHOW TAG VALUES FROM {series} WITH KEY = "village"'


def kept(series: str, field: str) -> Field:
    """The schema of a field.

    Raises:
        KeyError: no such series or field in hub.series.
    """
    return SERIES[series].fields[field]


def _field(series: str, field: str) -> str:
    kept(series, field)
    return _quoted(field)


def _number(series: str, field: str) -> str:
    if kept(series, field).type not in _COUNTABLE:
        raise ValueError(f"{series}.{field} is no number")
    return _quoted(field)


def _tag(series: str, tag: str) -> str:
    if tag not in SERIES[series].tags:
        raise KeyError(f"series {series!r} has no tag {tag!r}")
    return _quoted(tag)


def _from(series: str) -> str:
    chosen = f" AND {_CHOSEN_VILLAGES}" if "village" in SERIES[series].tags else ""
    return f" FROM {_quoted(series)} WHERE $timeFilter{chosen}"


def _group(series: str, by: tuple[str, ...]) -> str:
    if not by:
        return ""
    return " GROUP BY " + ", ".join(name if name.startswith("time(") else _tag(series, name) for name in by)


def _quoted(name: str) -> str:
    return f'"{name}"'
