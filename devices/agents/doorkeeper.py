"""Which orders a speaker obeys: those that its hub signed for it, once each, and none of a hub replaced."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from devices.agents.diary import Diary
from devices.agents.keyring import Keyring
from devices.agents.numbers import Verdict
from devices.contract.commands import Cancel, Command, Refusal
from devices.contract.signing import NotAuthentic
from devices.contract.topics import Address
from devices.mqtt.publication import Packet

FUTURE_MS = 5 * 60 * 1000


class TurnedAway(Exception):
    """An order that must not be obeyed; tell it as a security event. `refusal` says why."""

    def __init__(self, refusal: Refusal, reason: str) -> None:
        super().__init__(reason)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Looks at every order before anything is done about it. `names` are the speaker and its groups."""

    names: Collection[str]
    keyring: Keyring
    diary: Diary
    now_ms: Callable[[], int]

    def check(self, packet: Packet, address: Address, command: Command) -> None:
        """Let an order pass; one that the broker hands over again (DUP) passes again and is known by its id.

        Raises:
            TurnedAway: obey nothing of it.
            SpoolFailed: nothing is known of what was obeyed before; obey nothing.
        """
        if packet.is_retained:
            raise TurnedAway(Refusal.RETAINED, "it was retained")
        if address.target not in self.names or command.audience != address.target:
            raise TurnedAway(
                Refusal.WRONG_TARGET, f"it is for {command.audience!r} and came to {address.target!r}"
            )
        self._check_signature(packet, command)
        self._check_number(packet, command)
        ahead_ms = command.issued_ms - self.now_ms()
        # To fall silent is right whatever the clock says.
        if ahead_ms > FUTURE_MS and not isinstance(command, Cancel):
            raise TurnedAway(Refusal.FUTURE_DATED, f"issued {ahead_ms} ms ahead of this clock")

    def _check_signature(self, packet: Packet, command: Command) -> None:
        if not command.signature:
            raise TurnedAway(Refusal.UNSIGNED, "it is not signed")
        key = self.keyring.find(command.key)
        if key is None:
            raise TurnedAway(Refusal.UNKNOWN_KEY, f"key {command.key!r} is not believed here")
        try:
            key.check(packet.topic, packet.payload, command)
        except NotAuthentic as error:
            raise TurnedAway(error.refusal, str(error)) from error

    def _check_number(self, packet: Packet, command: Command) -> None:
        if command.epoch < (newest := self.diary.newest_epoch()):
            raise TurnedAway(Refusal.STALE_EPOCH, f"epoch {command.epoch} is over, {newest} has begun")
        verdict = self.diary.numbers(command.audience).judge(command.epoch, command.counter)
        if verdict is Verdict.SEEN and not packet.is_dup:
            raise TurnedAway(Refusal.REPLAYED, f"number {command.counter} of {command.epoch} came before")
