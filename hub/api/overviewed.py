"""The township in figures, as the API answers it."""

from datetime import datetime

from hub.api import models
from hub.domain.area import Place
from hub.domain.census import Tally
from hub.domain.health import Presence
from hub.domain.same_day import Clearance
from hub.domain.ticket_counts import TicketCounts
from hub.domain.tickets import TicketKind


class ClearanceOut(models.Answer):
    """Same-day clearance (日产日清) of a place today; the share is null while no bin was full.

    Of the bins that were `full` at some time of the day `cleared` were emptied on it.
    """

    place: models.PlaceOut
    full: int
    cleared: int
    share_pct: float | None


class VillageOut(models.Answer):
    """One village in figures; same-day clearance is null while no bin was full."""

    place: models.PlaceOut
    devices: int
    devices_online: int
    devices_offline: int
    devices_unknown: int
    bins: int
    bins_full: int
    bins_unknown: int
    tickets_open: int
    tickets_overdue: int
    litter_open: int
    same_day_pct: float | None


class VillageList(models.Answer):
    """Every village in figures, by id."""

    at: datetime
    villages: list[VillageOut]


class OverviewOut(models.Answer):
    """The township in figures."""

    at: datetime
    site: str
    name: str
    villages: int
    devices: int
    presence: dict[Presence, int]
    bins: int
    bins_full: int
    bins_unknown: int
    tickets_open: int
    tickets_overdue: int
    litter_open: int
    tickets_opened_today: int
    tickets_closed_today: int
    cameras: int
    cameras_seeing: int
    speakers: int
    speakers_online: int
    speakers_pct: float | None
    announcements_today: int
    announced_at: datetime | None
    deliveries_unfinished: int
    unclaimed: int
    dead_letters: int
    same_day_clearance: ClearanceOut
    villages_clearance: list[ClearanceOut]
    balance: models.BalanceOut
    problems: list[models.Named]
    notes: list[models.AwayOut]


def clearance(found: Place, known: Clearance) -> ClearanceOut:
    """Today's same-day clearance of a place."""
    share_pct = known.share_pct
    return ClearanceOut(
        place=models.PlaceOut(id=found.id, kind=found.kind, name=found.name),
        full=known.full,
        cleared=known.cleared,
        share_pct=rounded(share_pct),
    )


def rounded(share_pct: float | None) -> float | None:
    """A share as people read it, one decimal."""
    return None if share_pct is None else round(share_pct, 1)


def village(found: Place, tally: Tally, tickets: TicketCounts) -> VillageOut:
    """One village."""
    counted = tickets.of(found.id)
    return VillageOut(
        place=models.PlaceOut(id=found.id, kind=found.kind, name=found.name),
        devices=tally.devices.total(),
        devices_online=tally.online,
        devices_offline=tally.offline,
        devices_unknown=tally.unknown,
        bins=tally.bins,
        bins_full=tally.bins_full,
        bins_unknown=tally.bins_unknown,
        tickets_open=counted.open,
        tickets_overdue=counted.overdue,
        litter_open=tickets.of(found.id, TicketKind.LITTER).open,
        same_day_pct=rounded(tally.clearance.share_pct),
    )
