"""The book of public warnings (CAP): every message that came, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.cap.alert import Key
from hub.domain.cap.record import Fate, Record


class CapBook(Protocol):
    """Messages as they came, and what was made of them."""

    def put(self, record: Record, paper: bytes) -> None:
        """Add or replace by id."""
        ...

    def get(self, record: str) -> Record | None:
        """One message by our id."""
        ...

    def paper(self, record: str) -> bytes | None:
        """The bytes that came."""
        ...

    def same(self, paper_sha256: str) -> Record | None:
        """The newest message of exactly these bytes."""
        ...

    def known(self, key: Key) -> Record | None:
        """The message of that key which was not refused."""
        ...

    def about(self, key: Key) -> Sequence[Record]:
        """Messages, not refused, that refer to that key, oldest first."""
        ...

    def of_announcement(self, announcement: str) -> Record | None:
        """The message that an announcement was made of."""
        ...

    def newest(self, limit: int) -> Sequence[Record]:
        """Newest first."""
        ...

    def of_fate(self, fates: Collection[Fate], since: datetime) -> Sequence[Record]:
        """Messages of these fates that came since an instant, newest first."""
        ...

    def counts(self) -> Mapping[Fate, int]:
        """How many are kept, by fate."""
        ...

    def prune(self, before: datetime, refused: int) -> None:
        """Forget what came before an instant, and refused ones but the newest so many."""
        ...
