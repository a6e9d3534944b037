"""Alarms that were raised against those that were needed, and how many an operator had to read. Pure."""

from collections.abc import Iterable, Sequence

from deploy.score.figure import NOTHING, Measured, counted, share_pct
from deploy.score.matters import matters
from deploy.score.raised import Raised, raised
from deploy.score.run import Run
from deploy.score.spans import HOUR_MS, MINUTE_MS, Stretch
from deploy.score.truth import Need
from devices.sim.world.need import Rule

# Piles are matched by where they lie in the picture: deploy.score.piles.
RULES = tuple(rule for rule in Rule if rule is not Rule.LITTER)
_SLACK_MS = 5 * MINUTE_MS


def alarms(run: Run) -> dict[str, Measured]:
    """Score all rules but litter."""
    said, needs = raised(run), run.truth.of(Need)
    figures: dict[str, Measured] = {}
    for rule in RULES:
        of_rule = [one for one in said if one.rule is rule]
        figures |= _of_rule(run, rule, of_rule, [need for need in needs if need.rule is rule])
    hours, read = run.span.length_ms / HOUR_MS, matters(run, said)
    return figures | {
        "alarms_per_hour": counted(read / hours, read) if hours else NOTHING,
        "tickets_per_matter": _tickets_per_matter(run, said, needs),
    }


def _of_rule(run: Run, rule: Rule, said: Sequence[Raised], needs: Sequence[Need]) -> dict[str, Measured]:
    met = sum(any(meets(run, one, need) for one in said) for need in needs)
    right = sum(any(meets(run, one, need) for need in needs) for one in said)
    return {
        f"alarm_recall_{rule}": share_pct(met, len(needs)),
        f"alarm_precision_{rule}": share_pct(right, len(said)),
    }


def meets(run: Run, one: Raised, need: Need) -> bool:
    """Tell whether it was raised while it was needed, or within the time it takes to notice."""
    device = run.devices.get(one.device)
    patience_ms = _SLACK_MS + 3 * 1000 * (device.period_s if device else 0)
    needed = run.stretch(need)
    stretch = Stretch(needed.from_ms - _SLACK_MS, needed.until_ms + patience_ms)
    return one.device == need.device and one.stretch.meets(stretch)


def _tickets_per_matter(run: Run, said: Iterable[Raised], needs: Iterable[Need]) -> Measured:
    tickets = [one for one in said if one.is_ticket and one.rule is not Rule.LITTER]
    counts = [
        count
        for need in needs
        if (count := sum(one.rule is need.rule and meets(run, one, need) for one in tickets))
    ]
    return counted(sum(counts) / len(counts), len(counts)) if counts else NOTHING
