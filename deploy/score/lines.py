"""JSON Lines of a run, each of a known kind, grouped by kind; a line that is none is named with its place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from deploy.errors import CannotRun
from deploy.score.words import told


class BadRun(CannotRun):
    """A file of a run is missing, cut off or not of its format; the text names the file and the line."""


class Line(BaseModel):
    """Common to all lines. `at_ms`: simulated milliseconds UTC; `device`: whose, "" for none.

    Unknown keys are ignored: formats grow by keys.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, populate_by_name=True)

    at_ms: int = 0
    device: str = ""


AnyLine = TypeVar("AnyLine", bound=Line)
Kind = TypeVar("Kind", bound=Line)


class Lines(Generic[AnyLine]):
    """The lines of one file, in its order."""

    def __init__(self, lines: Iterable[AnyLine]) -> None:
        self._of: dict[type[Line], list[AnyLine]] = defaultdict(list)
        for line in lines:
            self._of[type(line)].append(line)

    def of(self, kind: type[Kind]) -> Sequence[Kind]:
        """All lines of one kind."""
        return [line for line in self._of.get(kind, ()) if isinstance(line, kind)]

    def by_device(self, kind: type[Kind]) -> dict[str, list[Kind]]:
        """All lines of one kind, by device."""
        found: dict[str, list[Kind]] = defaultdict(list)
        for line in self.of(kind):
            found[line.device].append(line)
        return found


def read_lines(file: Path, adapter: TypeAdapter[AnyLine]) -> Lines[AnyLine]:
    """Read a whole file.

    Raises:
        BadRun: it cannot be read, or a line is not of a known kind.
    """
    try:
        with file.open("rb") as text:
            return Lines([_line(file, number, line, adapter) for number, line in enumerate(text, 1)])
    except OSError as error:
        raise BadRun(told.UNREADABLE.of(path=file, error=error.strerror)) from error


def _line(file: Path, number: int, text: bytes, adapter: TypeAdapter[AnyLine]) -> AnyLine:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        if not text.endswith(b"\n"):
            raise BadRun(told.RUN_CUT_OFF.of(path=file, line=number)) from error
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        why = f"{where}: {first['msg']}" if where else first["msg"]
        raise BadRun(told.NOT_A_LINE.of(path=file, line=number, error=why)) from error
