"""What people and circumstance do to the system itself; somebody outside the world carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Detail: TypeAlias = str | int | bool | tuple[str, ...] | None


class DeedKind(StrEnum):
    """What is done, and the details of each kind; times are milliseconds UTC.

    ANNOUNCEMENT: announcement (id), targets (village ids, or speaker ids), priority (routine, notice, urgent,
        emergency), length_ms, by (who), text, is_music. CANCEL: announcement.
    COMPLAINT: speaker, village. PHOTO: device (camera or bin whose ticket is meant), is_false. TICKET_DONE:
        device. QUIET_HOURS: village, from (HH:MM), until (HH:MM).
    BROKER_RESTART: down_ms. INFLUX_AWAY: until_ms. HUB_KILLED: down_ms.
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
