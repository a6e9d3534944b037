"""Five-minute figures of every number: for charts of weeks, and for the years after the points are gone.

A span is figured out anew from its points whenever one is written, so late and repeated points count once.
"""

import sqlite3
from collections.abc import Iterable, Sequence

SPAN_NS = 300 * 1_000_000_000
_FIRST_NS, _LAST_NS = -(2**63), 2**63 - 1

# `total` is null where it is no number: infinity less infinity.
TABLE = """
CREATE TABLE rollup (
    series_id INTEGER NOT NULL REFERENCES series (id), field TEXT NOT NULL, span INTEGER NOT NULL,
    number INTEGER NOT NULL, least NOT NULL, most NOT NULL, total REAL, last NOT NULL,
    PRIMARY KEY (series_id, field, span)) WITHOUT ROWID;
"""
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'rollup'"
_KNOWN = "SELECT DISTINCT series_id, field, at_ns / :span_ns - (at_ns % :span_ns < 0) FROM point"
_ROLL_UP = """
INSERT OR REPLACE INTO rollup
SELECT series_id, field, :span, count(*), min(value), max(value), total(value),
    (SELECT value FROM point
     WHERE series_id = :series_id AND field = :field AND at_ns >= :since AND at_ns <= :until
     ORDER BY at_ns DESC LIMIT 1)
FROM point WHERE series_id = :series_id AND field = :field AND at_ns >= :since AND at_ns <= :until
GROUP BY series_id, field
"""
_MEANS = """
SELECT span / :spans - (span % :spans < 0) AS chart_span, sum(total) / sum(number)
FROM rollup JOIN series ON series.id = rollup.series_id
WHERE series.name = :series AND series.device = :device
    AND field = :field AND span >= :first AND span <= :last
GROUP BY chart_span HAVING count(total) = count(*) ORDER BY chart_span
"""


def prepare(writer: sqlite3.Connection, fields: Iterable[str]) -> None:
    """Make the table, filled from the points of a file older than it; `fields` are those with numbers."""
    if writer.execute(_IS_THERE).fetchone():
        return
    numbers = set(fields)
    with writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(TABLE)
        known = writer.execute(_KNOWN, {"span_ns": SPAN_NS}).fetchall()
        roll_up(writer, ((series_id, field, span) for series_id, field, span in known if field in numbers))


def span(at_ns: int) -> int:
    """The number of the five minutes that an instant lies in, counted from 1970."""
    return at_ns // SPAN_NS


def roll_up(writer: sqlite3.Connection, spans: Iterable[tuple[int, str, int]]) -> None:
    """Figure out spans (series id, field, span number) anew from their points."""
    writer.executemany(
        _ROLL_UP,
        (
            {
                "series_id": series_id,
                "field": field,
                "span": number,
                "since": max(number * SPAN_NS, _FIRST_NS),
                "until": min((number + 1) * SPAN_NS - 1, _LAST_NS),
            }
            for series_id, field, number in spans
        ),
    )


def means(
    reader: sqlite3.Connection, series: str, field: str, device: str, window: tuple[int, int, int]
) -> Sequence[tuple[int, float]]:
    """Begin (ns) and mean of each `every_ns` in `window` = (since_ns, until_ns, every_ns), oldest first."""
    since_ns, until_ns, every_ns = window
    found = reader.execute(
        _MEANS,
        {
            "series": series,
            "device": device,
            "field": field,
            "spans": every_ns // SPAN_NS,
            "first": since_ns // SPAN_NS,
            "last": (until_ns - 1) // SPAN_NS,
        },
    )
    return [(number * every_ns, mean) for number, mean in found]


def prune(writer: sqlite3.Connection, raw_before_ns: int, rollups_before_ns: int) -> None:
    """Delete points and spans that are over, one series after the other: each is a short transaction."""
    known = writer.execute("SELECT series_id, field FROM latest").fetchall()
    for series_id, field in known:
        with writer:
            mine = (series_id, field)
            writer.execute(
                "DELETE FROM point WHERE series_id = ? AND field = ? AND at_ns < ?", (*mine, raw_before_ns)
            )
            writer.execute(
                "DELETE FROM rollup WHERE series_id = ? AND field = ? AND span < ?",
                (*mine, span(rollups_before_ns)),
            )
