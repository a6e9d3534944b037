"""The ticket book: the rectification ledger as rows."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, case, delete, func, select, true
from sqlalchemy.exc import IntegrityError

from hub.adapters.ledger.schema import TICKET, TICKET_ROW
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.ticket_counts import Flow, OpenTickets
from hub.domain.tickets import Evidence, Judged, Ticket, TicketKind, TicketState, Verdict

# Built once: building one costs more than SQLite takes to run it.
_OPEN_COUNTS = (
    select(
        TICKET.c.village,
        TICKET.c.kind,
        func.count(),
        func.sum(case((TICKET.c.due_ms < bindparam("now_ms"), 1), else_=0)),
    )
    .where(TICKET.c.state != TicketState.CLOSED.value)
    .group_by(TICKET.c.village, TICKET.c.kind)
    .order_by(TICKET.c.village, TICKET.c.kind)
)
_OPENED, _CLOSED = (
    select(func.count()).where(column >= bindparam("since_ms"))
    for column in (TICKET.c.opened_ms, TICKET.c.closed_ms)
)
_CHANGED = (
    select(TICKET)
    .where((TICKET.c.opened_ms >= bindparam("since_ms")) | (TICKET.c.closed_ms >= bindparam("since_ms")))
    .order_by(TICKET.c.opened_ms, TICKET.c.id)
)
_JUDGED = select(TICKET).where(TICKET.c.judged_ms >= bindparam("since_ms")).order_by(TICKET.c.id)


class SqlTickets:
    """Fulfils `hub.books.TicketBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_about(self, subject: str) -> Ticket | None:
        """The one ticket about this subject that is not closed."""
        query = select(TICKET).where(TICKET.c.subject == subject, TICKET.c.state != TicketState.CLOSED.value)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _ticket(row)

    def last_about(self, subject: str) -> Ticket | None:
        """The newest ticket about this subject."""
        query = select(TICKET).where(TICKET.c.subject == subject).order_by(TICKET.c.opened_ms.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _ticket(row)

    def get(self, ticket: str) -> Ticket | None:
        """One ticket by id."""
        row = self._connection.execute(select(TICKET).where(TICKET.c.id == ticket)).one_or_none()
        return None if row is None else _ticket(row)

    def put(self, ticket: Ticket) -> None:
        """Add or replace; a second open ticket about one subject is refused by the database itself."""
        try:
            upsert(self._connection, TICKET, [_row(ticket)])
        except IntegrityError as error:
            raise ValueError(f"another open ticket is about {ticket.subject!r}") from error

    def open_counts(self, now: datetime) -> Sequence[OpenTickets]:
        """How many are not closed, and how many of those overdue, by village and kind."""
        rows = self._connection.execute(_OPEN_COUNTS, {"now_ms": millis(now)})
        return [
            OpenTickets(village, TicketKind(kind), count, overdue) for village, kind, count, overdue in rows
        ]

    def flow(self, since: datetime) -> Flow:
        """How many were opened, and how many closed, since then."""
        named = {"since_ms": millis(since)}
        counts = (self._connection.scalar(query, named) for query in (_OPENED, _CLOSED))
        return Flow(*(count or 0 for count in counts))

    def changed(self, since: datetime) -> Sequence[Ticket]:
        """Opened or closed since then, in that order of time."""
        return [_ticket(row) for row in self._connection.execute(_CHANGED, {"since_ms": millis(since)})]

    def judged(self, camera: str, limit: int) -> Sequence[Ticket]:
        """Those of one camera that somebody judged, newest first."""
        query = (
            select(TICKET)
            .where(TICKET.c.judged_ms.is_not(None), TICKET.c.device == camera)
            .order_by(TICKET.c.judged_ms.desc(), TICKET.c.id)
            .limit(limit)
        )
        return [_ticket(row) for row in self._connection.execute(query)]

    def judged_since(self, since: datetime) -> Sequence[Ticket]:
        """Those judged since then."""
        return [_ticket(row) for row in self._connection.execute(_JUDGED, {"since_ms": millis(since)})]

    def opened(self, since: datetime, until: datetime) -> Sequence[Ticket]:
        """By when they were opened."""
        query = (
            select(TICKET)
            .where(TICKET.c.opened_ms >= millis(since), TICKET.c.opened_ms < millis(until))
            .order_by(TICKET.c.opened_ms, TICKET.c.id)
        )
        return [_ticket(row) for row in self._connection.execute(query)]

    def first_opened(self) -> datetime | None:
        """The least of them."""
        first_ms = self._connection.scalar(select(func.min(TICKET.c.opened_ms)))
        return None if first_ms is None else instant(first_ms)

    def list(
        self, states: Collection[TicketState], limit: int, until: datetime | None = None
    ) -> Sequence[Ticket]:
        """Tickets in these states, opened until an instant, newest first."""
        query = (
            select(TICKET)
            .where(TICKET.c.state.in_([state.value for state in states]))
            .where(true() if until is None else TICKET.c.opened_ms <= millis(until))
            .order_by(TICKET.c.opened_ms.desc(), TICKET.c.id)
            .limit(limit)
        )
        return [_ticket(row) for row in self._connection.execute(query)]

    def rows(self) -> Mapping[tuple[str, str], int]:
        """In which row of its village's list a matter stands."""
        return {(row.village, row.ticket): row.slot for row in self._connection.execute(select(TICKET_ROW))}

    def keep_rows(self, rows: Mapping[tuple[str, str], int]) -> None:
        """Note where they stand now."""
        self._connection.execute(delete(TICKET_ROW))
        found = [{"village": where, "ticket": ticket, "slot": slot} for (where, ticket), slot in rows.items()]
        upsert(self._connection, TICKET_ROW, found)


def _row(ticket: Ticket) -> dict[str, object]:
    evidence = [[item.role, item.sha256, millis(item.at)] for item in ticket.evidence]
    return {
        "id": ticket.id,
        "kind": ticket.kind.value,
        "subject": ticket.subject,
        "device": ticket.device,
        "village": ticket.village,
        "owner": ticket.owner,
        "state": ticket.state.value,
        "severity": ticket.severity,
        "sightings": ticket.sightings,
        "opened_ms": millis(ticket.opened_at),
        "due_ms": millis(ticket.due_at),
        "last_seen_ms": None if ticket.last_seen_at is None else millis(ticket.last_seen_at),
        "closed_ms": None if ticket.closed_at is None else millis(ticket.closed_at),
        "closed_because": ticket.closed_because,
        "closed_by": ticket.closed_by,
        "reopened_ms": None if ticket.reopened_at is None else millis(ticket.reopened_at),
        "reopenings": ticket.reopenings,
        "evidence": json.dumps(evidence),
        "verdict": "" if ticket.judged is None else ticket.judged.verdict.value,
        "judged_by": "" if ticket.judged is None else ticket.judged.by,
        "judged_ms": None if ticket.judged is None else millis(ticket.judged.at),
    }


def _ticket(row: Row[tuple[object, ...]]) -> Ticket:
    return Ticket(
        id=row.id,
        kind=TicketKind(row.kind),
        subject=row.subject,
        device=row.device,
        village=row.village,
        owner=row.owner,
        opened_at=instant(row.opened_ms),
        due_at=instant(row.due_ms),
        state=TicketState(row.state),
        severity=row.severity,
        sightings=row.sightings,
        last_seen_at=None if row.last_seen_ms is None else instant(row.last_seen_ms),
        closed_at=None if row.closed_ms is None else instant(row.closed_ms),
        closed_because=row.closed_because,
        closed_by=row.closed_by,
        reopened_at=None if row.reopened_ms is None else instant(row.reopened_ms),
        reopenings=row.reopenings,
        evidence=tuple(Evidence(role, sha, instant(at)) for role, sha, at in json.loads(row.evidence)),
        judged=None if row.judged_ms is None else _judged(row),
    )


def _judged(row: Row[tuple[object, ...]]) -> Judged:
    return Judged(Verdict(row.verdict), row.judged_by, instant(row.judged_ms))
