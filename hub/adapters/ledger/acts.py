"""The book of deeds and of answered requests."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select

from hub.adapters.ledger.broadcast_schema import BROADCAST_ACT, REQUEST_KEY
from hub.books.acts import RequestKey
from hub.domain.acts import FIRST_LINK, BroadcastAct, Deed, Linked, first_broken, link
from hub.domain.instants import instant, millis

_A = BROADCAST_ACT.c
_K = REQUEST_KEY.c
_READ_AT_ONCE = 1_000


class SqlActs:
    """Fulfils `hub.books.ActBook`. The ledger has one writer at a time, so no two deeds get one number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deed: Deed) -> None:
        """Link it to the newest."""
        newest = self._connection.execute(
            select(_A.number, _A.link).order_by(_A.number.desc()).limit(1)
        ).first()
        number, before = (newest.number, newest.link) if newest else (0, FIRST_LINK)
        row = {
            "number": number + 1,
            "at_ms": millis(deed.at),
            "by": deed.by,
            "act": deed.act.value,
            "subject": deed.subject,
            "to": deed.to,
            "why": deed.why,
            "link": link(before, deed),
        }
        self._connection.execute(insert(BROADCAST_ACT).values(row))

    def newest(self, limit: int) -> Sequence[Linked]:
        """By number, the highest first."""
        query = select(BROADCAST_ACT).order_by(_A.number.desc()).limit(limit)
        return [_linked(row) for row in self._connection.execute(query)]

    def about(self, subject: str) -> Sequence[Linked]:
        """By number."""
        query = select(BROADCAST_ACT).where(_A.subject == subject).order_by(_A.number)
        return [_linked(row) for row in self._connection.execute(query)]

    def first_broken(self) -> int | None:
        """Read all, some at a time."""
        return first_broken(self._all())

    def answered(self, by: str, key: str) -> RequestKey | None:
        """One by caller and key."""
        query = select(REQUEST_KEY).where(_K.by == by, _K.key == key)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        return RequestKey(row.key, row.by, row.sha256, row.announcement, instant(row.at_ms))

    def answer(self, request: RequestKey) -> None:
        """Add one; a second of the same caller and key is an error of the database."""
        row = {
            "key": request.key,
            "by": request.by,
            "sha256": request.sha256,
            "announcement": request.announcement,
            "at_ms": millis(request.at),
        }
        self._connection.execute(insert(REQUEST_KEY).values(row))

    def forget_answers(self, before: datetime) -> None:
        """Delete the old ones."""
        self._connection.execute(delete(REQUEST_KEY).where(_K.at_ms < millis(before)))

    def _all(self) -> Iterator[Linked]:
        last = 0
        while True:
            query = select(BROADCAST_ACT).where(_A.number > last).order_by(_A.number).limit(_READ_AT_ONCE)
            rows = [_linked(row) for row in self._connection.execute(query)]
            yield from rows
            if len(rows) < _READ_AT_ONCE:
                return
            last = rows[-1].number


def _linked(row: Row[tuple[object, ...]]) -> Linked:
    deed = Deed(instant(row.at_ms), row.by, BroadcastAct(row.act), row.subject, row.to, row.why)
    return Linked(row.number, deed, row.link)
