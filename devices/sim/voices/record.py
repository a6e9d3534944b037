"""sent.jsonl: what happened in this run, written by one thread in the order it was noted."""

import json
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Line: TypeAlias = dict[str, object]

_GATHER_S = 0.1


class Record:
    """Appends lines to a file; any thread may note one, and other processes may append to the same file.

    Args:
        path: of sent.jsonl; its folder is there.
        now_ms: the time of the simulation.
        max_bytes: beyond it the file is moved to the same name with `.1` behind it and begun anew, for what
            goes on for days; None: never.
    """

    def __init__(self, path: Path, now_ms: Callable[[], int], *, max_bytes: int | None = None) -> None:
        self._path = path
        self._now_ms = now_ms
        self._max_bytes = max_bytes
        self._lines: queue.SimpleQueue[Line] = queue.SimpleQueue()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)
        self._fd = -1
        self._failure: OSError | None = None

    @property
    def failure(self) -> OSError | None:
        """Why nothing is written any more; None while all is well."""
        return self._failure

    def start(self) -> None:
        """Open the file, and begin to write.

        Raises:
            OSError: it cannot be written.
        """
        self._open()
        self._thread.start()

    def stop(self) -> None:
        """Write what was noted, and close.

        Raises:
            OSError: not everything could be written.
        """
        self._is_over.set()
        self._thread.join()
        os.close(self._fd)
        if self._failure is not None:
            raise self._failure

    def note(self, what: str, device: str, **details: object) -> None:
        """Note what happens now; a detail that is None is left out."""
        line: Line = {"what": what, "device": device, "at_ms": self._now_ms()}
        line.update((name, value) for name, value in details.items() if value is not None)
        self._lines.put(line)

    def _run(self) -> None:
        try:
            while not self._is_over.wait(_GATHER_S):
                self._write()
            self._write()
        except OSError as error:
            self._failure = error

    def _write(self) -> None:
        gathered = bytearray()
        while not self._lines.empty():
            gathered += json.dumps(self._lines.get(), ensure_ascii=False, sort_keys=True).encode() + b"\n"
        # Whole lines in one call: what another process appends comes between them.
        while gathered:
            del gathered[: os.write(self._fd, gathered)]
        if self._max_bytes is not None and os.fstat(self._fd).st_size > self._max_bytes:
            self._begin_anew()

    def _open(self) -> None:
        self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def _begin_anew(self) -> None:
        os.close(self._fd)
        self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        self._open()
