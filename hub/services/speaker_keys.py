"""The keys of speakers and of the hub, as people manage them: seen, accepted, revoked."""

import logging
from collections.abc import Sequence

from devices.contract.signing import PublicKey
from hub.books import Ledger
from hub.domain.registry_changes import Act, Change
from hub.domain.speaker_keys import SpeakerKey, accepted, revoked
from hub.ports import Clock

log = logging.getLogger(__name__)


class NoSuchKey(LookupError):
    """The speaker has no key, or comes with no other one; the text says which."""


class SpeakerKeys:
    """Keeps whose receipts are believed; every change is noted in the registry's book.

    `hub_key` is what speakers are set up with.
    """

    def __init__(self, ledger: Ledger, clock: Clock, hub_key: PublicKey) -> None:
        self._ledger = ledger
        self._clock = clock
        self.hub_key = hub_key

    def all(self) -> Sequence[SpeakerKey]:
        """Every speaker's key, by device.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.keys.all()

    def accept(self, device: str, by: str) -> SpeakerKey:
        """Know a speaker by the other key that it comes with, from now on.

        Raises:
            NoSuchKey: it comes with none. StoreDown: nothing changed.
        """
        now = self._clock.now()
        with self._ledger.write() as tx:
            known = tx.keys.speaker(device)
            if known is None or not known.offered:
                raise NoSuchKey(f"{device} comes with no other key")
            after = accepted(known, now)
            tx.keys.put(after)
            tx.registry.note([_change(device, Act.KEY_ACCEPTED, known, after)], by, now)
        log.info("another key of speaker %s is accepted, by %s", device, by)
        return after

    def revoke(self, device: str, by: str) -> SpeakerKey:
        """Believe nothing any more that a speaker signs with its key; twice is once.

        Raises:
            NoSuchKey: it has none. StoreDown: nothing changed.
        """
        now = self._clock.now()
        with self._ledger.write() as tx:
            known = tx.keys.speaker(device)
            if known is None:
                raise NoSuchKey(f"{device} has no key")
            after = revoked(known, now)
            tx.keys.put(after)
            if after != known:
                tx.registry.note([_change(device, Act.KEY_REVOKED, known, after)], by, now)
        log.info("the key of speaker %s is revoked, by %s", device, by)
        return after


def _change(device: str, act: Act, before: SpeakerKey, after: SpeakerKey) -> Change:
    return Change(device, act, {"key": before.public_key}, {"key": after.public_key})
