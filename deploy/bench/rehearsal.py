"""How the shipped scenarios would score bins, out of the pure core alone: to try a rule on many seeds."""

from collections.abc import Callable, Iterable

from deploy.score.alarms import alarms
from deploy.score.clearance import clearance
from deploy.score.emptyings import emptyings
from deploy.score.figure import Measured
from deploy.score.fills import fills
from deploy.score.rehearsal import rehearse
from deploy.score.run import Run
from devices.sim.world.scenario import load
from devices.sim.world.world import World

# The fifth, an evening of announcements, has too few bins for figures.
SCENARIOS = ("bad-day", "bin-week", "festival", "ordinary-day")
_PARTS: tuple[Callable[[Run], dict[str, Measured]], ...] = (emptyings, fills, clearance, alarms)
_FIGURES = (
    "emptied_recall", "emptied_precision", "emptied_delay_median", "emptied_delay_p95",
    "fill_known", "fill_error_median", "fill_error_p95",
    "days_wrong", "falsely_cleared", "falsely_waiting",
    "alarm_recall_overflow", "alarm_precision_overflow",
    "alarm_recall_missed_collection", "alarm_precision_missed_collection",
    "alarm_recall_bin_odd", "alarm_precision_bin_odd",
)  # fmt: skip
_DECIMALS = 2


def run(seeds: Iterable[int], scenarios: Iterable[str] = SCENARIOS) -> dict[str, object]:
    """Rehearse each scenario with each seed; figures by "scenario seed", with the number of cases.

    Raises:
        BadScenario: there is no scenario of that name.
    """
    return {
        f"{name} {seed}": _figures(rehearse(World(load(name), seed))) for seed in seeds for name in scenarios
    }


def _figures(rehearsed: Run) -> dict[str, str]:
    found = {name: measured for part in _PARTS for name, measured in part(rehearsed).items()}
    return {name: _said(found[name]) for name in _FIGURES if found[name].value is not None}


def _said(measured: Measured) -> str:
    return f"{round(measured.value or 0.0, _DECIMALS)} ({measured.cases})"
