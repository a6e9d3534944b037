"""The book of public warnings."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, delete, func, insert, select

from hub.adapters.ledger.cap_schema import CAP_ALERT, CAP_LINK
from hub.adapters.ledger.upsert import upsert
from hub.domain.cap.alert import Key
from hub.domain.cap.record import Fate, Record
from hub.domain.instants import millis

_RECORD = TypeAdapter(Record)
_A = CAP_ALERT.c
_L = CAP_LINK.c
_NEWEST = (_A.received_ms.desc(), _A.id.desc())


class SqlCap:
    """Fulfils `hub.books.cap.CapBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, record: Record, paper: bytes) -> None:
        """Add or replace."""
        row = {
            "id": record.id,
            "paper_sha256": record.paper_sha256,
            "said_key": _own_key(record),
            "fate": record.fate.value,
            "is_refused": record.fate.is_refused,
            "received_ms": millis(record.received_at),
            "body": _RECORD.dump_json(record).decode(),
            "paper": zlib.compress(paper),
        }
        upsert(self._connection, CAP_ALERT, [row])
        self._connection.execute(delete(CAP_LINK).where(_L.alert == record.id))
        links = {*record.announcements, *(_text(key) for key in record.references)}
        if links:
            rows = [{"alert": record.id, "to": link} for link in sorted(links)]
            self._connection.execute(insert(CAP_LINK), rows)

    def get(self, record: str) -> Record | None:
        """One by id."""
        return self._first(select(_A.body).where(_A.id == record))

    def paper(self, record: str) -> bytes | None:
        """Unpack it."""
        found = self._connection.scalar(select(_A.paper).where(_A.id == record))
        return None if found is None else zlib.decompress(found)

    def same(self, paper_sha256: str) -> Record | None:
        """The newest of a hash."""
        return self._first(select(_A.body).where(_A.paper_sha256 == paper_sha256).order_by(*_NEWEST))

    def known(self, key: Key) -> Record | None:
        """The one that counts."""
        is_it = (_A.said_key == _text(key)) & ~_A.is_refused
        return self._first(select(_A.body).where(is_it).order_by(*_NEWEST))

    def about(self, key: Key) -> Sequence[Record]:
        """By their links."""
        query = (
            select(_A.body)
            .join(CAP_LINK, _L.alert == _A.id)
            .where(_L.to == _text(key), ~_A.is_refused)
            .order_by(_A.received_ms, _A.id)
        )
        return self._all(query)

    def of_announcement(self, announcement: str) -> Record | None:
        """By its link."""
        query = select(_A.body).join(CAP_LINK, _L.alert == _A.id).where(_L.to == announcement)
        return self._first(query)

    def newest(self, limit: int) -> Sequence[Record]:
        """By the time they came."""
        return self._all(select(_A.body).order_by(*_NEWEST).limit(limit))

    def of_fate(self, fates: Collection[Fate], since: datetime) -> Sequence[Record]:
        """By fate and time."""
        chosen = _A.fate.in_([fate.value for fate in fates]) & (_A.received_ms >= millis(since))
        return self._all(select(_A.body).where(chosen).order_by(*_NEWEST))

    def counts(self) -> Mapping[Fate, int]:
        """Counted by the database."""
        query = select(_A.fate, func.count()).group_by(_A.fate)
        return {Fate(fate): count for fate, count in self._connection.execute(query)}

    def prune(self, before: datetime, refused: int) -> None:
        """Delete them with their links."""
        spared = select(_A.id).where(_A.is_refused).order_by(*_NEWEST).limit(refused)
        is_old = _A.received_ms < millis(before)
        is_surplus = _A.is_refused & _A.id.not_in(spared)
        gone = select(_A.id).where(is_old | is_surplus)
        self._connection.execute(delete(CAP_LINK).where(_L.alert.in_(gone)))
        self._connection.execute(delete(CAP_ALERT).where(is_old | is_surplus))

    def _first(self, query: Select[str]) -> Record | None:
        body = self._connection.scalar(query.limit(1))
        return None if body is None else _RECORD.validate_json(body)

    def _all(self, query: Select[str]) -> Sequence[Record]:
        return [_RECORD.validate_json(body) for body in self._connection.scalars(query)]


def _own_key(record: Record) -> str:
    if record.sent_at is None:
        return ""
    return _text(Key(record.sender, record.identifier, record.sent_at))


def _text(key: Key) -> str:
    return f"{key.sender},{key.identifier},{millis(key.sent_at)}"
