"""The port by which pictures become video."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.live_video import Frame


class FilmTorn(Exception):
    """Pictures could not be made into video; the text says why. End the film and begin another one later."""


class Film(Protocol):
    """Pictures of one camera that are being made into video; for one thread at a time."""

    def segment(self, number: int, frames: Sequence[Frame]) -> bytes:
        """The frames as H.264 in an MPEG transport stream that begins with a whole picture.

        `number` counts on without a gap: it places the segment in time.

        Raises:
            FilmTorn: a picture cannot be read, or it took too long.
        """
        ...

    def end(self) -> None:
        """Let go of everything; idempotent, any thread."""
        ...


class Filming(Protocol):
    """Makes video; any thread."""

    def begin(self) -> Film:
        """Begin a film, and wait for nothing.

        Raises:
            FilmTorn: there is no room for one now.
        """
        ...
