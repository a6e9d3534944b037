"""The book of deeds: what people did with the loudspeakers, and which requests were already answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.acts import Deed, Linked


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A caller's Idempotency-Key, the hash of what it asked with it, and the announcement that came of it."""

    key: str
    by: str
    sha256: str
    announcement: str
    at: datetime


class ActBook(Protocol):
    """Deeds are only ever added."""

    def add(self, deed: Deed) -> None:
        """Keep a deed, linked to the one before."""
        ...

    def newest(self, limit: int) -> Sequence[Linked]:
        """The newest first."""
        ...

    def about(self, subject: str) -> Sequence[Linked]:
        """All deeds about one thing, oldest first."""
        ...

    def first_broken(self) -> int | None:
        """The number of the first deed that was altered or before which one is missing; reads them all."""
        ...

    def answered(self, by: str, key: str) -> RequestKey | None:
        """What a caller was answered under a key."""
        ...

    def answer(self, request: RequestKey) -> None:
        """Remember it."""
        ...

    def forget_answers(self, before: datetime) -> None:
        """Forget what was answered before an instant."""
        ...
