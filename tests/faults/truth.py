"""The truth log: what was said, what was promised about it, one JSON line each, written by the senders."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

# device, boot, number
Name: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `values` of each of its samples; `at_ms` of the first."""

    name: Name
    topic: str
    payload: bytes
    at_ms: int
    values: tuple[Mapping[str, float], ...]


@dataclass(slots=True)
class Truth:
    """Everything a log says.

    `said`: what a device sent (or keeps, to send again). `acknowledged`: the broker's PUBACK was seen (R0).
    `safe`: up to which number of (device, boot) the hub said that it has it (R1).
    """

    said: dict[Name, Said] = field(default_factory=dict)
    acknowledged: set[Name] = field(default_factory=set)
    safe: dict[tuple[str, int], int] = field(default_factory=dict)

    def is_safe(self, name: Name) -> bool:
        """Tell whether the hub told the device that it may forget this message."""
        device, boot, number = name
        return number <= self.safe.get((device, boot), 0)


class TruthLog:
    """Writes a truth log; any thread may call."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._out = file.open("a", encoding="utf-8")
        self.said_count = 0
        self.acknowledged_count = 0

    def close(self) -> None:
        """Write what is left."""
        with self._lock:
            self._out.close()

    def said(self, message: Said) -> None:
        """Note a message, before it goes out."""
        self.said_count += 1
        values = [dict(sample) for sample in message.values]
        text = message.payload.decode()
        self._put(["said", message.name, message.topic, text, message.at_ms, values])

    def acknowledged(self, name: Name) -> None:
        """Note the broker's PUBACK."""
        self.acknowledged_count += 1
        self._put(["acknowledged", name])

    def safe(self, device: str, boot: int, number: int) -> None:
        """Note the hub's word that everything up to this number is on its disk."""
        self._put(["safe", [device, boot, number]])

    def read(self) -> Truth:
        """What the log says so far."""
        with self._lock:
            self._out.flush()
        return read(self.file.read_text("utf-8").splitlines())

    def _put(self, line: list[object]) -> None:
        with self._lock:
            self._out.write(json.dumps(line) + "\n")


def read(lines: Iterable[str]) -> Truth:
    """Read a truth log."""
    truth = Truth()
    for line in lines:
        match json.loads(line):
            case ["said", name, topic, payload, at_ms, values]:
                said = Said(tuple(name), topic, payload.encode(), at_ms, tuple(values))
                truth.said[said.name] = said
            case ["acknowledged", name]:
                truth.acknowledged.add(tuple(name))
            case ["safe", [device, boot, number]]:
                truth.safe[device, boot] = max(number, truth.safe.get((device, boot), 0))
            case other:
                raise ValueError(f"no line of a truth log: {other}")
    return truth
