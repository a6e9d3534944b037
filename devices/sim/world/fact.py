"""A line of the truth, and how it is written: with sorted keys, so that one truth is one file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from devices.sim.world.saying import Saying

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true from `at_ms` (milliseconds UTC) on.

    `device`: whose, "" for none; `what`: the kind of line.
    """

    at_ms: int
    device: str
    what: str
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A saying, and of a bin how full it was when it measured."""

    saying: Saying
    fill_pct: float | None = None

    @property
    def at_ms(self) -> int:
        """When it leaves the device."""
        return self.saying.at_ms

    @property
    def device(self) -> str:
        """Who says it."""
        return self.saying.device


Told: TypeAlias = Fact | Said


def written(told: Told) -> str:
    """Write a line of the truth, without its end."""
    fact = _said(told) if isinstance(told, Said) else told
    line = {"at_ms": fact.at_ms, "what": fact.what, "device": fact.device, **fact.details}
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(said: Said) -> Fact:
    saying = said.saying
    details: dict[str, Json] = {
        "number": saying.number,
        "manner": saying.manner.value,
        "clock_ms": saying.clock_ms,
        "measured_ms": saying.measured_ms,
        "copies": saying.copies,
        "values": dict(saying.values),
        "quality": {name: quality.value for name, quality in saying.quality.items()},
    }
    if said.fill_pct is not None:
        details["fill_pct"] = round(said.fill_pct, 2)
    return Fact(saying.at_ms, saying.device, "said", details)
