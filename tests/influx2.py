"""A strict stand-in for InfluxDB 2.x: it takes what the adapter must send, and nothing else.

Written after docs.influxdata.com/influxdb/v2/api/v2 (/api/v2/write) and .../api/v1-compatibility (/query).
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from hub.series import FieldValue, Point
from tests.hub.test_line_protocol import read_name, read_value
from tests.servers import Answer, Asked

ORG, TOKEN = "county", "t0k3n"
_FIELD = r'"(?P<field>\w+)"'
_FROM = r'FROM "(?P<series>\w+)"'
_DEVICE = r"device = '(?P<device>(?:[^'\\]|\\.)*)' AND "
_WINDOW = r"time >= (?P<since>-?\d+) AND time <=? (?P<until>-?\d+)"
_BY_TAGS = r"GROUP BY (?P<tags>.+)"

Rows: TypeAlias = Sequence[Sequence[FieldValue | None]]
Found: TypeAlias = Mapping[str, object]


class Influx2:
    """One organisation with one bucket and one token, in memory."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self._kept: dict[tuple[str, tuple[tuple[str, str], ...], int], dict[str, FieldValue]] = {}

    def answer(self, asked: Asked) -> Answer:
        """Answer one request as the real one would."""
        if asked.path == "/metrics":
            return Answer(200, b"process_start_time_seconds 1.7956e+09\n", "text/plain; version=0.0.4")
        if asked.headers.get("authorization") != f"Token {TOKEN}":
            return _refusal(401, "unauthorized", "unauthorized access")
        if (asked.method, asked.path) == ("POST", "/api/v2/write"):
            return self._write(asked)
        if (asked.method, asked.path) == ("POST", "/query"):
            return self._query(asked)
        return _refusal(404, "not found", "path not found")

    def _write(self, asked: Asked) -> Answer:
        if asked.query != {"org": ORG, "bucket": self.bucket, "precision": "ns"}:
            return _refusal(404, "not found", f"bucket or org not found: {asked.query}")
        if not asked.headers.get("content-type", "").startswith("text/plain"):
            return _refusal(415, "invalid", "expected text/plain")
        body = asked.body
        if asked.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        for line in body.split(b"\n"):
            point = _read(line.decode())
            key = (point.series, tuple(sorted(point.tags.items())), point.at_ns)
            self._kept.setdefault(key, {}).update(point.fields)
        return Answer(204)

    def _query(self, asked: Asked) -> Answer:
        if asked.query.keys() != {"q", "db", "epoch"} or asked.query["epoch"] != "ns":
            return _refusal(400, "invalid", f"unexpected parameters: {asked.query}")
        if asked.query["db"] != self.bucket:
            return _refusal(404, "not found", f"no DBRP mapping for {asked.query['db']!r}")
        for pattern, select in _STATEMENTS.items():
            if said := re.fullmatch(pattern, asked.query["q"], re.DOTALL):
                return _results(select(self._points(), said))
        return _refusal(400, "invalid", f"error parsing query: {asked.query['q']}")

    def _points(self) -> list[Point]:
        """All points in order of their tag sets and times."""
        kept = sorted(self._kept.items(), key=lambda item: item[0])
        return [Point(series, dict(tags), dict(fields), at_ns) for (series, tags, at_ns), fields in kept]


def _measurements(points: Sequence[Point], _said: re.Match[str]) -> list[Found]:
    names = sorted({point.series for point in points})[:1]
    return (
        [{"name": "measurements", "columns": ["name"], "values": [[name] for name in names]}] if names else []
    )


def _last(points: Sequence[Point], said: re.Match[str]) -> list[Found]:
    field = said["field"]
    found = [point for point in points if point.series == said["series"] and field in point.fields]
    return [
        _series(said["series"], by_tags, ["time", "last"], [[same[-1].at_ns, same[-1].fields[field]]])
        for by_tags, same in _grouped(found, said["tags"])
    ]


def _of_device(points: Sequence[Point], said: re.Match[str]) -> list[tuple[int, FieldValue]]:
    """Times and values of one field of one device in [since, until)."""
    return sorted(
        (point.at_ns, point.fields[said["field"]])
        for point in points
        if point.series == said["series"] and said["field"] in point.fields
        if point.tags["device"] == _plain(said["device"])
        if int(said["since"]) <= point.at_ns < int(said["until"])
    )


def _history(points: Sequence[Point], said: re.Match[str]) -> list[Found]:
    rows = _of_device(points, said)[: int(said["most"])]
    return [_series(said["series"], {}, ["time", said["field"]], rows)] if rows else []


def _mean(points: Sequence[Point], said: re.Match[str]) -> list[Found]:
    every_ns = int(said["every"]) * 1_000_000_000
    means = []
    for number, same in groupby(_of_device(points, said), key=lambda row: row[0] // every_ns):
        values = [float(value) for _, value in same]
        means.append([number * every_ns, sum(values) / len(values)])
    return [_series(said["series"], {}, ["time", "mean"], means)] if means else []


def _span(points: Sequence[Point], said: re.Match[str]) -> list[Found]:
    names = re.findall(r"\w+", said["fields"])
    found = [
        point
        for point in points
        if point.series == said["series"] and set(names) & set(point.fields)
        if int(said["since"]) <= point.at_ns <= int(said["until"])
        if said["device"] is None or point.tags["device"] == _plain(said["device"])
    ]
    return [
        _series(
            said["series"],
            by_tags,
            ["time", *names],
            [[point.at_ns, *(point.fields.get(name) for name in names)] for point in same],
        )
        for by_tags, same in _grouped(found, said["tags"])
    ]


# What the adapter asks, word for word; these are patterns, nothing is asked with them.
_STATEMENTS: Mapping[str, Callable[[Sequence[Point], re.Match[str]], list[Found]]] = {
    "SHOW MEASUREMENTS LIMIT 1": _measurements,
    rf"SELECT last\({_FIELD}\) {_FROM} {_BY_TAGS}": _last,
    rf"SELECT {_FIELD} {_FROM} WHERE {_DEVICE}{_WINDOW} ORDER BY time ASC LIMIT (?P<most>\d+)": _history,
    rf"SELECT mean\({_FIELD}\) {_FROM} WHERE {_DEVICE}{_WINDOW} "
    r"GROUP BY time\((?P<every>\d+)s\) fill\(none\)": _mean,
    rf'SELECT (?P<fields>"\w+"(?:, "\w+")*) {_FROM} WHERE (?:{_DEVICE})?{_WINDOW} {_BY_TAGS}': _span,
}


def _read(line: str) -> Point:
    """Take a line apart: outside of text, a backslash escapes a comma, an equals sign or a space."""
    head = _parts(line, " ")[0]
    series, *tags = _parts(head, ",")
    pairs = dict(_parts(tag, "=") for tag in tags)
    fields, _, at = line[len(head) + 1 :].rpartition(" ")
    values = re.findall(r'(\w+)=("(?:\\.|[^"\\])*"|[^,]*)', fields)
    return Point(
        series,
        {name: read_name(text) for name, text in pairs.items()},
        {name: read_value(text) for name, text in values},
        int(at),
    )


def _parts(text: str, at: str) -> list[str]:
    """Split at every character that is not escaped."""
    parts, part, place = [], "", 0
    while place < len(text):
        step = 2 if text[place] == "\\" and text[place + 1 : place + 2] in {",", "=", " "} else 1
        if step == 1 and text[place] == at:
            parts.append(part)
            part = ""
        else:
            part += text[place : place + step]
        place += step
    return [*parts, part]


def _grouped(points: Sequence[Point], tags: str) -> list[tuple[Mapping[str, str], list[Point]]]:
    names = re.findall(r"\w+", tags)
    groups = groupby(points, key=lambda point: tuple(point.tags[name] for name in names))
    return [(dict(zip(names, key, strict=True)), list(same)) for key, same in groups]


def _series(name: str, tags: Mapping[str, str], columns: Sequence[str], values: Rows) -> Found:
    return {"name": name, "tags": tags, "columns": columns, "values": values}


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda said: "\n" if said[1] == "n" else said[1], text)


def _results(series: Sequence[Found]) -> Answer:
    return Answer(200, json.dumps({"results": [{"statement_id": 0, "series": list(series)}]}).encode())


def _refusal(status: int, code: str, message: str) -> Answer:
    return Answer(status, json.dumps({"code": code, "message": message}).encode())
