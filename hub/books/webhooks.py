"""The book of webhooks: which sources may post uplinks by HTTP, as the ledger keeps it."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.webhooks import Source, Webhook


class WebhookBook(Protocol):
    """One webhook a source at most."""

    def webhook(self, source: Source) -> Webhook | None:
        """The webhook of a source."""
        ...

    def all(self) -> Sequence[Webhook]:
        """Every webhook, by source."""
        ...

    def put(self, webhook: Webhook) -> None:
        """Add or replace by source."""
        ...

    def remove(self, source: Source) -> None:
        """Forget one; an unknown one is no error."""
        ...
