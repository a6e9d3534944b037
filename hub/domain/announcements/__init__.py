"""Announcements (村村响): what may be said, to whom, when, and what became of it at every speaker. Pure."""

from hub.domain.announcements.announcement import (
    MAX_REPEAT,
    MAX_TEXT,
    Announcement,
    Awaits,
    Draft,
    Flaw,
    cleaned,
    flaws,
)
from hub.domain.announcements.delivery import (
    FINAL,
    Delivery,
    DeliveryState,
    advance,
    halt_sent,
    overdue,
    queued,
    sent,
    superseded,
    unable,
    withdrawn,
)
from hub.domain.announcements.targets import Horn, Target, TargetScope, TargetSet

__all__ = [
    "FINAL",
    "MAX_REPEAT",
    "MAX_TEXT",
    "Announcement",
    "Awaits",
    "Delivery",
    "DeliveryState",
    "Draft",
    "Flaw",
    "Horn",
    "Target",
    "TargetScope",
    "TargetSet",
    "advance",
    "cleaned",
    "flaws",
    "halt_sent",
    "overdue",
    "queued",
    "sent",
    "superseded",
    "unable",
    "withdrawn",
]
