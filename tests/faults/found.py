"""What is really there afterwards: points in InfluxDB, records in the journal, dead letters."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub.journal.format import Record
from hub.journal.segments import Walk, find_segments

_ASK_S = 60.0
_TOGETHER = 10_000
_NOT_VALUES = frozenset({"time", "village", "device", "device_class", "quality", "device_at_ms"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One point of series "reading" as the server gives it back."""

    device: str
    at_ns: int
    values: Mapping[str, float]
    device_at_ms: int | None = None


def points(influx_url: str, database: str = "village", series: str = "reading") -> list[Stored]:
    """Every point of a series, one by one."""
    # Chunked: one answer for all would cost the server as much memory as the series.
    query = {"db": database, "q": f'SELECT * FROM "{series}"', "epoch": "ns", "chunked": "true"}  # noqa: S608
    found: list[Stored] = []
    with httpx.stream("GET", f"{influx_url}/query", params=query, timeout=_ASK_S) as answer:
        for line in answer.iter_lines():
            for result in json.loads(line)["results"] if line else ():
                assert "error" not in result, f"InfluxDB cannot say what it stored: {result['error']}"
                for part in result.get("series", ()):
                    found += [_stored(dict(zip(part["columns"], row, strict=True))) for row in part["values"]]
    return found


def _stored(row: Mapping[str, object]) -> Stored:
    values = {name: float(str(value)) for name, value in row.items() if _is_value(name, value)}
    at_ms = row.get("device_at_ms")
    return Stored(
        str(row["device"]), int(str(row["time"])), values, None if at_ms is None else int(str(at_ms))
    )


def _is_value(name: str, value: object) -> bool:
    return name not in _NOT_VALUES and value is not None and not isinstance(value, bool)


def journal(folder: Path, hub_id: str = "daxi") -> Iterator[Record]:
    """Every intact record of every segment, oldest first, each number once."""
    last_seq = 0
    for segment in find_segments(folder, hub_id):
        walk = Walk(segment)
        while taken := walk.take(_TOGETHER, segment.size):
            for record in taken:
                # What a full disk cut short was written again under the same numbers.
                if record.seq > last_seq:
                    last_seq = record.seq
                    yield record
