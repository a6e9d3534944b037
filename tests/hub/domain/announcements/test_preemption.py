"""Who interrupts whom: every newcomer against everything that may sound."""

import pytest

from devices.agents.playlist import Entry, preempts
from devices.contract.commands import Announce, Audio, Priority
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


def an_entry(priority: Priority) -> Entry:
    audio = Audio(path="/media/x", sha256="a" * 64, duration_ms=1)
    command = Announce(
        id="c", issued_ms=0, not_before_ms=0, expires_ms=9, audience="horn-1", announcement="a",
        priority=priority, text="停水", audio=audio, volume_pct=50,
    )  # fmt: skip
    return Entry(command, 1)


@pytest.mark.parametrize(("newcomer", "playing", "interrupts"), PAIRS)
def test_the_matrix_of_preemption_holds_in_the_hub(
    newcomer: Priority, playing: Priority, *, interrupts: bool
) -> None:
    assert (encounter(newcomer, playing) is Encounter.PREEMPTS) is interrupts


@pytest.mark.parametrize(("newcomer", "playing", "interrupts"), PAIRS)
def test_the_matrix_of_preemption_holds_on_the_speaker(
    newcomer: Priority, playing: Priority, *, interrupts: bool
) -> None:
    assert preempts(an_entry(newcomer), an_entry(playing)) is interrupts
