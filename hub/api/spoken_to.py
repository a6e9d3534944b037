"""What the API answers about how villages may be spoken to: rules and saved targets."""

from datetime import date, datetime, timedelta

from hub.api.models import Answer
from hub.api.shown import Scene
from hub.api.shown_announcement import target_names
from hub.domain.announcements import TargetScope, TargetSet
from hub.domain.area import Place
from hub.domain.quiet_hours import Span
from hub.domain.village_rules import VillageRules

_MINUTE = timedelta(minutes=1)


class SpanOut(Answer):
    """A stretch of every day by the township's clocks, "HH:MM"."""

    since: str
    until: str


class QuietDaysOut(SpanOut):
    """Days with more quiet than usual."""

    name: str
    first: date
    last: date


class VillageRulesOut(Answer):
    """What a village has agreed on; null where the township's rules hold."""

    village: str
    name: str
    quiet: list[SpanOut] | None
    quiet_days: list[QuietDaysOut]
    day_ceiling_pct: int | None
    airtime_min: int | None
    households: int


class VillageRulesList(Answer):
    """Every village, by id."""

    at: datetime
    villages: list[VillageRulesOut]


class TargetOut(Answer):
    """One target of a saved set; `shapes` is how many areas were drawn."""

    scope: TargetScope
    ids: list[str]
    names: list[str]
    shapes: int


class TargetSetOut(Answer):
    """A saved choice of targets."""

    id: str
    name: str
    targets: list[TargetOut]


class TargetSetList(Answer):
    """Every saved choice, by id."""

    at: datetime
    targets: list[TargetSetOut]


def village_rules(village: Place, own: VillageRules | None) -> VillageRulesOut:
    """The rules of one village."""
    known = own or VillageRules(village.id)
    return VillageRulesOut(
        village=village.id,
        name=village.name,
        quiet=None if known.quiet is None else [_span(span) for span in known.quiet],
        quiet_days=[
            QuietDaysOut(
                name=days.name,
                first=days.first,
                last=days.last,
                since=f"{days.span.start:%H:%M}",
                until=f"{days.span.end:%H:%M}",
            )
            for days in known.quiet_days
        ],
        day_ceiling_pct=known.day_ceiling_pct,
        airtime_min=None if known.airtime is None else known.airtime // _MINUTE,
        households=known.households,
    )


def target_set(scene: Scene, kept: TargetSet) -> TargetSetOut:
    """One saved choice."""
    shown = [
        TargetOut(
            scope=target.scope,
            ids=list(target.ids),
            names=target_names(scene.catalog, target),
            shapes=len(target.shapes),
        )
        for target in kept.targets
    ]
    return TargetSetOut(id=kept.id, name=kept.name, targets=shown)


def _span(span: Span) -> SpanOut:
    return SpanOut(since=f"{span.start:%H:%M}", until=f"{span.end:%H:%M}")
