"""Live talks (现场喊话): while one is on the air, how it ends, and how much of it a speaker missed. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.commands import Priority
from devices.contract.talk import BYTES_PER_MS
from hub.domain.announcements.announcement import Announcement, Draft
from hub.domain.announcements.approval import TWO_PERSONS
from hub.domain.announcements.delivery import Delivery
from hub.domain.announcements.targets import Target

# The page sends five pieces a second; a speaker gives a talk up after five seconds without one.
SILENT_S = 3.0
# Until when speakers may join, and a second person may agree to what needs one.
_JOIN_WITHIN, _APPROVE_WITHIN = timedelta(seconds=60), timedelta(minutes=10)


class TalkEnd(StrEnum):
    """Why a talk ended."""

    RELEASED = "released"
    LIMIT = "limit"
    LINK_LOST = "link_lost"
    NOTHING_SAID = "nothing_said"
    WITHDRAWN = "withdrawn"
    HUB_STOPPED = "hub_stopped"


@dataclass(frozen=True, slots=True)
class OnAir:
    """A talk that goes on: the number of its newest piece, its length, when that came (monotonic seconds)."""

    announcement: str
    author: str
    longest_ms: int
    expires_at: datetime
    number: int = 0
    said_bytes: int = 0
    heard_s: float | None = None

    @property
    def room_bytes(self) -> int:
        """How much more may be said."""
        return self.longest_ms * BYTES_PER_MS - self.said_bytes

    def taken(self, size_bytes: int, at_s: float) -> "OnAir":
        """The talk after its next piece."""
        return replace(self, number=self.number + 1, said_bytes=self.said_bytes + size_bytes, heard_s=at_s)

    def has_ended(self, at_s: float, now: datetime) -> TalkEnd | None:
        """Why nobody waits for its next piece; None while somebody does."""
        if self.room_bytes <= 0:
            return TalkEnd.LIMIT
        if self.heard_s is None:
            return TalkEnd.NOTHING_SAID if now >= self.expires_at else None
        return TalkEnd.LINK_LOST if at_s - self.heard_s >= SILENT_S else None


def talk_draft(
    text: str, priority: Priority, volume_pct: int, target: Target, live_for: timedelta, now: datetime
) -> Draft:
    """What is asked for by whoever wants to speak, for `live_for` at most; `text` stands for it in lists."""
    within = _APPROVE_WITHIN if priority in TWO_PERSONS else _JOIN_WITHIN
    return Draft(text, priority, volume_pct, 1, now, now + within, target, live_for=live_for)


def archived(talk: Announcement, sha256: str, duration_ms: int, at: datetime) -> Announcement:
    """A talk that has ended; `sha256` names its recording, "" where nothing was said."""
    return replace(talk, sha256=sha256, duration_ms=duration_ms, ended_at=at)


def missing_ms(talk: Announcement, delivery: Delivery) -> int | None:
    """How much of what was said a speaker did not sound; None where that is not known, or nothing is."""
    if not talk.is_live or talk.is_on_air or delivery.played_ms is None:
        return None
    return max(0, talk.duration_ms - delivery.played_ms)
