"""What each figure should be, and who says so; one without a goal is only kept from getting worse. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.score.alarms import RULES
from deploy.score.figure import Better, Definition
from deploy.score.words import bases
from hub.words import Word


@dataclass(frozen=True, slots=True)
class Goal:
    """`basis`: what asks for it."""

    value: float
    basis: Word


GOALS: Mapping[str, Goal] = {
    "readings_lost": Goal(0, bases.KEPT),
    "readings_twice": Goal(0, bases.KEPT),
    "readings_set_aside": Goal(0, bases.KEPT),
    "readings_silent": Goal(0, bases.TRUE),
    "strangers_lost": Goal(0, bases.KEPT),
    "balance_off": Goal(0, bases.KEPT),
    "emptied_recall": Goal(98, bases.COLLECTED),
    "emptied_precision": Goal(98, bases.COLLECTED),
    "fill_error_p95": Goal(10, bases.TRUE),
    "silence_in_time": Goal(100, bases.TRUE),
    "silence_missed": Goal(0, bases.TRUE),
    "false_offline": Goal(0, bases.TRUE),
    **{f"alarm_recall_{rule}": Goal(100, bases.NOTICED) for rule in RULES},
    **{f"alarm_precision_{rule}": Goal(95, bases.TRUE) for rule in RULES},
    "alarms_per_hour": Goal(6, bases.ONE_OPERATOR),
    "queue_length": Goal(7, bases.SEVEN),
    "queue_founded": Goal(100, bases.TRUE),
    "tickets_per_matter": Goal(1, bases.TRUE),
    "litter_recall": Goal(80, bases.PUBLISHED),
    "litter_precision": Goal(75, bases.PUBLISHED),
    "litter_false_closures": Goal(0, bases.PROVEN),
    "litter_duplicates": Goal(0, bases.TRUE),
    "litter_closed": Goal(100, bases.PROVEN),
    "plays_once": Goal(100, bases.SOUNDED),
    "plays_twice": Goal(0, bases.SOUNDED),
    "plays_late": Goal(0, bases.SOUNDED),
    "plays_falsely_played": Goal(0, bases.TRUE),
    "plays_falsely_failed": Goal(0, bases.TRUE),
    "unreached_wrong": Goal(0, bases.TRUE),
    "quiet_broken": Goal(0, bases.SOUNDED),
    "days_wrong": Goal(0, bases.TRUE),
    "falsely_cleared": Goal(0, bases.TRUE),
    "falsely_waiting": Goal(0, bases.TRUE),
    "photos_examined": Goal(100, bases.PROVEN),
    "false_photos_accepted": Goal(0, bases.PROVEN),
}


def is_missed(definition: Definition, value: float) -> bool:
    """Tell whether a value is not as good as its goal."""
    goal = GOALS.get(definition.name)
    if goal is None:
        return False
    return value > goal.value if definition.better is Better.LOWER else value < goal.value
