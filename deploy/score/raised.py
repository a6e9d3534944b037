"""What the hub raised, by rule: tickets, devices shown as gone, views shown as faulty. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from deploy.score.answered import Stood, TaskSaid, TicketSaid
from deploy.score.liveness import PERIODS, presences
from deploy.score.run import Run
from deploy.score.spans import MINUTE_MS, Course, Stretch, joined
from devices.contract.bodies import DeviceClass, ViewFault
from devices.sim.world.need import Rule
from hub.domain.health import Patience, Presence
from hub.domain.looks import Collected, Look
from hub.domain.tasks import Reason
from hub.domain.tickets import TicketKind

TICKETS: Mapping[TicketKind, Rule] = {
    TicketKind.BIN_FULL: Rule.OVERFLOW,
    TicketKind.BIN_FIRE: Rule.FIRE,
    TicketKind.BIN_TILTED: Rule.TILT,
    TicketKind.BIN_BATTERY: Rule.BATTERY,
    TicketKind.LITTER: Rule.LITTER,
}

_SENSELESS = frozenset({Look.STALE, Look.WILD})


class Raised(NamedTuple):
    """The hub said so of a device for a time; `is_ticket`: in the ledger."""

    rule: Rule
    device: str
    stretch: Stretch
    is_ticket: bool = False


def raised(run: Run) -> Sequence[Raised]:
    """Everything that the hub raised in the run."""
    return [*_tickets(run), *_gone(run), *_views(run), *_uncleared(run), *_blind_bins(run), *_checks(run)]


def _tickets(run: Run) -> Iterator[Raised]:
    for ticket in run.answers.of(TicketSaid):
        until_ms = run.began.ends_ms if ticket.closed_ms is None else ticket.closed_ms
        rule = TICKETS.get(ticket.kind)
        if rule is not None:
            yield Raised(rule, ticket.device, Stretch(ticket.at_ms, until_ms), is_ticket=True)


def _gone(run: Run) -> Iterator[Raised]:
    """A device that is unknown, because its gateway is gone, is no alarm of its own."""
    rules = {DeviceClass.GATEWAY: Rule.GATEWAY_SILENT, DeviceClass.CAMERA: Rule.CAMERA_FAULT}
    for device, rows in presences(run).items():
        known = run.devices.get(device)
        rule = rules.get(known.device_class, Rule.DEVICE_SILENT) if known else Rule.DEVICE_SILENT
        # Of one that was just installed nobody can have heard yet.
        patience_ms = _patience_ms(run, device)
        for row in rows:
            is_never = row.presence == Presence.NEVER and row.stretch.length_ms > patience_ms
            if row.presence == Presence.OFFLINE or is_never:
                yield Raised(rule, device, row.stretch)


def _patience_ms(run: Run, device: str) -> int:
    known = run.devices.get(device)
    return round(1000 * PERIODS * known.period_s) if known else 0


def _views(run: Run) -> Iterator[Raised]:
    for line in run.answers.of(Stood):
        if line.field == "view_fault":
            for stretch, fault in Course(line.rows).pieces(run.began.ends_ms):
                if fault != ViewFault.NONE:
                    yield Raised(Rule.CAMERA_FAULT, line.device, stretch)


def _uncleared(run: Run) -> Iterator[Raised]:
    """A bin that is shown as still to be cleared (待清) in the last minute of a day."""
    for line in run.answers.of(Stood):
        if line.field != "collection":
            continue
        shown = Course(line.rows)
        for midnight_ms in run.midnights:
            row = shown.row(midnight_ms - MINUTE_MS)
            if row is not None and row[1] == Collected.WAITING:
                stretch = Stretch(midnight_ms - MINUTE_MS, midnight_ms)
                yield Raised(Rule.MISSED_COLLECTION, line.device, stretch)


def _blind_bins(run: Run) -> Iterator[Raised]:
    """A bin that speaks and tells nothing: one matter for as long as its look says so.

    Its readings are shown as astray (读数乱跳), or its fill as too old (数据过期) for so long that somebody
    is sent (hub.services.todo).
    """
    online = {
        device: [row.stretch for row in rows if row.presence == Presence.ONLINE]
        for device, rows in presences(run).items()
    }
    for line in run.answers.of(Stood):
        if line.field != "look":
            continue
        pieces = Course(line.rows).pieces(run.began.ends_ms)
        wild = [stretch for stretch, look in pieces if look == Look.WILD]
        for senseless in joined(stretch for stretch, look in pieces if look in _SENSELESS):
            for there in online.get(line.device, []):
                blind = senseless.common(there)
                is_wild = any(stretch.meets(blind) for stretch in wild)
                if is_wild or blind.length_ms > _sent_after_ms(run, line.device):
                    yield Raised(Rule.BIN_ODD, line.device, blind)


def _sent_after_ms(run: Run, device: str) -> int:
    """How long a fill must have been shown as too old before somebody is sent to its sensor."""
    lost_periods = Patience().offline_after_periods - PERIODS
    return round(1000 * lost_periods * run.devices[device].period_s) if device in run.devices else 0


def _checks(run: Run) -> Iterator[Raised]:
    """A bin that a camera beside it contradicts, on the list of what to do as it was at the end."""
    for task in run.answers.of(TaskSaid):
        if task.reason == Reason.DEVICE_CHECK:
            yield Raised(Rule.BIN_ODD, task.about, Stretch(task.at_ms, run.began.ends_ms))
