"""Changing the hub's key: each speaker is told of the new one by the old, and then to forget the old one."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from devices.contract.commands import TrustedKeys
from devices.contract.signing import PublicKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger
from hub.domain.instants import millis
from hub.domain.speaker_keys import SpeakerKey
from hub.ports import Bus, Clock
from hub.services.signing import Signing

log = logging.getLogger(__name__)
# One that did not present itself anew is told again.
_AGAIN = timedelta(minutes=10)
# A speaker may be away for long; the broker keeps the order for it.
_HOLDS = timedelta(days=14)


class KeyRotation:
    """Brings speakers from the key `before` to the current one; called by the clock, and done when all are.

    `is_over` is called once no speaker obeys the old key any more: it may be destroyed.
    """

    def __init__(
        self, site: str, ledger: Ledger, clock: Clock, signing: Signing, bus: Bus, is_over: Callable[[], None]
    ) -> None:
        self._site = site
        self._ledger = ledger
        self._clock = clock
        self._bus = bus
        self._signing = signing
        self._is_over = is_over
        self._told: dict[tuple[str, tuple[str, ...]], datetime] = {}
        self._is_done = False

    def step(self) -> None:
        """Tell each speaker what it lacks.

        Raises:
            StoreDown: try later.
        """
        before = self._signing.key_before
        if self._is_done or before is None:
            return
        self._signing.look()
        with self._ledger.read() as tx:
            behind = [key for key in tx.keys.all() if before.name in key.believes]
        for key in behind:
            self._tell(key, before)
        if not behind:
            self._is_done = True
            log.info("no speaker obeys the hub's key %s any more", before.name)
            self._is_over()

    def _tell(self, key: SpeakerKey, before: PublicKey) -> None:
        now, new = self._clock.now(), self._signing.public_key
        trusted = (new.text,) if new.name in key.believes else (new.text, before.text)
        told_at = self._told.get((key.device, trusted))
        if told_at is not None and now - told_at < _AGAIN:
            return
        order = TrustedKeys(
            id=f"keys-{new.name}-{len(trusted)}",
            issued_ms=millis(now),
            not_before_ms=millis(now),
            expires_ms=millis(now + _HOLDS),
            audience=key.device,
            trusted=trusted,
        )
        address = device_address(self._site, key.device, Kind.CMD, "keys")
        try:
            self._bus.send(Message(address, order), expiry_s=int(_HOLDS.total_seconds()))
        except LinkDown:
            return
        self._told[key.device, trusted] = now
