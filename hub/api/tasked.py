"""What to do now, as the API answers it."""

from datetime import datetime

from hub.api import models, shown
from hub.api.words import TASK_REASONS
from hub.domain.tasks import Reason, Task


class TaskOut(models.Answer):
    """One thing to do. `about` is the ticket, device, village or note of the hub that it is about.

    `count`: how many tickets or devices it stands for. `wild`: what is seen of a sensor whose readings stray.
    """

    reason: Reason
    reason_zh: str
    reason_en: str
    about: str
    village: models.PlaceOut | None
    owner: str
    since: datetime
    due_at: datetime | None
    count: int
    wild: models.WildOut | None


class TaskList(models.Answer):
    """At most seven, the most pressing first; with nothing to do, one that says so."""

    at: datetime
    tasks: list[TaskOut]


def task(scene: shown.Scene, known: Task) -> TaskOut:
    """One thing to do."""
    word = TASK_REASONS[known.reason]
    return TaskOut(
        reason=known.reason,
        reason_zh=word.zh,
        reason_en=word.en,
        about=known.about,
        village=shown.place(scene.catalog.places.get(known.village)),
        owner=known.owner,
        since=scene.local(known.since),
        due_at=scene.local_or_none(known.due_at),
        count=known.count,
        wild=shown.wild(scene, known.wildness),
    )
