"""What a village has agreed on about its loudspeakers, beside the rules of the township. Pure."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hub.domain.quiet_hours import Policy, QuietDays, Span


@dataclass(frozen=True, slots=True)
class VillageRules:
    """The rules of one village; None and 0 where those of the township hold.

    `quiet` replaces the township's daily quiet hours, `quiet_days` (exams) are added to its own.
    `day_ceiling_pct` is its loudest volume by day, `airtime` what may sound there in one day.
    `households` is how many live there, 0 where nobody has said.
    """

    village: str
    quiet: tuple[Span, ...] | None = None
    quiet_days: tuple[QuietDays, ...] = ()
    day_ceiling_pct: int | None = None
    airtime: timedelta | None = None
    households: int = 0


def policy_of(general: Policy, own: VillageRules | None) -> Policy:
    """The policy of a village, given that of the township and what the village has of its own."""
    if own is None:
        return general
    ceiling_pct = general.day_ceiling_pct if own.day_ceiling_pct is None else own.day_ceiling_pct
    return replace(
        general,
        quiet=general.quiet if own.quiet is None else own.quiet,
        quiet_days=(*general.quiet_days, *own.quiet_days),
        ceilings=tuple((span, min(pct, ceiling_pct)) for span, pct in general.ceilings),
        day_ceiling_pct=ceiling_pct,
    )


def airtime_of(general: timedelta, own: VillageRules | None) -> timedelta:
    """How long a village may be spoken to in one day."""
    return general if own is None or own.airtime is None else own.airtime
