"""The figures of the township, of each village and of the hub itself as points. Pure."""

from dataclasses import dataclass

from devices.contract.bodies import DeviceClass
from hub.domain.area import Place
from hub.domain.census import Tally
from hub.domain.instants import millis
from hub.domain.ticket_counts import TicketCounts
from hub.domain.tickets import TicketKind
from hub.series import FieldValue, Point
from hub.services.overview import Overview

NS_PER_MS = 1_000_000
Fields = dict[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Own:
    """What the hub knows of itself. `lag_s`: for how long the oldest point waits for the series store.

    `disk_days`: in how many days the disk is full; None while that cannot be said. `problems`, `notes`: how
    much is broken, and how much is away.
    """

    memory_mib: float
    journal_mib: float
    disk_free_mib: float
    disk_days: float | None
    lag_s: float
    problems: int
    notes: int
    console_url: str


def township(site: str, seen: Overview) -> Point:
    """The township as of `seen.at`."""
    fields = _of_tally(seen.tally) | _of_tickets(seen.tickets) | {
        "villages": seen.villages,
        "unclaimed": seen.unclaimed,
        "tickets_opened_today": seen.tickets.today.opened,
        "tickets_closed_today": seen.tickets.today.closed,
        "cameras": seen.tally.of_class(DeviceClass.CAMERA),
        "cameras_seeing": seen.tally.cameras_seeing,
        "announcements_today": seen.announced.today,
        "deliveries_unfinished": seen.announced.unfinished,
        "counted_at_ms": millis(seen.at),
    }  # fmt: skip
    if seen.announced.last_at is not None:
        fields["announced_at_ms"] = millis(seen.announced.last_at)
    return Point("township", {"site": site}, fields | _known("speakers_pct", seen.speakers_pct), _at(seen))


def listed(seen: Overview) -> tuple[int, ...]:
    """What of these figures the lists tell one by one: once it is another, the lists are old."""
    today, devices = seen.tickets.today, sum(seen.tally.devices.values())
    return (
        *(seen.villages, devices, seen.unclaimed, seen.tally.bins_full),
        *(seen.tickets_open, seen.tickets_overdue, today.opened, today.closed),
        *(seen.announced.today, seen.announced.unfinished),
    )


def village(place: Place, tally: Tally, seen: Overview) -> Point:
    """One village as of `seen.at`."""
    fields = {"name": place.name, **_of_tally(tally), **_of_tickets(seen.tickets, place.id)}
    return Point("village", {"village": place.id}, fields, _at(seen))


def hub(site: str, seen: Overview, own: Own) -> Point:
    """The hub itself as of `seen.at`."""
    balance = seen.balance
    fields: Fields = {
        "received": balance.received,
        "stored": balance.stored,
        "duplicate": balance.duplicate,
        "dead_letter": balance.dead_letter,
        "rejected": balance.rejected,
        "in_journal": balance.in_journal,
        "lost": balance.lost,
        "memory_mib": own.memory_mib,
        "journal_mib": own.journal_mib,
        "disk_free_mib": own.disk_free_mib,
        "lag_s": own.lag_s,
        "problems": own.problems,
        "notes": own.notes,
        "console_url": own.console_url,
    }
    return Point("hub", {"site": site}, fields | _known("disk_days", own.disk_days), _at(seen))


def _of_tally(tally: Tally) -> Fields:
    fields: Fields = {
        "devices": tally.devices.total(),
        "devices_online": tally.online,
        "devices_offline": tally.offline,
        "devices_unknown": tally.unknown,
        "bins": tally.bins,
        "bins_full": tally.bins_full,
        "bins_unknown": tally.bins_unknown,
        "bins_full_today": tally.clearance.full,
        "bins_cleared_today": tally.clearance.cleared,
        "speakers": tally.of_class(DeviceClass.SPEAKER),
        "speakers_online": tally.online_of(DeviceClass.SPEAKER),
    }
    return fields | _known("same_day_pct", tally.clearance.share_pct)


def _of_tickets(tickets: TicketCounts, place: str | None = None) -> Fields:
    counted = tickets.of(place)
    return {
        "tickets_open": counted.open,
        "tickets_overdue": counted.overdue,
        "litter_open": tickets.of(place, TicketKind.LITTER).open,
    }


def _known(name: str, value: float | None) -> Fields:
    """A field where there is a value: what cannot be said is not written, and never as 0."""
    return {} if value is None else {name: float(value)}


def _at(seen: Overview) -> int:
    return millis(seen.at) * NS_PER_MS
