"""Who may interrupt whom (插播): 上级优先于下级, 应急优先于日常. Pure."""

from enum import StrEnum

from devices.contract.commands import Priority

RANK = {priority: rank for rank, priority in enumerate(Priority)}


class Encounter(StrEnum):
    """What a newcomer does to what sounds; what is interrupted goes on afterwards, where it was."""

    PREEMPTS = "preempts"
    QUEUES = "queues"


def encounter(newcomer: Priority, playing: Priority) -> Encounter:
    """Tell whether a newcomer interrupts what plays: only a higher priority does, equals take their turn."""
    return Encounter.PREEMPTS if RANK[newcomer] > RANK[playing] else Encounter.QUEUES
