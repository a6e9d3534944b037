"""The announcement book: announcements and their deliveries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, func, select

from hub.adapters.ledger.schema import ANNOUNCEMENT, DELIVERY
from hub.adapters.ledger.upsert import upsert
from hub.domain.announcements import Announcement, Awaits, Delivery
from hub.domain.instants import millis

_ANNOUNCEMENT = TypeAdapter(Announcement)
_DELIVERY = TypeAdapter(Delivery)
_NAMED_AT_ONCE = 500
# Built once: building one costs more than SQLite takes to run it.
_NEWEST = select(ANNOUNCEMENT.c.body).order_by(ANNOUNCEMENT.c.created_ms.desc()).limit(bindparam("limit"))
_SINCE = select(func.count()).where(ANNOUNCEMENT.c.created_ms >= bindparam("since_ms"))
_UNFINISHED = select(DELIVERY.c.body).where(DELIVERY.c.is_settled.is_(False))
_OF_ONE = (
    select(DELIVERY.c.body)
    .where(DELIVERY.c.announcement == bindparam("announcement"))
    .order_by(DELIVERY.c.device)
)


class SqlAnnouncements:
    """Fulfils `hub.books.AnnouncementBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, announcement: Announcement) -> None:
        """Add or replace."""
        row = {
            "id": announcement.id,
            "body": _ANNOUNCEMENT.dump_json(announcement).decode(),
            "created_ms": millis(announcement.created_at),
            "awaits": announcement.awaits.value,
        }
        upsert(self._connection, ANNOUNCEMENT, [row])

    def get(self, announcement: str) -> Announcement | None:
        """One announcement by id."""
        body = self._connection.scalar(select(ANNOUNCEMENT.c.body).where(ANNOUNCEMENT.c.id == announcement))
        return None if body is None else _ANNOUNCEMENT.validate_json(body)

    def awaiting(self, what: Awaits) -> Sequence[Announcement]:
        """Newest first."""
        query = (
            select(ANNOUNCEMENT.c.body)
            .where(ANNOUNCEMENT.c.awaits == what.value)
            .order_by(ANNOUNCEMENT.c.created_ms.desc())
        )
        return [_ANNOUNCEMENT.validate_json(body) for body in self._connection.scalars(query)]

    def newest(self, limit: int) -> Sequence[Announcement]:
        """Newest first."""
        bodies = self._connection.scalars(_NEWEST, {"limit": limit})
        return [_ANNOUNCEMENT.validate_json(body) for body in bodies]

    def count_since(self, since: datetime) -> int:
        """How many were made since then."""
        return self._connection.scalar(_SINCE, {"since_ms": millis(since)}) or 0

    def put_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """Add or replace."""
        rows = [
            {
                "id": delivery.id,
                "announcement": delivery.announcement,
                "device": delivery.device,
                "is_settled": delivery.is_settled,
                "body": _DELIVERY.dump_json(delivery).decode(),
            }
            for delivery in deliveries
        ]
        upsert(self._connection, DELIVERY, rows)

    def delivery(self, delivery: str) -> Delivery | None:
        """One delivery by the id of its command."""
        body = self._connection.scalar(select(DELIVERY.c.body).where(DELIVERY.c.id == delivery))
        return None if body is None else _DELIVERY.validate_json(body)

    def deliveries(self, announcement: str) -> Sequence[Delivery]:
        """All deliveries of an announcement, by device."""
        bodies = self._connection.scalars(_OF_ONE, {"announcement": announcement})
        return [_DELIVERY.validate_json(body) for body in bodies]

    def named(self, deliveries: Iterable[str]) -> Sequence[Delivery]:
        """By id, some hundred at a time: a database takes so many names and no more."""
        found: list[Delivery] = []
        names = iter(deliveries)
        while some := list(islice(names, _NAMED_AT_ONCE)):
            query = select(DELIVERY.c.body).where(DELIVERY.c.id.in_(some)).order_by(DELIVERY.c.id)
            found += [_DELIVERY.validate_json(body) for body in self._connection.scalars(query)]
        return found

    def unfinished(self) -> Sequence[Delivery]:
        """Deliveries somebody still waits for."""
        return [_DELIVERY.validate_json(body) for body in self._connection.scalars(_UNFINISHED)]
