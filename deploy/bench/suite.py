"""`village-hub bench suite`: the loads that ingest is judged by, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.bench.ingest import Load, run
from deploy.screen import Screen

# What a county is built for: 2,000 messages a second, 50,000 devices (docs/design.md).
_BUSY_PER_S = 2_000.0

HEADINGS = (
    "Load 负载",
    "on disk/s 落盘",
    "stored/s 入库",
    "p50 ms",
    "p99 ms",
    "hub µs",
    "hub MiB",
    "caught up s 追平",
    "even 平账",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One load under the name that people read."""

    name: str
    load: Load


CASES = (
    Case("burst", Load(80_000, "influxdb")),
    Case("burst, SQLite", Load(40_000, "sqlite")),
    Case("steady 2,000/s", Load(40_000, "influxdb", _BUSY_PER_S)),
    Case("burst, sync +20 ms", Load(40_000, "influxdb", fsync_ms=20)),
    Case("burst, sync +100 ms", Load(20_000, "influxdb", fsync_ms=100)),
    Case("store away 60 s at 2,000/s", Load(150_000, "influxdb", _BUSY_PER_S, outage_s=60)),
    Case("100 devices", Load(40_000, "influxdb", devices=100)),
    Case("1,000 devices", Load(40_000, "influxdb", devices=1_000)),
    Case("10,000 devices", Load(40_000, "influxdb", devices=10_000)),
    Case("50,000 devices", Load(50_000, "influxdb", devices=50_000)),
)


def results(screen: Screen) -> Iterator[tuple[str, dict[str, object]]]:
    """Measure case after case; each result with the name of its case.

    Raises:
        CannotRun: a part is missing, or does not become ready.
    """
    for number, case in enumerate(CASES, 1):
        screen.say(f"{number}/{len(CASES)} {case.name} ...")
        yield case.name, run(case.load, screen)


def row(name: str, result: Mapping[str, Any]) -> tuple[str, ...]:
    """One result as people compare it, below HEADINGS."""
    queryable = result["latency_ms"]["publish_to_queryable"]
    cells = (
        result["acknowledged_per_s"],
        result["stored_per_s"],
        queryable["p50"],
        queryable["p99"],
        result["cpu_us_per_message"]["hub"],
        result["peak_mib"]["hub"],
        result["outage"]["caught_up_s"] or "",
        "✓" if result["balance"]["is_even"] else "✗",
    )
    return (name, *map(str, cells))
