"""What to do now (现在要我做什么): at most seven things, the most pressing first, each with its reason. Pure.

What has one cause is one thing: a lost gateway, a village without power, the overdue tickets of one owner.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.bodies import DeviceClass
from hub.domain.cross_check import CrossCheck, Outcome
from hub.domain.health import Presence
from hub.domain.tickets import Ticket, TicketKind
from hub.domain.wildness import Wildness

MOST = 7
# A village of whose devices so many are gone at once has lost its power or its line, not its devices.
_VILLAGE_SHARE = 0.6
_FEWEST_IN_VILLAGE = 4
_SOON = timedelta(hours=2)
_GONE = frozenset({Presence.OFFLINE, Presence.LATE, Presence.UNKNOWN})


class Reason(StrEnum):
    """Why something is to be done, the most pressing first: this order is the order of the list."""

    DANGER = "danger"
    HUB = "hub"
    GATEWAY_LOST = "gateway_lost"
    VILLAGE_LOST = "village_lost"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    COLLECT = "collect"
    CAMERA_BLIND = "camera_blind"
    SPEAKER_LOST = "speaker_lost"
    DEVICE_CHECK = "device_check"
    SENSOR_CHECK = "sensor_check"
    SENSOR_WILD = "sensor_wild"
    FULL_SOON = "full_soon"
    UNCLAIMED = "unclaimed"
    OPEN = "open"
    NOTHING = "nothing"


_PRESSING: Mapping[Reason, int] = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    Attributes:
        reason: why, and how pressing.
        about: the ticket, device, village or note of the hub that it is about, by id or code.
        village: its village's id, "" for the whole township.
        owner: who answers for it, by name; "" where nobody does.
        since: since when; `due_at`: until when, where there is a deadline.
        count: how many tickets or devices it stands for.
        wildness: what is seen of the sensor that it is about, where that is wild.
    """

    reason: Reason
    about: str
    since: datetime
    village: str = ""
    owner: str = ""
    due_at: datetime | None = None
    count: int = 1
    wildness: Wildness | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One device as the list sees it; `full_at`: when a bin that is not full is foretold to be.

    `senseless_since`: of a bin that speaks, when it last told a level that could be believed, if that is too
    long ago. `wildness`: of a bin whose sensor strays too often, what is seen of it. `is_awaited`: it could
    not be heard and has its time to come back; nobody is sent for that.
    """

    device: str
    device_class: DeviceClass
    village: str
    owner: str
    presence: Presence
    seen_at: datetime | None
    via: str = ""
    is_blind: bool = False
    full_at: datetime | None = None
    senseless_since: datetime | None = None
    wildness: Wildness | None = None
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that may give something to do.

    `owners`: names of people by id; `notes`: what the hub's health says is away, and since when. `checks`:
    what cameras and bins beside each other come to.
    """

    tickets: Sequence[Ticket]
    members: Sequence[Member]
    owners: Mapping[str, str]
    unclaimed: int
    notes: Sequence[tuple[str, datetime]]
    checks: Sequence[CrossCheck] = ()


def tasks(seen: Situation, now: datetime) -> Sequence[Task]:
    """The list; with nothing to do it holds one task that says so."""
    gateways = {task.about: task for task in _lost_gateways(seen.members, now)}
    villages = {task.about: task for task in _lost_villages(seen.members, now)}
    alone = [member for member in seen.members if not _is_explained(member, gateways, villages)]
    found = [
        *_of_tickets(seen, now),
        *(Task(Reason.HUB, code, since) for code, since in seen.notes),
        *gateways.values(),
        *villages.values(),
        *_of_devices(alone, now),
        *_of_sensors(alone),
        *_of_checks(seen),
    ]
    if seen.unclaimed:
        found.append(Task(Reason.UNCLAIMED, "unclaimed", now, count=seen.unclaimed))
    found.sort(key=lambda task: (_PRESSING[task.reason], task.due_at or task.since, task.about))
    return found[:MOST] or [Task(Reason.NOTHING, "nothing", now, count=0)]


def _of_tickets(seen: Situation, now: datetime) -> Iterator[Task]:
    collected, apart = _collections(seen)
    for tickets in collected:
        # As pressing as the most pressing of them, and in any case one way for one truck.
        pressing = min((_reason(ticket, now) for ticket in tickets), key=_PRESSING.__getitem__)
        yield _together(seen, min(pressing, Reason.COLLECT, key=_PRESSING.__getitem__), tickets)
    grouped: dict[tuple[Reason, str, str], list[Ticket]] = {}
    for ticket in apart:
        reason = _reason(ticket, now)
        alone = ticket.id if reason is Reason.DANGER else ""
        grouped.setdefault((reason, ticket.village, ticket.owner + alone), []).append(ticket)
    for (reason, _, _), group in grouped.items():
        yield _together(seen, reason, group)


def _together(seen: Situation, reason: Reason, tickets: Sequence[Ticket]) -> Task:
    first = min(tickets, key=lambda ticket: (ticket.due_at, ticket.id))
    since = min(ticket.opened_at for ticket in tickets)
    owner = seen.owners.get(first.owner, "")
    return Task(reason, first.id, since, first.village, owner, first.due_at, len(tickets))


def _collections(seen: Situation) -> tuple[list[list[Ticket]], list[Ticket]]:
    """Part the tickets that a camera and a bin sensor agree about, each bin's together, from all others."""
    bins = {check.camera: check.bin for check in seen.checks if check.outcome is Outcome.COLLECT}
    spots: dict[str, list[Ticket]] = {name: [] for name in bins.values()}
    apart = []
    for ticket in seen.tickets:
        match ticket.kind:
            case TicketKind.LITTER:
                spot = bins.get(ticket.device)
            case TicketKind.BIN_FULL:
                spot = ticket.device if ticket.device in spots else None
            case _:
                spot = None
        if spot is None:
            apart.append(ticket)
        else:
            spots[spot].append(ticket)
    return [tickets for tickets in spots.values() if tickets], apart


def _of_checks(seen: Situation) -> Iterator[Task]:
    known = {member.device: member for member in seen.members}
    for check in seen.checks:
        doubted = known.get(check.bin)
        if check.outcome is Outcome.CHECK and doubted is not None:
            yield Task(Reason.DEVICE_CHECK, check.bin, check.since, doubted.village, doubted.owner)


def _reason(ticket: Ticket, now: datetime) -> Reason:
    if ticket.kind is TicketKind.BIN_FIRE:
        return Reason.DANGER
    if ticket.is_overdue(now):
        return Reason.OVERDUE
    return Reason.DUE_SOON if ticket.due_at - now <= _SOON else Reason.OPEN


def _lost_gateways(members: Sequence[Member], now: datetime) -> Iterator[Task]:
    behind = Counter(member.via for member in members if _is_cut_off(member) and member.via)
    known = {member.device: member for member in members}
    for gateway, count in sorted(behind.items()):
        lost = known.get(gateway)
        if lost is None or not _is_gone(lost):
            continue
        yield Task(Reason.GATEWAY_LOST, gateway, lost.seen_at or now, lost.village, lost.owner, count=count)


def _lost_villages(members: Sequence[Member], now: datetime) -> Iterator[Task]:
    here: dict[str, list[Member]] = {}
    for member in members:
        if member.seen_at is not None:
            here.setdefault(member.village, []).append(member)
    for village, all_here in sorted(here.items()):
        gone = [member for member in all_here if member.presence in {Presence.OFFLINE, Presence.LATE}]
        if is_village_lost(len(gone), len(all_here)):
            since = min(member.seen_at or now for member in gone)
            yield Task(Reason.VILLAGE_LOST, village, since, village, count=len(gone))


def is_village_lost(gone: int, here: int) -> bool:
    """Tell whether so many of a village's devices are gone that it is the village, and not they."""
    return here >= _FEWEST_IN_VILLAGE and gone >= _VILLAGE_SHARE * here


def _is_cut_off(member: Member) -> bool:
    return member.presence is Presence.UNKNOWN and not member.is_awaited


def _is_gone(member: Member) -> bool:
    return member.presence in _GONE and not member.is_awaited


def _is_explained(member: Member, gateways: Collection[str], villages: Collection[str]) -> bool:
    """Tell whether a loss explains what is wrong; who is heard through another gateway is not lost."""
    is_behind = _is_cut_off(member) and member.via in gateways
    return is_behind or member.village in villages


def _of_devices(members: Iterable[Member], now: datetime) -> Iterator[Task]:
    for member in members:
        reason = _trouble(member, now)
        if reason is not None:
            due_at = member.full_at if reason is Reason.FULL_SOON else None
            yield Task(reason, member.device, member.seen_at or now, member.village, member.owner, due_at)


def _of_sensors(members: Iterable[Member]) -> Iterator[Task]:
    """The bins from which nothing is learned any more: one way for each who answers for some in a village.

    A sensor that is lost or sees nothing wants other tools than one that strays.
    """
    lost: dict[tuple[Reason, str, str], list[tuple[datetime, str, Wildness | None]]] = {}
    for member in members:
        is_gone = member.device_class is DeviceClass.BIN and member.presence is Presence.OFFLINE
        since = member.seen_at if is_gone else member.senseless_since
        if since is not None:
            way = (Reason.SENSOR_CHECK, member.village, member.owner)
            lost.setdefault(way, []).append((since, member.device, None))
        elif member.wildness is not None:
            way = (Reason.SENSOR_WILD, member.village, member.owner)
            lost.setdefault(way, []).append((member.wildness.since, member.device, member.wildness))
    for (reason, village, owner), found in sorted(lost.items()):
        since, device, wildness = min(found, key=lambda one: one[:2])
        yield Task(reason, device, since, village, owner, count=len(found), wildness=wildness)


def _trouble(member: Member, now: datetime) -> Reason | None:
    if member.device_class is DeviceClass.CAMERA and (member.is_blind or _is_gone(member)):
        return Reason.CAMERA_BLIND
    if member.device_class is DeviceClass.SPEAKER and _is_gone(member):
        return Reason.SPEAKER_LOST
    if member.full_at is not None and now <= member.full_at <= now + _SOON:
        return Reason.FULL_SOON
    return None
