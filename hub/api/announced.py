"""What the API answers about announcements (播发回执): how far each has come at every speaker."""

from datetime import datetime

from devices.contract.commands import Priority
from hub.api.models import Answer, Named
from hub.domain.announcements import DeliveryState, TargetScope


class Accepted(Answer):
    """The announcement is durable; ask `path` what became of it.

    It goes out at once, or when somebody else has agreed to it: `awaits_approval`.
    """

    id: str
    path: str
    volume_pct: int
    expires_at: datetime
    duration_ms: int
    audio: str
    awaits_approval: bool


class ApprovalOut(Answer):
    """Who agreed to an announcement, or did without it, and what a review of that found."""

    state: Named
    by: str
    at: datetime | None
    note: str
    review_due_at: datetime | None
    is_review_overdue: bool
    reviewed_by: str
    reviewed_at: datetime | None
    review: str


class DeliveryOut(Answer):
    """What became of an announcement at one speaker; `is_stopping`: it has still to say that it stopped.

    `missing_ms`: how much of a live talk it did not sound, null of anything else.
    """

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
    missing_ms: int | None
    proof_method: str
    is_stopping: bool


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
    why: str
    origin: str
    supersedes: str
    approval: ApprovalOut
    not_before: datetime
    expires_at: datetime
    duration_ms: int
    audio: str
    target: TargetScope
    target_names: list[str]
    is_live: bool
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


class ReachOut(Answer):
    """Whom an announcement would reach in one village; `households` is estimated, null where nobody said."""

    village: str
    name: str
    speakers: int
    online: int
    offline: int
    muted: int
    households: int | None


class OverspentOut(Answer):
    """A village whose day is full: how much of it was spoken for, and how much is allowed."""

    village: str
    spent_min: float
    allowed_min: float


class TalkBegun(Answer):
    """A live talk is announced; speak into `sound` a second later, or when somebody else has agreed to it.

    Each piece is PUT to `sound`/1, /2 and so on: µ-law, mono, `rate_hz` samples a second, at most 2 s.
    It ends with a POST to `end`, after `longest_s` of sound, or when no piece came for three seconds.
    """

    id: str
    path: str
    sound: str
    end: str
    rate_hz: int
    longest_s: float
    expires_at: datetime
    awaits_approval: bool


class PieceTaken(Answer):
    """How much has been said; `is_over`: it may not be longer, and has ended."""

    number: int
    said_ms: int
    is_over: bool


class HindranceOut(Answer):
    """Everything that forbids an announcement, and what could be done."""

    flaws: list[Named]
    next_slot: datetime | None
    quiet: str
    unmatched: list[str]
    overspent: list[OverspentOut]


class PreviewOut(Answer):
    """What an announcement would be: whom it reaches, how it sounds (listen to `audio`), what forbids it.

    `interrupts`: speakers that play something less urgent now. `unable`: those online that cannot let anybody
    be heard live. `disturbs`: it would sound in quiet hours that do not bind it; ask before people are woken.
    """

    text: str
    audio: str
    sha256: str
    duration_ms: int
    volume_pct: int
    expires_at: datetime
    needs_second_person: bool
    speakers: int
    online: int
    offline: int
    muted: int
    unable: int
    households: int | None
    interrupts: int
    disturbs: bool
    villages: list[ReachOut]
    hindrance: HindranceOut


class MissedOut(Answer):
    """A speaker that was not reached, and who can walk there."""

    device: str
    name: str
    village: str
    grid: str
    point: str
    owner: str
    phone: str
    why: Named
    detail: str
    since: datetime


class MissedList(Answer):
    """The unreached list (未送达); `is_complete` when every speaker has answered or was given its time."""

    announcement: str
    at: datetime
    is_complete: bool
    missed: list[MissedOut]


class DeedOut(Answer):
    """Who did what, when, to whom and why; `link` ties it to the one before."""

    number: int
    at: datetime
    by: str
    act: Named
    subject: str
    to: str
    why: str
    link: str


class DeedList(Answer):
    """Newest first; `first_broken` is the number of the first deed that was altered, null when none was."""

    at: datetime
    first_broken: int | None
    deeds: list[DeedOut]


class SoundedOut(Answer):
    """What sounded, or may have, where somebody was disturbed."""

    announcement: str
    text: str
    devices: list[str]
    at: datetime
    volume_pct: int


class ComplaintFiled(Answer):
    """The ticket that a complaint is now, and what sounded there about then, the nearest first."""

    ticket: str
    due_at: datetime
    sounded: list[SoundedOut]


class Saved(Answer):
    """It is kept."""

    id: str


class FindingOut(Answer):
    """What the self-test found at one loudspeaker."""

    device: str
    name: str
    village: str
    finding: Named
    is_serviceable: bool


class SelfTestOut(Answer):
    """The newest self-test that is judged: serviceable, coverage and response rate, percent; null of none."""

    began_at: datetime | None
    serviceable_pct: float | None
    coverage_pct: float | None
    response_pct: float | None
    findings: list[FindingOut]
