"""What the API answers about webhooks."""

from datetime import datetime

from hub.api.models import Answer
from hub.api.shown import Scene
from hub.domain.webhooks import Source, Webhook


class Taken(Answer):
    """The message is on disk."""

    taken: bool = True


class WebhookOut(Answer):
    """One source; `may_post` once a secret was made for it."""

    source: Source
    may_post: bool
    made_at: datetime | None
    made_by: str


class WebhookList(Answer):
    """Every kind of source."""

    at: datetime
    webhooks: list[WebhookOut]


class Issued(Answer):
    """What to enter at the source; the secret is never shown again."""

    source: Source
    url: str
    header: str
    secret: str


def shown(scene: Scene, source: Source, known: Webhook | None) -> WebhookOut:
    """One source, with its webhook if it has one."""
    return WebhookOut(
        source=source,
        may_post=known is not None,
        made_at=scene.local(known.made_at) if known else None,
        made_by=known.made_by if known else "",
    )


def issued(public_url: str, source: Source, secret: str) -> Issued:
    """A secret that was just made, and where it goes."""
    query = "?device=" if source is Source.JSON else ""
    return Issued(
        source=source,
        url=f"{public_url}/api/v1/uplinks/{source}{query}",
        header=f"Authorization: Bearer {secret}",
        secret=secret,
    )
