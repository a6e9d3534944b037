"""The intake book: what ingest remembers between two messages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.broker_drops import BrokerDrops
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.intake import Balance, Outcome, Room


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A raw message of a device that is not in the registry yet."""

    seq: int
    topic: str
    payload: bytes
    received_at: datetime
    is_retained: bool = False


class IntakeBook(Protocol):
    """What ingest remembers: its cursor, device states, its accounts."""

    def cursor(self) -> int:
        """Number of the last journal record whose effects are in the ledger; 0 at the beginning."""
        ...

    def move_cursor(self, seq: int) -> None:
        """Note that all records up to `seq` have had their effect."""
        ...

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        """States of these devices (all when None); devices never heard of are left out."""
        ...

    def glimpses(self) -> Mapping[str, Glimpse]:
        """Of the state of every device that was ever heard of what figures of all of them need."""
        ...

    def keep_states(self, states: Iterable[DeviceState]) -> None:
        """Replace the states of these devices."""
        ...

    def count(self, outcomes: Mapping[Outcome, int], nobodys: Mapping[Outcome, int] | None = None) -> None:
        """Add to the totals, and to the part of them that belongs to no device of the hub's (`nobodys`)."""
        ...

    def totals(self) -> Mapping[Outcome, int]:
        """What became of all messages that were worked on."""
        ...

    def counted_for_devices(self) -> Mapping[Outcome, int]:
        """The same, summed over the devices; reads every state."""
        ...

    def broker_drops(self) -> BrokerDrops:
        """What the broker said it dropped."""
        ...

    def keep_broker_drops(self, drops: BrokerDrops) -> None:
        """Replace it."""
        ...

    def nobodys(self) -> Mapping[Outcome, int]:
        """How much of the totals is counted for no device."""
        ...

    def balance(self, received: int) -> Balance:
        """The balance as of this transaction, given how many messages the journal has numbered."""
        ...

    def hold(self, device: str, messages: Sequence[HeldMessage], room: Room) -> Sequence[HeldMessage]:
        """Keep messages of an unclaimed device; of more than there is room for the oldest leave, returned."""
        ...

    def held_devices(self) -> Collection[str]:
        """Ids of the devices that wait unclaimed."""
        ...

    def held(self, device: str, newest: int | None = None) -> Sequence[HeldMessage]:
        """The kept messages of an unclaimed device (the newest only), oldest first."""
        ...

    def release(self, device: str) -> None:
        """Forget the kept messages of a device that was claimed."""
        ...
