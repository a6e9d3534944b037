"""The announcement book: what was announced, and what became of it at each speaker."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.announcements import Announcement, Awaits, Delivery


class AnnouncementBook(Protocol):
    """Announcements, their deliveries, and the outbox of commands."""

    def put(self, announcement: Announcement) -> None:
        """Add or replace by id."""
        ...

    def get(self, announcement: str) -> Announcement | None:
        """One announcement by id."""
        ...

    def awaiting(self, what: Awaits) -> Sequence[Announcement]:
        """Announcements that somebody still has to decide on, newest first."""
        ...

    def newest(self, limit: int) -> Sequence[Announcement]:
        """Newest first."""
        ...

    def count_since(self, since: datetime) -> int:
        """How many were made since an instant."""
        ...

    def put_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """Add or replace by id."""
        ...

    def delivery(self, delivery: str) -> Delivery | None:
        """One delivery by id (the id of its command)."""
        ...

    def deliveries(self, announcement: str) -> Sequence[Delivery]:
        """All deliveries of an announcement, by device."""
        ...

    def named(self, deliveries: Iterable[str]) -> Sequence[Delivery]:
        """These deliveries, by id; unknown ids are left out."""
        ...

    def unfinished(self) -> Sequence[Delivery]:
        """Deliveries that are not settled: to be sent, or waiting for an answer in time."""
        ...
