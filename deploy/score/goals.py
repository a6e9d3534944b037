"""What each figure should be, and who says so; one without a goal is only kept from getting worse. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.score.alarms import RULES
from deploy.score.figure import Better, Definition


@dataclass(frozen=True, slots=True)
class Goal:
    """`source`: the acceptance that asks for it (feature map A..I, promise P.., or a publication)."""

    value: float
    source: str


GOALS: Mapping[str, Goal] = {
    "readings_lost": Goal(0, "P3"),
    "readings_twice": Goal(0, "P3, P13"),
    "readings_set_aside": Goal(0, "A8"),
    "readings_silent": Goal(0, "P6"),
    "strangers_lost": Goal(0, "A2"),
    "balance_off": Goal(0, "P5"),
    "emptied_recall": Goal(98, "E2"),
    "emptied_precision": Goal(98, "E2"),
    "silence_in_time": Goal(100, "A3"),
    "silence_missed": Goal(0, "A3"),
    "false_offline": Goal(0, "A3"),
    **{f"alarm_recall_{rule}": Goal(100, "A6, E10") for rule in RULES},
    **{f"alarm_precision_{rule}": Goal(95, "A6, H2") for rule in RULES},
    # More than six an hour are more than one operator can deal with.
    "alarms_per_hour": Goal(6, "EEMUA 191, ISA-18.2"),
    "queue_length": Goal(7, "H2"),
    "queue_founded": Goal(100, "H2"),
    "tickets_per_matter": Goal(1, "A5, F9"),
    # What complete systems with person detectors reach on 15 public events.
    "litter_recall": Goal(80, "AVSS2007 + PETS2006"),
    "litter_precision": Goal(75, "AVSS2007 + PETS2006"),
    "litter_false_closures": Goal(0, "C5"),
    "litter_duplicates": Goal(0, "C1"),
    "litter_closed": Goal(100, "C5"),
    "plays_once": Goal(100, "P24"),
    "plays_twice": Goal(0, "P24"),
    "plays_late": Goal(0, "D4, P24"),
    "plays_falsely_played": Goal(0, "D6, P25"),
    "plays_falsely_failed": Goal(0, "D6"),
    "unreached_wrong": Goal(0, "D6"),
    "quiet_broken": Goal(0, "D3, P28"),
    "days_wrong": Goal(0, "E4"),
    "falsely_cleared": Goal(0, "E4"),
    "falsely_waiting": Goal(0, "E4"),
    "photos_examined": Goal(100, "F5"),
    "false_photos_accepted": Goal(0, "F5"),
}


def is_missed(definition: Definition, value: float) -> bool:
    """Tell whether a value is not as good as its goal."""
    goal = GOALS.get(definition.name)
    if goal is None:
        return False
    return value > goal.value if definition.better is Better.LOWER else value < goal.value
