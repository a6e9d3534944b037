"""Webhooks: who may post uplinks by HTTP, and taking what is posted into the journal."""

import hashlib
import hmac
import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

from devices.listeners import NotTaken
from hub.books import Ledger
from hub.domain.webhooks import Source, Webhook, topic_of
from hub.ports import Clock

log = logging.getLogger(__name__)
# A thread of the web server waits for the disk with each body; people at the console need some too.
_MOST_AT_ONCE = 16

# (topic, body): returns when the body is on disk, raises NotTaken.
Keep: TypeAlias = Callable[[str, bytes], None]


class Webhooks:
    """Gives out secrets and takes bodies.

    Args:
        ledger: where the hashes of the secrets are.
        clock: when a secret is made.
        keep: journals a body.
        shortage: why the journal takes nothing now, None while it does.
    """

    def __init__(self, ledger: Ledger, clock: Clock, keep: Keep, shortage: Callable[[], str | None]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._keep = keep
        self._shortage = shortage
        self._places = threading.Semaphore(_MOST_AT_ONCE)

    def all(self) -> Sequence[Webhook]:
        """The sources that may post, by name.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.webhooks.all()

    def issue(self, source: Source, by: str) -> str:
        """Make a secret for a source and return it, once; one it had before opens nothing any more.

        Raises:
            StoreDown: nothing was kept, the secret of before still holds.
        """
        secret = secrets.token_urlsafe(32)
        with self._ledger.write() as tx:
            tx.webhooks.put(Webhook(source, _hash(secret), self._clock.now(), by))
        log.info("webhook %s: a new secret was made by %s", source, by)
        return secret

    def revoke(self, source: Source, by: str) -> None:
        """Let a source post no more; an unknown one is no error.

        Raises:
            StoreDown: it may still post.
        """
        with self._ledger.write() as tx:
            tx.webhooks.remove(source)
        log.info("webhook %s: revoked by %s", source, by)

    def may_post(self, source: Source, secret: str) -> bool:
        """Tell whether that is the secret of the source; the time it takes says nothing of the right one.

        Raises:
            StoreDown: cannot be known now.
        """
        with self._ledger.read() as tx:
            known = tx.webhooks.webhook(source)
        return hmac.compare_digest(known.secret_sha256 if known else "", _hash(secret))

    def take(self, source: Source, event: str, device: str, body: bytes) -> None:
        """Journal a body; when this returns it is on disk and has one fate, like any message.

        Raises:
            NotTaken: there is no room, or too many post at once; the sender must send it again.
        """
        shortage = self._shortage()
        if shortage is not None:
            raise NotTaken(f"the journal has no room: {shortage}")
        if not self._places.acquire(blocking=False):
            raise NotTaken(f"{_MOST_AT_ONCE} bodies wait for the disk already")
        try:
            self._keep(topic_of(source, event, device), body)
        finally:
            self._places.release()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
