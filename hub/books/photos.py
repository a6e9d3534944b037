"""The book of closing photos: what was sent of which matter, and what it came to."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.photos.likeness import Looks
from hub.domain.photos.passes import PhotoPass
from hub.domain.photos.record import ClosingPhoto


class PhotoBook(Protocol):
    """Every closing photo that was ever sent and could be looked at."""

    def get(self, ticket: str, sha256: str) -> ClosingPhoto | None:
        """One photo of one matter."""
        ...

    def put(self, photo: ClosingPhoto, looks: Looks) -> None:
        """Add, or replace by matter and sha256."""
        ...

    def of(self, ticket: str) -> Sequence[ClosingPhoto]:
        """Those of one matter, oldest first."""
        ...

    def accepted_looks(self, but_of: str) -> Iterator[tuple[str, Looks]]:
        """The hashes of all that were accepted of other matters than `but_of`, each with its matter."""
        ...

    def of_open_matters(self) -> Collection[str]:
        """The sha256 of those whose matter is not closed."""
        ...

    def put_pass(self, made: PhotoPass, now: datetime) -> None:
        """Add, or replace the one of the same matter; passes that are over are forgotten."""
        ...

    def opened_by(self, token_sha256: str) -> PhotoPass | None:
        """The pass with that token, over or not."""
        ...
