"""What the API answers about announcements (播发回执): how far each has come at every speaker."""

from datetime import datetime

from devices.contract.commands import Priority
from hub.api.models import Answer, Named
from hub.domain.announcements import DeliveryState, TargetScope


class Accepted(Answer):
    """The announcement is durable and goes out; ask `path` what became of it."""

    id: str
    path: str
    volume_pct: int
    expires_at: datetime
    duration_ms: int


class DeliveryOut(Answer):
    """What became of an announcement at one speaker."""

    device: str
    name: str
    village: str
    state: DeliveryState
    state_zh: str
    state_en: str
    at: datetime
    age_s: float
    reason: Named | None
    played_ms: int | None
    proof_method: str


class AnnouncementOut(Answer):
    """One announcement and its speakers."""

    id: str
    text: str
    priority: Priority
    priority_zh: str
    priority_en: str
    volume_pct: int
    repeat: int
    created_at: datetime
    age_s: float
    created_by: str
    not_before: datetime
    expires_at: datetime
    duration_ms: int
    audio: str
    target: TargetScope
    target_names: list[str]
    is_over: bool
    counts: dict[DeliveryState, int]
    deliveries: list[DeliveryOut]


class AnnouncementList(Answer):
    """Newest first."""

    at: datetime
    announcements: list[AnnouncementOut]


class Cancelled(Answer):
    """The announcement was withdrawn; speakers that already play are told to stop."""

    id: str
