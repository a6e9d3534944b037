"""What people and circumstance do to the system itself; somebody outside the world carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Detail: TypeAlias = str | int | bool | tuple[str, ...] | None


class DeedKind(StrEnum):
    """What is done, and the details of each kind; times are milliseconds UTC.

    ANNOUNCEMENT: announcement (its id in the scenario), targets (village ids), priority, length_ms, is_music,
        text, by. CANCEL: announcement. COMPLAINT: village, text. PHOTO and TICKET_DONE, about the open ticket
        of `device`: is_false. QUIET_HOURS, every day: village, from, until (HH:MM). BROKER_RESTART,
        INFLUX_AWAY, HUB_KILLED: until_ms, down_ms.
    """

    ANNOUNCEMENT = "announcement"
    CANCEL = "cancel"
    COMPLAINT = "complaint"
    PHOTO = "photo"
    TICKET_DONE = "ticket_done"
    QUIET_HOURS = "quiet_hours"
    BROKER_RESTART = "broker_restart"
    INFLUX_AWAY = "influx_away"
    HUB_KILLED = "hub_killed"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act. `device` is the one it is about, "" for none."""

    at_ms: int
    kind: DeedKind
    device: str
    details: Mapping[str, Detail]
