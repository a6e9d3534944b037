"""The conductor's lines of sent.jsonl: what was done, and how fast time went."""

import json
from pathlib import Path


def record_file(home: Path) -> Path:
    """Where devices and conductor write down what happened in a run."""
    return home / "sent.jsonl"


class Record:
    """Appends lines; other processes append to the same file.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def clock(self, at_ms: int, speed: float) -> None:
        """Note another speed."""
        self._write({"at_ms": at_ms, "what": "clock", "speed": round(speed, 2)})

    def did(self, at_ms: int, kind: str, outcome: str, **details: object) -> None:
        """Note an act and what came of it."""
        self._write({"at_ms": at_ms, "what": "did", "kind": kind, "outcome": outcome, **details})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        # One write for each line: lines of several processes do not mix.
        self._file.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
