"""What a row of the fault matrix is: words, how it is executed here, and what came out."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.checker import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row came to: its figure, and what was wrong; nothing wrong is a PASS."""

    figure: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lab:
    """Where and how large a row is executed.

    `seed` makes the same faults again; `is_quick` asks for the smaller counts; `say` tells a person how far
    it is.
    """

    folder: Path
    seed: int = 1
    is_quick: bool = False
    say: Callable[[str], None] = field(default=lambda _text: None)

    def count(self, full: int, quick: int) -> int:
        """How often to do it."""
        return quick if self.is_quick else full

    @contextmanager
    def place(self) -> Iterator[Path]:
        """A folder for one run, gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            yield Path(place)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix.

    `how` says what is done here where that is less or other than the row asks for; `run` is None for what
    is not executed, and `reason` says why.
    """

    id: str
    fault: str
    expected: str
    run: Callable[[Lab], Outcome] | None = None
    how: str = ""
    reason: str = ""


def judged(verdict: Verdict, figure: str, *faults: str) -> Outcome:
    """An outcome out of the checker's verdict and what else was seen; empty faults do not count."""
    return Outcome(f"{figure}; {verdict.figure()}", (*verdict.faults(), *faults_of(*faults)))


def faults_of(*faults: str) -> tuple[str, ...]:
    """Those that are none left out, each once."""
    return tuple(dict.fromkeys(fault for fault in faults if fault))


def unless(claim: object, fault: str) -> str:
    """The fault, or nothing when the claim is true."""
    return "" if claim else fault
