"""What is said in live talks, as one file of samples each, until it is archived."""

from collections.abc import Sequence
from pathlib import Path

from hub.ports import StoreDown

_SUFFIX = ".mulaw"


class FileTape:
    """Fulfils `hub.ports.TalkTape` in a directory; talks are named by ids, which are good file names."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def append(self, talk: str, samples: bytes) -> None:
        """See TalkTape."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            with self._file(talk).open("ab") as file:
                file.write(samples)
        except OSError as error:
            raise StoreDown(f"talk {talk} cannot be kept in {self._directory}: {error}") from error

    def read(self, talk: str) -> bytes:
        """See TalkTape."""
        try:
            return self._file(talk).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StoreDown(f"talk {talk} cannot be read in {self._directory}: {error}") from error

    def kept(self) -> Sequence[str]:
        """See TalkTape."""
        try:
            return sorted(path.stem for path in self._directory.glob(f"*{_SUFFIX}"))
        except OSError as error:
            raise StoreDown(f"talks cannot be listed in {self._directory}: {error}") from error

    def remove(self, talk: str) -> None:
        """See TalkTape."""
        try:
            self._file(talk).unlink(missing_ok=True)
        except OSError as error:
            raise StoreDown(f"talk {talk} cannot be removed from {self._directory}: {error}") from error

    def _file(self, talk: str) -> Path:
        return self._directory / f"{talk}{_SUFFIX}"
