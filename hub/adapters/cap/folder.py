"""A folder into which somebody puts warnings as files."""

import os
import stat
from pathlib import Path

from hub.ports import Paper, SourceDown

TAKEN, REFUSED = "taken", "refused"
_SUFFIXES = frozenset({".xml", ".cap"})
# More wait for the next look; a folder with a million files blocks nobody.
_MOST_AT_ONCE = 50


class FolderSource:
    """Fulfils `hub.ports.PaperSource`: files that end in .xml or .cap, moved away when they are done.

    A file counts when it has not grown between two looks, so that one that is still being written is left
    alone. Links are not followed.

    Args:
        folder: is made where it is missing.
        most_bytes: of a larger file only one byte more is read, and whoever reads it refuses it.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._seen: dict[str, tuple[int, int]] = {}
        # Worked on, but not moved away: they are not to be worked on again.
        self._stuck: dict[str, tuple[int, int]] = {}

    def papers(self) -> list[Paper]:
        """The files that are whole."""
        try:
            for name in (TAKEN, REFUSED):
                (self._folder / name).mkdir(parents=True, exist_ok=True)
            now = self._look()
        except OSError as error:
            raise SourceDown(f"{self._folder}: {error.strerror or error}") from error
        settled = [name for name, shape in now.items() if self._seen.get(name) == shape]
        waiting = [name for name in sorted(settled) if self._stuck.get(name) != now[name]]
        self._seen = now
        self._stuck = {name: shape for name, shape in self._stuck.items() if now.get(name) == shape}
        return [paper for name in waiting[:_MOST_AT_ONCE] if (paper := self._read(name)) is not None]

    def done(self, paper: Paper, *, is_taken: bool) -> None:
        """Move a file away, next to one of the same name if need be."""
        self._stuck[paper.name] = self._seen[paper.name]
        goal = self._folder / (TAKEN if is_taken else REFUSED)
        try:
            os.replace(self._folder / paper.name, _free(goal, paper.name))  # noqa: PTH105  # atomic by name
        except FileNotFoundError:
            return
        except OSError as error:
            raise SourceDown(f"{goal}: {error.strerror or error}") from error

    def _look(self) -> dict[str, tuple[int, int]]:
        """The files that are there: (size, time of the last change in ns) by name."""
        found = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if Path(entry.name).suffix.lower() in _SUFFIXES and entry.is_file(follow_symlinks=False):
                    known = entry.stat(follow_symlinks=False)
                    found[entry.name] = (known.st_size, known.st_mtime_ns)
        return found

    def _read(self, name: str) -> Paper | None:
        """One file; None where it is gone or has become something else since the look."""
        try:
            handle = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            self._seen.pop(name, None)
            return None
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            return Paper(name, file.read(self._most_bytes + 1))


def _free(folder: Path, name: str) -> Path:
    """A name that no file of a folder has yet."""
    plain, number = Path(name), 1
    goal = folder / name
    while goal.exists():
        number += 1
        goal = folder / f"{plain.stem}-{number}{plain.suffix}"
    return goal
