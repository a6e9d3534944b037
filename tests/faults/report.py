"""docs/generated/faults.md: what every row came to, on which machine, without a path or a host name."""

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from tests.faults.catalogue import Outcome, Row


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one row: an outcome, or why it was not executed."""

    outcome: Outcome | None
    reason: str = ""
    took_s: float = 0.0

    @property
    def word(self) -> str:
        """PASS, FAIL or NOT EXECUTED."""
        if self.outcome is None:
            return "NOT EXECUTED"
        return "FAIL" if self.outcome.faults else "PASS"


_DONE = TypeAdapter(dict[str, Done])


def keep(file: Path, done: Mapping[str, Done]) -> None:
    """Write down what was executed so far."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(_DONE.dump_json(dict(done), indent=1).decode(), "utf-8")


def read(file: Path) -> dict[str, Done]:
    """What an earlier run has written down; nothing when there was none."""
    return _DONE.validate_json(file.read_text("utf-8")) if file.exists() else {}


def machine() -> str:
    """What the figures were measured on."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} cores ({platform.machine()}), {memory_gib:.0f} GiB, "
        f"Linux {platform.release().partition('-')[0]}, Python {platform.python_version()}"
    )


def text(rows: Iterable[Row], done: Mapping[str, Done], at: datetime, how: str, note: str = "") -> str:
    """Write the report; rows that were not asked for are NOT EXECUTED too.

    `note` is what a person adds about the machine.
    """
    rows = list(rows)
    results = {
        row.id: done.get(row.id, Done(None, row.reason or "not asked for in this run")) for row in rows
    }
    words = [result.word for result in results.values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in ("PASS", "FAIL", "NOT EXECUTED"))
    head = (
        "# Faults\n\n"
        f"Written by `{how}` on {at:%Y-%m-%d} in {sum(result.took_s for result in results.values()):.0f} s; "
        "do not edit. Real mosquitto, real InfluxDB and the hub as processes; devices that write "
        "a truth log; one checker that compares it with journal, store, dead letters and the hub's own "
        "balance, message by message (tests/faults/checker.py). Where it counts, PASS means: lost 0, "
        "duplicate 0, altered 0, nothing told safe that is not in the journal, balance even.\n\n"
        f"Machine: {machine()}.{' ' * bool(note)}{note}\n\n**{counts}.**\n\n"
        "| | fault | expected | result | figure |\n|---|---|---|---|---|\n"
    )
    return head + "".join(_line(row, results[row.id]) for row in rows)


def _line(row: Row, done: Done) -> str:
    if done.outcome is None:
        figure = done.reason
    else:
        figure = done.outcome.figure
        if done.outcome.faults:
            figure += "<br>**" + "; ".join(done.outcome.faults) + "**"
    how = f"<br>*{row.how}*" if row.how else ""
    cells = (row.id, row.fault + how, row.expected, done.word, figure)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace(str(Path.cwd()), ".")
