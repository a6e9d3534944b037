"""Who interrupts whom: every newcomer against everything that may sound."""

import pytest

from devices.agents.playlist import preempts
from devices.contract.commands import Priority
from hub.domain.announcements.preemption import Encounter, encounter

PRIORITIES = (Priority.TEST, Priority.ROUTINE, Priority.NOTICE, Priority.URGENT, Priority.EMERGENCY)
# One line for each newcomer, one column for what sounds: P it interrupts, q it takes its turn.
MATRIX = {
    Priority.TEST:      "qqqqq",
    Priority.ROUTINE:   "Pqqqq",
    Priority.NOTICE:    "PPqqq",
    Priority.URGENT:    "PPPqq",
    Priority.EMERGENCY: "PPPPq",
}  # fmt: skip
PAIRS = [
    (newcomer, playing, MATRIX[newcomer][column] == "P")
    for newcomer in PRIORITIES
    for column, playing in enumerate(PRIORITIES)
]


@pytest.mark.parametrize(("newcomer", "playing", "interrupts"), PAIRS)
def test_the_matrix_of_preemption_holds_in_the_hub(
    newcomer: Priority, playing: Priority, *, interrupts: bool
) -> None:
    assert (encounter(newcomer, playing) is Encounter.PREEMPTS) is interrupts


@pytest.mark.parametrize(("newcomer", "playing", "interrupts"), PAIRS)
def test_the_matrix_of_preemption_holds_on_the_speaker(
    newcomer: Priority, playing: Priority, *, interrupts: bool
) -> None:
    assert preempts(newcomer, playing) is interrupts
