"""What the API answers about public warnings (CAP)."""

from datetime import datetime

from hub.api.models import Answer, Named
from hub.api.shown import Scene, named
from hub.cap_words import FATES, LEVELS, noted, problem_words
from hub.domain.cap.problems import Fault, Problem
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Record
from hub.services.cap.inlets import Standing


class CapProblem(Answer):
    """One thing that is wrong with a message; `place` is an XPath from its root."""

    place: str
    fault: Fault
    found: str
    expected: str
    zh: str
    en: str


class CapAlertOut(Answer):
    """One message that came, what became of it, and why.

    `announcements` are those that were made of it; `times` counts how often the very same came.
    """

    id: str
    received_at: datetime
    age_s: float
    via: str
    sender: str
    level: Named | None
    identifier: str
    sent_at: datetime | None
    status: str
    msg_type: str
    severity: str
    headline: str
    expires_at: datetime | None
    fate: Named
    is_refused: bool
    priority: str
    announcements: list[str]
    problems: list[CapProblem]
    note_zh: str
    note_en: str
    times: int
    last_at: datetime


class CapAlertList(Answer):
    """The newest messages."""

    at: datetime
    alerts: list[CapAlertOut]


class CapFeedOut(Answer):
    """One way by which messages come, and how it stands; `is_lost`: some may be missed."""

    name: str
    where: str
    is_lost: bool
    answered_at: datetime | None
    silent_s: float | None
    failing_since: datetime | None
    why: str
    papers: int


class CapFeedList(Answer):
    """Every way that the settings name."""

    at: datetime
    feeds: list[CapFeedOut]


def alert(scene: Scene, record: Record) -> CapAlertOut:
    """One message as of now."""
    note = noted(record.note)
    return CapAlertOut(
        id=record.id,
        received_at=scene.local(record.received_at),
        age_s=scene.age_s(record.received_at),
        via=record.via,
        sender=record.sender,
        level=named(record.level, LEVELS[Level(record.level)]) if record.level else None,
        identifier=record.identifier,
        sent_at=scene.local(record.sent_at) if record.sent_at else None,
        status=record.status,
        msg_type=record.kind,
        severity=record.severity,
        headline=record.headline,
        expires_at=scene.local(record.expires_at) if record.expires_at else None,
        fate=named(record.fate.value, FATES[record.fate]),
        is_refused=record.fate.is_refused,
        priority=record.priority.value if record.priority else "",
        announcements=list(record.announcements),
        problems=[_problem(each) for each in record.problems],
        note_zh=note.zh,
        note_en=note.en,
        times=record.times,
        last_at=scene.local(record.last_at),
    )


def feed(scene: Scene, standing: Standing) -> CapFeedOut:
    """One way as of now."""
    answered_at = standing.answered_at
    return CapFeedOut(
        name=standing.name,
        where=standing.where,
        is_lost=standing.is_lost,
        answered_at=scene.local(answered_at) if answered_at else None,
        silent_s=scene.age_s(answered_at) if answered_at else None,
        failing_since=scene.local(standing.failing_since) if standing.failing_since else None,
        why=standing.why,
        papers=standing.papers,
    )


def _problem(problem: Problem) -> CapProblem:
    words = problem_words(problem)
    return CapProblem(
        place=problem.place,
        fault=problem.fault,
        found=problem.found,
        expected=problem.expected,
        zh=words.zh,
        en=words.en,
    )
