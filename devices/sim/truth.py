"""What truly happened in the pretend township, as JSON Lines: what the hub's answers are scored against."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


@dataclass(slots=True)
class Counts:
    """How much was said, since the start."""

    by_kind: Counter[str] = field(default_factory=Counter)
    by_device: Counter[str] = field(default_factory=Counter)


class Truth:
    """One line for each happening: `at_ms`, `what` (sent, lost, emptied, counts), `device`, and details.

    Not for several threads. Without a path only the counts are kept.

    Args:
        path: the file; beyond `max_bytes` it is moved to the same name with `.1` behind it and begun anew, so
            a demo that runs for days keeps at least its last six hours (60 bins, every 5 s: 230 MB a day).
        max_bytes: most bytes of one of the two files.
    """

    def __init__(self, path: Path | None, *, max_bytes: int = 64 * 2**20) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._file: IO[str] | None = None
        self.counts = Counts()

    def start(self) -> None:
        """Begin a new file.

        Raises:
            OSError: the file cannot be written.
        """
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._older(self._path).unlink(missing_ok=True)
            self._file = self._path.open("w", encoding="utf-8")

    def stop(self) -> None:
        """Write the counts as the last line and close; idempotent."""
        if self._file is not None:
            self._write(
                {"what": "counts", "by_kind": self.counts.by_kind, "by_device": self.counts.by_device}
            )
            self._file.close()
            self._file = None

    def flush(self) -> None:
        """Let readers see what was written, and begin a new file when this one is full."""
        if self._file is None or self._path is None:
            return
        self._file.flush()
        if self._path.stat().st_size > self._max_bytes:
            self._file.close()
            self._path.replace(self._older(self._path))
            self._file = self._path.open("w", encoding="utf-8")

    def sent(self, kind: str, device: str, at_ms: int, **details: object) -> None:
        """Note a message that was handed over; `kind` is tele, uplink or garbled."""
        self.counts.by_kind[kind] += 1
        self.counts.by_device[device] += 1
        self._write({"at_ms": at_ms, "what": "sent", "kind": kind, "device": device, **details})

    def happened(self, what: str, device: str, at_ms: int, **details: object) -> None:
        """Note anything else."""
        self._write({"at_ms": at_ms, "what": what, "device": device, **details})

    @staticmethod
    def _older(path: Path) -> Path:
        return path.with_name(f"{path.name}.1")

    def _write(self, line: dict[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
