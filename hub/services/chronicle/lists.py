"""The lists of the screens as points: open tickets, what to do, announcements. Pure.

A row's `slot` is its place in its list, of a matter the one it keeps (slots.py). A row is written each minute
while it stands there, and empty once nothing does, or it would speak of before until it is too old. Whoever
does not ask for what an empty row has still finds the one before it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from hub.domain.announcements import DeliveryState
from hub.domain.area import Catalog, Device
from hub.domain.datum import Datum, drawn
from hub.domain.instants import millis
from hub.domain.judging import precision
from hub.domain.tasks import MOST as MOST_TASKS
from hub.domain.tasks import Reason, Task
from hub.domain.tickets import Ticket, TicketState
from hub.series import Point
from hub.services.chronicle.figures import NS_PER_MS, Fields
from hub.services.chronicle.slots import Row, Slots
from hub.services.follow import Followed

EMPTY_MATTER: Fields = {"kind": "none"}
EMPTY_TASK: Fields = {"count": 0}
# Words on a screen, not a document.
_TEXT_LETTERS = 80
_WAITING = (DeliveryState.ACCEPTED, DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.RECEIVED)
# Where nobody can say that it sounded (未送达): no answer, too late, or no word of its end.
_UNREACHED = (DeliveryState.UNREACHED, DeliveryState.EXPIRED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Lists:
    """Writes lists in the words of one registry; `address` as for DeviceRows."""

    site: str
    catalog: Catalog
    datum: Datum
    console_url: str
    address: Callable[[str, datetime], str]

    def tickets(
        self, tickets: Mapping[str, Ticket], slots: Slots, left: Collection[Row], now: datetime
    ) -> list[Point]:
        """The open tickets, by id, that have a row in the list of their village, and the rows left empty."""
        rows = [
            ((village, slot), self._ticket(tickets[name], now)) for (village, name), slot in slots.items()
        ]
        rows += [(row, EMPTY_MATTER) for row in sorted(left)]
        return [
            Point(
                "open_ticket",
                {"village": village, "slot": f"{slot:02d}"},
                fields,
                millis(now) * NS_PER_MS,
            )
            for (village, slot), fields in rows
        ]

    def events(self, tickets: Sequence[Ticket], since: datetime) -> list[Point]:
        """What was opened and closed since then, each at its own moment; the same again is the same point."""
        points = []
        for ticket in tickets:
            if ticket.opened_at >= since:
                points.append(self._event(ticket, "opened", ticket.opened_at))
            if ticket.state is TicketState.CLOSED and ticket.closed_at and ticket.closed_at >= since:
                points.append(self._event(ticket, "closed", ticket.closed_at))
        return points

    def tasks(self, tasks: Sequence[Task], tickets: Mapping[str, Ticket], now: datetime) -> list[Point]:
        """What to do now, in its order; the rows behind its end are empty."""
        rows = [self._task(task, tickets, now) for task in tasks]
        rows += [EMPTY_TASK] * (MOST_TASKS - len(rows))
        return [
            Point("task", {"site": self.site, "slot": f"{place:02d}"}, fields, millis(now) * NS_PER_MS)
            for place, fields in enumerate(rows, 1)
        ]

    def precision(self, judged: Sequence[Ticket], now: datetime) -> list[Point]:
        """How often each camera was right in the last seven days, as people judged."""
        points = []
        for camera, week in sorted(precision(judged).items()):
            device = self.catalog.devices.get(camera)
            if device is None or week.share_pct is None:
                continue
            fields: Fields = {
                "confirmed": week.confirmed,
                "false_alarms": week.false_alarms,
                "precision_pct": week.share_pct,
            }
            tags = {"village": self.catalog.village_id(device), "device": camera}
            points.append(Point("camera_week", tags, fields, millis(now) * NS_PER_MS))
        return points

    def announcements(self, newest: Sequence[Followed], now: datetime) -> list[Point]:
        """What became of the newest announcements so far."""
        return [
            Point(
                "announcement_state",
                {"site": self.site, "slot": f"{place:02d}"},
                _progress(followed),
                millis(now) * NS_PER_MS,
            )
            for place, followed in enumerate(newest, 1)
        ]

    def announced(self, newest: Sequence[Followed], since: datetime) -> list[Point]:
        """What was announced since then, each at its own moment."""
        points = []
        for followed in newest:
            said = followed.announcement
            if said.created_at < since:
                continue
            fields: Fields = {
                "announcement": said.id,
                "text": _line(said.text),
                "by": said.created_by,
                "speakers": len(followed.deliveries),
                "volume_pct": said.volume_pct,
            }
            tags = {"site": self.site, "priority": said.priority.value}
            points.append(Point("announcement", tags, fields, _moment_ns(said.created_at, said.id)))
        return points

    def _ticket(self, ticket: Ticket, now: datetime) -> Fields:
        device = self.catalog.find(ticket.device)
        owner = self.catalog.people.get(ticket.owner)
        fields: Fields = {
            "ticket": ticket.id,
            "kind": ticket.kind.value,
            "state": ticket.state.value,
            "device": ticket.device,
            "device_name": device.name if device else ticket.device,
            "village_name": self._village_name(ticket.village),
            "owner": owner.name if owner else "",
            "severity": ticket.severity,
            "sightings": ticket.sightings,
            "opened_at_ms": millis(ticket.opened_at),
            "due_at_ms": millis(ticket.due_at),
            "is_overdue": ticket.is_overdue(now),
        }
        if ticket.picture is not None:
            fields["picture"] = self.address(f"/signed/media/{ticket.picture.sha256}", now)
        if device is not None:
            fields["lat"], fields["lon"] = drawn(device.lat, device.lon, self.datum)
        return fields

    def _event(self, ticket: Ticket, act: str, at: datetime) -> Point:
        device = self.catalog.find(ticket.device)
        fields: Fields = {
            "ticket": ticket.id,
            "kind": ticket.kind.value,
            "act": act,
            "device_name": device.name if device else ticket.device,
            "village_name": self._village_name(ticket.village),
        }
        if act == "closed":
            fields["because"] = ticket.closed_because
        tags = {"village": ticket.village or "none", "device": ticket.device or "none"}
        return Point("ticket_event", tags, fields, _moment_ns(at, ticket.id))

    def _task(self, task: Task, tickets: Mapping[str, Ticket], now: datetime) -> Fields:
        ticket = tickets.get(task.about)
        name = ticket.device if ticket else task.about
        device = self.catalog.find(name)
        fields: Fields = {
            "reason": task.reason.value,
            "kind": _kind(task, ticket, device),
            "about": device.name if device else "",
            "village_name": self._village_name(task.village),
            "place": _place(self._village_name(task.village), device),
            "owner": task.owner,
            "url": f"{self.console_url}/devices/{device.id}" if device else f"{self.console_url}/workbench",
            "count": task.count,
            "since_ms": millis(task.since),
        }
        if task.due_at is not None:
            fields["due_at_ms"] = fields["when_at_ms"] = millis(task.due_at)
        elif task.since < now:
            # What is so only as of now has no beginning that anybody knows.
            fields["when_at_ms"] = millis(task.since)
        return fields

    def _village_name(self, village: str) -> str:
        place = self.catalog.places.get(village)
        return place.name if place else ""


def _place(village: str, device: Device | None) -> str:
    """Where something is to be done; devices are often named after their village already."""
    if device is None:
        return village
    return device.name if village in device.name else f"{village} {device.name}"


def _kind(task: Task, ticket: Ticket | None, device: Device | None) -> str:
    """What the thing is: the matter of a ticket, a class of devices, a village, or a note of the hub."""
    if ticket is not None:
        return ticket.kind.value
    if device is not None:
        return device.device_class.value
    return "village" if task.reason is Reason.VILLAGE_LOST else task.about


def _progress(followed: Followed) -> Fields:
    said, counts = followed.announcement, followed.counts
    return {
        "announcement": said.id,
        "text": _line(said.text),
        "priority": said.priority.value,
        "by": said.created_by,
        "speakers": len(followed.deliveries),
        "played": counts.get(DeliveryState.PLAYED, 0),
        "waiting": sum(counts.get(state, 0) for state in (*_WAITING, DeliveryState.PLAYING)),
        "failed": counts.get(DeliveryState.FAILED, 0),
        "unreached": sum(counts.get(state, 0) for state in _UNREACHED),
        "announced_at_ms": millis(said.created_at),
    }


def _line(text: str) -> str:
    """The beginning of a text on one line: a series holds no line breaks."""
    return " ".join(text.split())[:_TEXT_LETTERS]


def _moment_ns(at: datetime, name: str) -> int:
    """Its own moment, and below the millisecond a number of its own, so that two of one moment stay two."""
    return millis(at) * NS_PER_MS + crc32(name.encode()) % NS_PER_MS
