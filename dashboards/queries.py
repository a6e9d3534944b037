"""InfluxQL for the panels, built from hub.series: what the hub does not keep cannot be asked for.

A question is about a span (`$timeFilter`), or about how something stood at its end: then it is the newest row
that is not older than the hub writes them. So an old row is never shown as the present, and a screen that is
set to last Tuesday shows last Tuesday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.series import SERIES, Field, FieldType

# How long a row speaks of now: hub.services.chronicle writes figures every 10 s, lists every minute, and a
# device when it changes and every five minutes. The rest is for the way into the store.
FIGURES, LISTS, DEVICES = "90s", "90s", "6m"
# The loudspeakers test themselves every week (hub.services.self_test); a day is for one that was late.
WEEKLY = "8d"
# Days begin at midnight in China (UTC+8), which has one zone and no summer time.
CHINA_DAY = "time(1d, -8h)"
# Grafana puts the chosen villages and devices in here, as patterns that match any of them.
_CHOICES: Mapping[str, str] = {"village": '"village" =~ /^$village$/', "device": '"device" =~ /^$device$/'}
_COUNTABLE = (FieldType.FLOAT, FieldType.INTEGER)
Filter = tuple[str, str]


class Shape(StrEnum):
    """How Grafana takes an answer: one line for each tag set, or rows and columns."""

    LINES = "time_series"
    ROWS = "table"


@dataclass(frozen=True, slots=True)
class Query:
    """One statement, and what its values are.

    `fields` are the fields of `series` it returns, in order; `legend` is the tag that names each line, ""
    where the field does. `name` names the line where neither does.
    """

    statement: str
    shape: Shape
    series: str
    fields: tuple[str, ...]
    legend: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Of:
    """What a question is about: a series, and of it the rows with these tags.

    `chosen` are tags that the reader of the screen chooses; `where` are (tag, value). `being` are conditions
    on fields, such as (field, "= true").

    Raises:
        KeyError: no such series, tag or field in hub.series.
    """

    series: str
    where: tuple[Filter, ...] = ()
    chosen: tuple[str, ...] = ("village",)
    being: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        schema = SERIES[self.series]
        for tag in (*(tag for tag, _ in self.where), *(tag for tag in self.chosen if tag != "village")):
            if tag not in schema.tags:
                raise KeyError(f"series {self.series!r} has no tag {tag!r}")
        for field, _ in self.being:
            kept(self.series, field)

    def source(self, span: str) -> str:
        """The FROM and WHERE of a statement; a series without villages is asked without the choice."""
        chosen = [_CHOICES[tag] for tag in self.chosen if tag in SERIES[self.series].tags]
        wanted = [f"{_quoted(tag)} = '{value}'" for tag, value in self.where]
        found = [f"{_quoted(field)} {condition}" for field, condition in self.being]
        return f" FROM {_quoted(self.series)} WHERE {' AND '.join([span, *wanted, *found, *chosen])}"


def newest(of: Of, field: str, *, within: str = FIGURES, by: tuple[str, ...] = ()) -> Query:
    """How a field stood at the end of the span, one line for each value of the tags in `by`.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    select = f"SELECT last({_field(of.series, field)}) AS {_quoted(field)}{of.source(_standing(within))}"
    return Query(
        select + _group(of.series, by), Shape.LINES, of.series, (field,), legend=by[-1] if by else ""
    )


def standing(of: Of, fields: tuple[str, ...], *, within: str = LISTS, by: tuple[str, ...] = ()) -> Query:
    """How several fields stood at the end of the span: the newest row for each value of the tags in `by`.

    It is one row as it was written: a field that it does not have is not filled in from an older one.

    Raises:
        KeyError: no such field or tag in hub.series.
        ValueError: on a condition on fields, which would find an older row where the newest does not meet it;
            let the panel choose among the rows (`Panel.having`).
    """
    if of.being:
        raise ValueError(f"{of.series}: a row that stands is found first and judged then")
    return _newest_rows(of, fields, _standing(within), by)


def latest(of: Of, field: str, *, by: tuple[str, ...] = ()) -> Query:
    """The newest value within the span, however old, as rows; for what happened, not for how things stand.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    select = f"SELECT last({_field(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    return Query(select + _group(of.series, by), Shape.ROWS, of.series, (field,))


def recent(of: Of, fields: tuple[str, ...], *, tags: tuple[str, ...], limit: int) -> Query:
    """The latest points of the span, newest first.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    columns = [*(_tag(of.series, tag) for tag in tags), *(_field(of.series, field) for field in fields)]
    statement = f"SELECT {', '.join(columns)}{of.source(_SPAN)} ORDER BY time DESC LIMIT {limit}"
    return Query(statement, Shape.ROWS, of.series, fields)


def course(of: Of, field: str, *, by: tuple[str, ...] = (), every: str = "time($__interval)") -> Query:
    """The mean of a field over time, one line for each value of the tags in `by`.

    Raises:
        KeyError: no such field or tag in hub.series.
        ValueError: the field has no mean.
    """
    select = f"SELECT mean({_number(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    statement = f"{select}{_group(of.series, (every, *by))} fill(none)"
    return Query(statement, Shape.LINES, of.series, (field,), legend=by[-1] if by else "")


def states(of: Of, field: str, *, by: tuple[str, ...] = (), every: str = "time($__interval)") -> Query:
    """The last word of each stretch of time; a line for each value of `by`.

    For fields that have no mean, and for counts that stand as figures elsewhere: the last one is the same.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    select = f"SELECT last({_field(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    statement = f"{select}{_group(of.series, (every, *by))} fill(none)"
    return Query(statement, Shape.LINES, of.series, (field,), legend=by[-1] if by else "")


def rate(of: Of, field: str) -> Query:
    """How fast a counter rises, per second; a restart that resets it is no fall.

    Raises:
        KeyError: no such field in hub.series.
        ValueError: the field is no number.
    """
    rise = f"non_negative_derivative(last({_number(of.series, field)}), 1s)"
    select = f"SELECT {rise} AS {_quoted(field)}{of.source(_SPAN)}"
    statement = f"{select}{_group(of.series, ('time($__interval)',))} fill(none)"
    return Query(statement, Shape.LINES, of.series, (field,))


def total(of: Of, field: str, *, every: str = CHINA_DAY, by: tuple[str, ...] = ()) -> Query:
    """The sum of a field for each stretch of time.

    Raises:
        KeyError: no such field or tag in hub.series.
        ValueError: the field is no number.
    """
    select = f"SELECT sum({_number(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    statement = f"{select}{_group(of.series, (every, *by))} fill(none)"
    return Query(statement, Shape.LINES, of.series, (field,), legend=by[-1] if by else "")


def occurrences(of: Of, field: str, *, name: str, every: str = CHINA_DAY) -> Query:
    """How many points there were in each stretch of time; `name` is a key of dashboards.words.

    Raises:
        KeyError: no such field in hub.series.
    """
    select = f"SELECT count({_field(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    statement = f"{select}{_group(of.series, (every,))} fill(none)"
    return Query(statement, Shape.LINES, of.series, (field,), name=name)


def counted(of: Of, field: str, *, by: tuple[str, ...]) -> Query:
    """How many points there were within the span, a row for each value of the tags in `by`.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    select = f"SELECT count({_field(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    return Query(select + _group(of.series, by), Shape.ROWS, of.series, (field,))


def watched(of: Of, field: str, *, by: tuple[str, ...] = ()) -> Query:
    """The newest value of a field within the span of an alert rule, one line for each value of `by`.

    Raises:
        KeyError: no such field or tag in hub.series.
        ValueError: the field is no number.
    """
    select = f"SELECT last({_number(of.series, field)}) AS {_quoted(field)}{of.source(_SPAN)}"
    return Query(
        select + _group(of.series, by), Shape.LINES, of.series, (field,), legend=by[-1] if by else ""
    )


def tag_values(tag: str, series: str = "", *, chosen: bool = False) -> str:
    """The statement that lists the values of a tag, for a choice at the top of a screen.

    Args:
        tag: the tag.
        series: where to look; "" for every series with the tag.
        chosen: only within the chosen villages.

    Raises:
        KeyError: no series has it.
    """
    names = [name for name, found in SERIES.items() if tag in found.tags and series in {"", name}]
    if not names:
        raise KeyError(f"series {series!r} has no tag {tag!r}")
    within = f" WHERE {_CHOICES['village']}" if chosen else ""
    return f"SHOW TAG VALUES FROM {', '.join(map(_quoted, names))} WITH KEY = {_quoted(tag)}{within}"


def newest_of_span(of: Of, fields: tuple[str, ...], *, by: tuple[str, ...]) -> Query:
    """How fields stood at the end of a short span: public dashboards know no `${__to}`.

    Raises:
        KeyError: no such field or tag in hub.series.
    """
    return _newest_rows(of, fields, _SPAN, by)


def newest_text(of: Of, field: str) -> str:
    """The statement that gives one text, for a variable.

    Raises:
        KeyError: no such field in hub.series.
    """
    return f"SELECT last({_field(of.series, field)}){of.source('time > now() - 6m')}"


def kept(series: str, field: str) -> Field:
    """The schema of a field.

    Raises:
        KeyError: no such series or field in hub.series.
    """
    return SERIES[series].fields[field]


_SPAN = "$timeFilter"


def _standing(within: str) -> str:
    """The stretch before the end of the screen's span; `${__to}` is that end, milliseconds since 1970."""
    return f"time > ${{__to}}ms - {within} AND time <= ${{__to}}ms"


def _newest_rows(of: Of, fields: tuple[str, ...], span: str, by: tuple[str, ...]) -> Query:
    columns = ", ".join(_field(of.series, field) for field in fields)
    statement = f"SELECT {columns}{of.source(span)}{_group(of.series, by)} ORDER BY time DESC LIMIT 1"
    return Query(statement, Shape.ROWS, of.series, fields)


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


def _group(series: str, by: tuple[str, ...]) -> str:
    if not by:
        return ""
    return " GROUP BY " + ", ".join(name if name.startswith("time(") else _tag(series, name) for name in by)


def _quoted(name: str) -> str:
    return f'"{name}"'
