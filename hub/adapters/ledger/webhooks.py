"""The webhook book: which sources may post."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, select

from hub.adapters.ledger.schema import WEBHOOK
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.webhooks import Source, Webhook


class SqlWebhooks:
    """Fulfils `hub.books.webhooks.WebhookBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def webhook(self, source: Source) -> Webhook | None:
        """The webhook of a source."""
        row = self._connection.execute(select(WEBHOOK).where(WEBHOOK.c.source == source.value)).one_or_none()
        return None if row is None else _webhook(row)

    def all(self) -> Sequence[Webhook]:
        """Every webhook, by source."""
        return [_webhook(row) for row in self._connection.execute(select(WEBHOOK).order_by(WEBHOOK.c.source))]

    def put(self, webhook: Webhook) -> None:
        """Add or replace."""
        row = {
            "source": webhook.source.value,
            "secret_sha256": webhook.secret_sha256,
            "made_ms": millis(webhook.made_at),
            "made_by": webhook.made_by,
        }
        upsert(self._connection, WEBHOOK, [row])

    def remove(self, source: Source) -> None:
        """Forget one."""
        self._connection.execute(delete(WEBHOOK).where(WEBHOOK.c.source == source.value))


def _webhook(row: Row[tuple[object, ...]]) -> Webhook:
    return Webhook(Source(row.source), row.secret_sha256, instant(row.made_ms), row.made_by)
