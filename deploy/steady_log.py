"""Log lines of a process: a flood of one kind is counted instead of written, a closed stderr harms nobody."""

import logging
from dataclasses import dataclass
from time import monotonic
from typing import TextIO

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MOST_PER_S = 10


@dataclass(slots=True)
class _Kind:
    """Lines of one kind since `began_s`, and the last that was not written."""

    began_s: float
    written: int = 0
    held: int = 0
    last: logging.LogRecord | None = None


class SteadyHandler(logging.StreamHandler[TextIO]):
    """Writes at most ten lines a second of each kind; of what was held back one line says how many it were.

    Lines are of one kind when they come from one place in the code; what they say in particular may differ.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._kinds: dict[tuple[str, int], _Kind] = {}
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, or count it; logging calls this with the handler's lock held."""
        now_s = monotonic()
        self._tell_held(now_s - 1.0)
        kind = self._kinds.setdefault((record.pathname, record.lineno), _Kind(now_s))
        if kind.written >= MOST_PER_S:
            kind.held, kind.last = kind.held + 1, record
            return
        kind.written += 1
        super().emit(record)

    def close(self) -> None:
        """Say at the end what was held back."""
        self.acquire()
        try:
            self._tell_held(monotonic())
        finally:
            self.release()
        super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  logging's own name
        """Go on: a line that cannot be written must not end what wanted to say it."""
        return

    def _tell_held(self, before_s: float) -> None:
        """Sum up the kinds that began before an instant, and let them begin anew."""
        for key in [key for key, kind in self._kinds.items() if kind.began_s <= before_s]:
            kind = self._kinds.pop(key)
            if kind.last is not None:
                super().emit(_repeated(kind.last, kind.held))


def _repeated(record: logging.LogRecord, times: int) -> logging.LogRecord:
    said = {"msg": f"{record.getMessage()} (repeated {times} times)", "args": (), "exc_info": None}
    return logging.makeLogRecord({**record.__dict__, **said, "exc_text": None})
