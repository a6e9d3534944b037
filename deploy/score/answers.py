"""Asks the hub at the end of a run for everything that it is scored by, and writes answers.jsonl."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, Field

from deploy.errors import CannotRun
from deploy.score import answered
from deploy.score.recorded import Recorded
from deploy.score.spans import Stretch
from deploy.score.words import told
from devices.contract.bodies import DeviceClass
from hub.api import letters, models
from hub.api.announced import AnnouncementList, MissedList
from hub.api.tasked import TaskList
from hub.domain.instants import instant, millis
from hub.ports import SeriesStore

# The most that these routes answer at once.
_MOST = 1_000
Standing = Literal["presence", "look", "view_fault", "collection", "emptied_at_ms"]
_STANDINGS: Mapping[DeviceClass, tuple[Standing, ...]] = {
    DeviceClass.BIN: ("presence", "look", "collection", "emptied_at_ms"),
    DeviceClass.CAMERA: ("presence", "view_fault"),
}


class Told(Protocol):
    """Answers what the routes of a hub answer, as `deploy.api.Hub` does."""

    def get(self, path: str, **parameters: str | int) -> Any:
        """Read what a route says; raise CannotRun when there is no answer."""
        ...


class _Device(BaseModel):
    id: str
    device_class: Annotated[DeviceClass, Field(alias="class")]
    figures: dict[str, object]


class _Devices(BaseModel):
    devices: list[_Device]


def ask(hub: Told, store: SeriesStore, span: Stretch, out: Path) -> int:
    """Write down what the hub says of a stretch of time; call it while the hub is up and has settled.

    Args:
        hub: signed in, `deploy.api.Hub`.
        store: started; the one the hub writes to.
        span: what was played, simulated milliseconds UTC.
        out: the file, replaced.

    Returns:
        How many lines it has.

    Raises:
        CannotRun: the hub does not answer, or has more than it tells at once.
        StoreDown: the series store does not answer.
        OSError: the file cannot be written.
    """
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for line in _lines(hub, Recorded(store, span), span):
            file.write(line.model_dump_json(exclude_defaults=False) + "\n")
            count += 1
    return count


def _lines(hub: Told, recorded: Recorded, span: Stretch) -> Iterator[answered.AnswerLine]:
    yield from _accounts(hub)
    for device in _Devices.model_validate(hub.get("/api/v1/devices")).devices:
        yield recorded.readings(device.id, device.figures)
        yield recorded.seen(device.id)
        for field in _STANDINGS.get(device.device_class, ("presence",)):
            yield _stood(hub, device.id, field, span)
        match device.device_class:
            case DeviceClass.BIN:
                yield recorded.levels(device.id)
            case DeviceClass.CAMERA:
                yield from recorded.findings(device.id)
            case _:
                pass
    yield from _tickets(hub)
    yield from _announcements(hub)
    yield from _tasks(hub)


def _accounts(hub: Told) -> Iterator[answered.AnswerLine]:
    balance = models.BalanceOut.model_validate(hub.get("/api/v1/balance"))
    yield answered.BalanceSaid(**balance.model_dump(exclude={"at"}), at_ms=millis(balance.at))
    fates = models.FatesList.model_validate(hub.get("/api/v1/balance/devices"))
    for device, counts in [*fates.devices.items(), ("", fates.nobody)]:
        yield answered.FatesSaid(device=device, **counts.model_dump())
    groups = letters.DeadLetterList.model_validate(hub.get("/api/v1/dead-letters", limit=1)).groups
    for group in groups:
        yield answered.LettersSaid(
            at_ms=millis(group.first_at),
            device=group.device,
            fault=group.fault.code,
            count=group.count,
            is_partial=group.is_partial,
        )
    for stranger in models.StrangerList.model_validate(hub.get("/api/v1/strangers")).strangers:
        yield answered.StrangerSaid(device=stranger.id, messages=stranger.messages)


def _stood(hub: Told, device: str, field: Standing, span: Stretch) -> answered.Stood:
    path = f"/api/v1/devices/{device}/history"
    said = models.History.model_validate(hub.get(path, field=field, since=instant(span.from_ms).isoformat()))
    if said.is_cut:
        raise CannotRun(told.MORE_THAN_TOLD.of(path=path, most=len(said.points)))
    rows = tuple((millis(point.at), _said(point.value)) for point in said.points)
    return answered.Stood(device=device, field=field, rows=rows)


def _said(value: float | str) -> str | int:
    return value if isinstance(value, str) else int(value)


def _tickets(hub: Told) -> Iterator[answered.TicketSaid]:
    for closed in ("true", "false"):
        for ticket in _all_tickets(hub, closed):
            yield answered.TicketSaid(
                at_ms=millis(ticket.opened_at),
                device=ticket.device,
                ticket=ticket.id,
                kind=ticket.kind,
                subject=ticket.subject,
                due_ms=millis(ticket.due_at),
                closed_ms=_millis_or_none(ticket.closed_at),
                because=ticket.closed_because.code if ticket.closed_because else "",
                sightings=ticket.sightings,
                pictures=len(ticket.evidence),
            )


def _all_tickets(hub: Told, closed: str) -> Iterable[models.TicketOut]:
    """Every ticket, page by page; a page begins with the last instant of the one before."""
    path, found = "/api/v1/tickets", dict[str, models.TicketOut]()
    turned: dict[str, str] = {}
    while True:
        page = models.TicketList.model_validate(hub.get(path, closed=closed, limit=_MOST, **turned)).tickets
        fresh = {ticket.id: ticket for ticket in page if ticket.id not in found}
        found |= fresh
        if len(page) < _MOST:
            return found.values()
        if not fresh:
            raise CannotRun(told.MORE_THAN_TOLD.of(path=path, most=_MOST))
        turned = {"until": page[-1].opened_at.isoformat()}


def _announcements(hub: Told) -> Iterator[answered.AnswerLine]:
    path = "/api/v1/announcements"
    found = AnnouncementList.model_validate(hub.get(path, limit=_MOST)).announcements
    _demand_all(path, found)
    for said in found:
        missed = MissedList.model_validate(hub.get(f"{path}/{said.id}/unreached"))
        yield answered.AnnouncementSaid(
            at_ms=millis(said.created_at),
            announcement=said.id,
            priority=said.priority.value,
            by=said.created_by,
            expires_ms=millis(said.expires_at),
            unreached=tuple(row.device for row in missed.missed),
        )
        for delivery in said.deliveries:
            yield answered.DeliverySaid(
                at_ms=millis(delivery.at),
                device=delivery.device,
                announcement=said.id,
                state=delivery.state,
                reason=delivery.reason.code if delivery.reason else "",
            )


def _tasks(hub: Told) -> Iterator[answered.TaskSaid]:
    for place, task in enumerate(TaskList.model_validate(hub.get("/api/v1/tasks")).tasks, 1):
        yield answered.TaskSaid(
            at_ms=millis(task.since),
            place=place,
            reason=task.reason.value,
            about=task.about,
            count=task.count,
        )


def _demand_all(path: str, found: Iterable[object]) -> None:
    """Refuse a list that may go on: a score of a part of what the hub knows would be false."""
    count = sum(1 for _ in found)
    if count >= _MOST:
        raise CannotRun(told.MORE_THAN_TOLD.of(path=path, most=_MOST))


def _millis_or_none(at: datetime | None) -> int | None:
    return None if at is None else millis(at)
