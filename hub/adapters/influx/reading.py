"""What is asked of InfluxDB in InfluxQL, and what its answers hold. Pure."""

import json
from collections.abc import Sequence
from typing import TypeAlias

from pydantic import BaseModel

from hub.ports import Row
from hub.series import FIRST_NS, LAST_NS, SERIES, FieldType, FieldValue

HISTORY_ROWS = 5_000

_Cell: TypeAlias = str | bool | None


class Found(BaseModel):
    """One series of a query's answer; numbers are still text."""

    tags: dict[str, str] = {}
    columns: list[str] = []
    values: list[list[_Cell]] = []


class _Result(BaseModel):
    error: str = ""
    series: list[Found] = []


class _Results(BaseModel):
    results: list[_Result]


def found(text: str) -> list[Found]:
    """Read the answer to a query.

    Raises:
        ValueError: no InfluxDB answered, or it says an error.
    """
    # Numbers stay text until the schema says what they are: JSON's `-0` and `85` are floats of ours.
    try:
        results = _Results.model_validate(json.loads(text, parse_int=str, parse_float=str)).results
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no InfluxDB answered /query: {text[:120]!r}") from error
    for result in results:
        if result.error:
            raise ValueError(f"InfluxDB could not answer: {result.error}")
    return [item for result in results for item in result.series]


def latest(series: str, field: str) -> str:
    """Ask for the newest value of a field for each tag set."""
    tags = ", ".join(identifier(tag) for tag in SERIES[series].tags)
    select = f"SELECT last({identifier(field)}) FROM {identifier(series)}"  # noqa: S608 - names are quoted
    return f"{select} GROUP BY {tags}"


def history(series: str, field: str, device: str, since_ns: int, until_ns: int) -> str:
    """Ask for one device's values in [since_ns, until_ns), oldest first."""
    select = f"SELECT {identifier(field)} FROM {identifier(series)}"  # noqa: S608 - names are quoted
    where = f"WHERE device = {_text(device)} AND time >= {since_ns} AND time < {until_ns}"
    return f"{select} {where} ORDER BY time ASC LIMIT {HISTORY_ROWS}"


def means(series: str, field: str, device: str, window: tuple[int, int, int]) -> str:
    """Ask for one device's mean of each `every_ns` in `window` = (since_ns, until_ns, every_ns)."""
    since_ns, until_ns, every_ns = window
    select = f"SELECT mean({identifier(field)}) FROM {identifier(series)}"  # noqa: S608 - names are quoted
    where = f"WHERE device = {_text(device)} AND time >= {since_ns} AND time < {until_ns}"
    return f"{select} {where} GROUP BY time({every_ns // 1_000_000_000}s) fill(none)"


def span(series: str, fields: Sequence[str], device: str | None, since_ns: int, until_ns: int) -> str:
    """Ask for fields of a series in [since_ns, until_ns], of one device or of all, by tag set."""
    names = ", ".join(identifier(field) for field in fields)
    tags = ", ".join(identifier(tag) for tag in SERIES[series].tags)
    select = f"SELECT {names} FROM {identifier(series)}"  # noqa: S608 - names are quoted
    whose = "" if device is None else f"device = {_text(device)} AND "
    return f"{select} WHERE {whose}time >= {since_ns} AND time <= {until_ns} GROUP BY {tags}"


def window(since_ns: int, until_ns: int) -> tuple[int, int]:
    """Cut a window to the times that InfluxDB knows."""
    return max(since_ns, FIRST_NS), min(until_ns, LAST_NS + 1)


def rows(item: Found, kind: FieldType) -> list[Row]:
    """Values of one field with their times.

    Raises:
        ValueError: a row that is not (time, value of that kind).
    """
    try:
        return [{"value": _value(value, kind), "at_ns": int(str(at))} for at, value in item.values]
    except ValueError as error:
        raise ValueError(f"InfluxDB answered with a row that is not (time, {kind.value}): {error}") from error


def identifier(name: str) -> str:
    """Quote a name."""
    return '"' + _escaped(name).replace('"', r"\"") + '"'


def _value(value: _Cell, kind: FieldType) -> FieldValue:
    match value:
        case str() if kind is FieldType.FLOAT:
            return float(value)
        case str() if kind is FieldType.INTEGER:
            return int(value)
        case str() if kind is FieldType.STRING:
            return value
        case bool() if kind is FieldType.BOOLEAN:
            return value
        case _:
            raise ValueError(f"{value!r} is no {kind.value}")


def _text(value: str) -> str:
    return "'" + _escaped(value).replace("'", r"\'") + "'"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n")
