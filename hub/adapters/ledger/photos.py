"""The book of closing photos."""

import struct
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select

from hub.adapters.ledger.photo_schema import CLOSING_PHOTO, PHOTO_PASS
from hub.adapters.ledger.schema import TICKET
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.photos.likeness import Looks
from hub.domain.photos.passes import PhotoPass
from hub.domain.photos.record import ClosingPhoto
from hub.domain.tickets import TicketState

_PHOTO = TypeAdapter(ClosingPhoto)
_P = CLOSING_PHOTO.c


class SqlPhotos:
    """Fulfils `hub.books.PhotoBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ticket: str, sha256: str) -> ClosingPhoto | None:
        """Read one."""
        query = select(_P.body).where(_P.ticket == ticket, _P.sha256 == sha256)
        body = self._connection.scalar(query)
        return None if body is None else _PHOTO.validate_json(body)

    def put(self, photo: ClosingPhoto, looks: Looks) -> None:
        """Add or replace by matter and sha256."""
        row = {
            "ticket": photo.ticket,
            "sha256": photo.sha256,
            "sent_ms": millis(photo.sent_at),
            "is_accepted": photo.proof.is_accepted,
            "looks": struct.pack(f">{len(looks)}Q", *looks),
            "body": _PHOTO.dump_json(photo).decode(),
        }
        upsert(self._connection, CLOSING_PHOTO, [row])

    def of(self, ticket: str) -> Sequence[ClosingPhoto]:
        """Read those of one matter, oldest first."""
        query = select(_P.body).where(_P.ticket == ticket).order_by(_P.sent_ms, _P.sha256)
        return [_PHOTO.validate_json(body) for body in self._connection.scalars(query)]

    def accepted_looks(self, but_of: str) -> Iterator[tuple[str, Looks]]:
        """Read the hashes of all others that were accepted."""
        query = select(_P.ticket, _P.looks).where(_P.is_accepted, _P.ticket != but_of)
        for ticket, looks in self._connection.execute(query):
            yield ticket, struct.unpack(f">{len(looks) // 8}Q", looks)

    def of_open_matters(self) -> Collection[str]:
        """Read the names of those whose matter is not closed."""
        query = select(_P.sha256).join(TICKET, TICKET.c.id == _P.ticket)
        rows = self._connection.scalars(query.where(TICKET.c.state != TicketState.CLOSED.value))
        return frozenset(rows)

    def put_pass(self, made: PhotoPass, now: datetime) -> None:
        """Add or replace by matter; forget those that are over."""
        self._connection.execute(delete(PHOTO_PASS).where(PHOTO_PASS.c.until_ms <= millis(now)))
        row = {
            "ticket": made.ticket,
            "token_sha256": made.token_sha256,
            "person": made.person,
            "made_by": made.made_by,
            "until_ms": millis(made.until),
        }
        upsert(self._connection, PHOTO_PASS, [row])

    def opened_by(self, token_sha256: str) -> PhotoPass | None:
        """Read the pass of a token."""
        query = select(PHOTO_PASS).where(PHOTO_PASS.c.token_sha256 == token_sha256)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return PhotoPass(row.token_sha256, row.ticket, row.person, row.made_by, instant(row.until_ms))
