"""What the hub orders is signed: numbered within the epoch of this start, and with the hub's key."""

import threading
from collections import Counter

from devices.contract.commands import Command
from devices.contract.signing import PublicKey, SigningKey
from devices.contract.wire import Message
from hub.books import Ledger
from hub.ports import Bus, Clock


class Signing:
    """Signs orders; any thread may call it after `begin`.

    `before` is the key that was replaced: it signs for whoever does not obey the new one yet.
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, key: SigningKey, before: SigningKey | None = None
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._key = key
        self._before = before
        self._behind: frozenset[str] = frozenset()
        self._epoch = 0
        self._counters: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def public_key(self) -> PublicKey:
        """What speakers check the hub's orders with."""
        return self._key.public

    @property
    def key_before(self) -> PublicKey | None:
        """The key that was replaced; None where none was."""
        return None if self._before is None else self._before.public

    @property
    def epoch(self) -> int:
        """The number of this start; 0 before `begin`."""
        return self._epoch

    def begin(self) -> None:
        """Begin an epoch, so that speakers no longer obey whoever began one before.

        It is at least the time, seconds UTC: a hub restored from a backup, or a second one with the same key,
        is above what was before it.

        Raises:
            StoreDown: nothing may be ordered.
        """
        with self._ledger.write() as tx:
            self._epoch = tx.keys.next_epoch(int(self._clock.now().timestamp()))
        self.look()

    def look(self) -> None:
        """Learn which speakers obey only the key before.

        Raises:
            StoreDown: what was known stays.
        """
        if self._before is None:
            return
        new, old = self._key.public.name, self._before.public.name
        with self._ledger.read() as tx:
            keys = tx.keys.all()
        self._behind = frozenset(k.device for k in keys if old in k.believes and new not in k.believes)

    def sign(self, message: Message) -> Message:
        """Give an order its number and its signature.

        Raises:
            TypeError: it is no order. RuntimeError: no epoch has begun.
        """
        body = message.body
        if not isinstance(body, Command):
            raise TypeError(f"{message.address.topic()}: {type(body).__name__} is no order")
        if not self._epoch:
            raise RuntimeError(f"{message.address.topic()}: no epoch has begun: call begin() first")
        with self._lock:
            self._counters[body.audience] += 1
            counter = self._counters[body.audience]
        numbered = body.model_copy(update={"epoch": self._epoch, "counter": counter})
        key = self._key if self._before is None or body.audience not in self._behind else self._before
        return key.sign(Message(message.address, numbered))


class SignedBus:
    """The `Bus` port over another one, on which every order is signed."""

    def __init__(self, bus: Bus, signing: Signing) -> None:
        self._bus = bus
        self._signing = signing

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """See `Bus.send`."""
        signed = self._signing.sign(message) if isinstance(message.body, Command) else message
        self._bus.send(signed, qos=qos, retain=retain, expiry_s=expiry_s)

    def forget(self, topic: str) -> None:
        """See `Bus.forget`."""
        self._bus.forget(topic)

    def resent_ago_s(self, topic: str) -> float | None:
        """See `Bus.resent_ago_s`."""
        return self._bus.resent_ago_s(topic)
