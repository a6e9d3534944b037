"""The township in figures, as the API answers it."""

from datetime import datetime

from hub.api import models
from hub.domain.area import Place
from hub.domain.health import Presence
from hub.domain.same_day import Clearance


class ClearanceOut(models.Answer):
    """Same-day clearance (日产日清) of a place today; the share is null while no bin was full.

    Of the bins that were `full` at some time of the day `cleared` were emptied on it.
    """

    place: models.PlaceOut
    full: int
    cleared: int
    share_pct: float | None


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
        share_pct=None if share_pct is None else round(share_pct, 1),
    )
