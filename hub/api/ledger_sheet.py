"""The rectification ledger of a month as a table: one row for each matter that was opened in it."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from hub.api.shown import Scene
from hub.api.words import LEDGER
from hub.domain.registry_csv import harmless
from hub.domain.tickets import Ticket
from hub.words import CLOSING_REASONS, TICKET_KINDS, TICKET_STATES, Language, Word

_COLUMNS = (
    "id", "kind", "village", "device", "owner", "phone", "opened", "due", "state", "closed", "because", "by",
    "late", "reopenings",
)  # fmt: skip


def ledger_table(language: Language, scene: Scene, tickets: Sequence[Ticket]) -> bytes:
    """Write the matters as CSV (UTF-8 with BOM, for Excel)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([LEDGER[name].of(language) for name in _COLUMNS])
    for ticket in tickets:
        writer.writerow([harmless(cell) for cell in _cells(language, scene, ticket)])
    return out.getvalue().encode("utf-8-sig")


def _cells(language: Language, scene: Scene, ticket: Ticket) -> Iterator[str]:
    catalog, because = scene.catalog, ticket.closed_because
    village, owner = catalog.places.get(ticket.village), catalog.people.get(ticket.owner)
    device = catalog.find(ticket.device)
    yield ticket.id
    yield TICKET_KINDS[ticket.kind].of(language)
    yield village.name if village else ""
    yield device.name if device else ticket.device
    yield from (owner.name, owner.phone) if owner else ("", "")
    yield _time(scene, ticket.opened_at)
    yield _time(scene, ticket.due_at)
    yield TICKET_STATES[ticket.state].of(language)
    yield _time(scene, ticket.closed_at) if ticket.closed_at else ""
    yield CLOSING_REASONS.get(because, Word(because, because)).of(language) if because else ""
    yield ticket.closed_by
    yield LEDGER["yes" if ticket.is_late(scene.now) else "no"].of(language)
    yield str(ticket.reopenings)


def _time(scene: Scene, at: datetime) -> str:
    return f"{scene.local(at):%Y-%m-%d %H:%M}"
