"""What the API answers about the series store."""

from datetime import datetime

from hub.api.models import Answer
from hub.api.shown import Scene
from hub.books.outbox import Audited
from hub.domain.instants import instant
from hub.services.durability import Standing


class AuditOut(Answer):
    """The newest audit: points looked for, not there, and written again. Null times: none yet, under way."""

    begun_at: datetime | None
    ended_at: datetime | None
    checked: int
    missing: int
    repaired: int


class SeriesStoreOut(Answer):
    """The series store as of now.

    `unsaved_batches` a crash could take; the hub keeps them. `replay_batches` are still to be written once
    more. Nothing from before `lost_before` could be brought back; null: nothing is known to be lost.
    `aside_points` are good and the store is too full for them, `aside_why` says which limit.
    """

    at: datetime
    started_at: datetime | None
    restarts: int
    unsaved_batches: int
    replay_batches: int
    kept_since: datetime | None
    lost_before: datetime | None
    aside_points: int
    aside_why: str
    audit: AuditOut


def shown(scene: Scene, standing: Standing, audited: Audited) -> SeriesStoreOut:
    """Everything about the store."""
    return SeriesStoreOut(
        at=scene.local(scene.now),
        started_at=_at(scene, standing.started_ms),
        restarts=standing.restarts,
        unsaved_batches=standing.unsaved,
        replay_batches=standing.replaying,
        kept_since=scene.local_or_none(standing.kept_since),
        lost_before=scene.local_or_none(standing.lost_before),
        aside_points=standing.aside.points,
        aside_why=standing.aside.why,
        audit=audit(scene, audited),
    )


def audit(scene: Scene, audited: Audited) -> AuditOut:
    """One audit."""
    return AuditOut(
        begun_at=_at(scene, audited.begun_ms),
        ended_at=_at(scene, audited.ended_ms),
        checked=audited.checked,
        missing=audited.missing,
        repaired=audited.repaired,
    )


def _at(scene: Scene, at_ms: int) -> datetime | None:
    return scene.local(instant(at_ms)) if at_ms else None
