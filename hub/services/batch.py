"""The working set of one batch of ingest: loaded once, changed in memory, written once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, TypeAlias

from devices.contract.bodies import LitterFinding, SecurityEvent, Telemetry, ViewEvent
from devices.contract.faults import Fault
from devices.contract.receipts import Ack
from devices.contract.topics import BadMessage
from devices.contract.wire import Message
from hub.books import HeldMessage, Transaction
from hub.books.outbox import HeldPoints
from hub.domain.area import Catalog
from hub.domain.dead_letters import DeadLetter
from hub.domain.device_state import DeviceState
from hub.domain.intake import Outcome, Room, room_for_each
from hub.domain.transmissions import Transmission
from hub.series import Point

# Nobody installs more devices than this before registering one; more strangers are refused, not remembered.
MAX_UNCLAIMED = 1_000
Numbered: TypeAlias = Telemetry | LitterFinding | ViewEvent | SecurityEvent | Ack


class Heard(NamedTuple):
    """One decoded message with the raw one it came from.

    `at` is when the hub received it, aware UTC. `is_again`: it was set aside before, and is read again;
    `is_numbered`: its number was noted then.
    """

    seq: int
    topic: str
    payload: bytes
    at: datetime
    message: Message
    qos: int = 1
    is_retained: bool = False
    is_again: bool = False
    is_numbered: bool = False

    @property
    def device(self) -> str:
        """Who spoke."""
        return self.message.address.target

    @property
    def transmission(self) -> Transmission | None:
        """By what it is known where a foreign network brought it; native messages have numbers."""
        message = self.message
        return Transmission(message.dedup, message.twin, self.at) if message.dedup else None

    def is_best_effort(self, before: bool) -> bool:  # noqa: FBT001  what was known of the device
        """Tell whether nobody would have sent it again: QoS 0, or a radio network without acknowledgement.

        How a message came that is read again is not kept: what was known `before` stays.
        """
        return before if self.is_again else self.qos == 0 or bool(self.message.dedup)

    def is_overtaken(self, seen_at: datetime | None) -> bool:
        """Tell whether a message that is read again says how things were, not how they are.

        `seen_at` is when its device was last alive.
        """
        return self.is_again and seen_at is not None and self.at < seen_at

    def letter(
        self, reason: str, fault: Fault, *, is_partial: bool = False, is_numbered: bool = False
    ) -> DeadLetter:
        """Set the raw message, or a part of it, aside."""
        return DeadLetter(
            self.seq,
            self.topic,
            self.payload,
            reason,
            self.device,
            self.at,
            fault,
            is_partial=is_partial,
            is_numbered=is_partial or is_numbered,
            is_retained=self.is_retained,
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch came to: the states of the devices that spoke, or carried others, as they are after it.

    `points` wait in the outbox, None when there are none. `safe` is up to which number each (device, boot)
    that spoke may forget its messages; 0: not one yet.
    """

    states: Mapping[str, DeviceState]
    safe: Mapping[tuple[str, int], int]
    points: HeldPoints | None


@dataclass(slots=True)
class Batch:
    """What one batch has done so far; `carriers`: when each radio gateway last carried something of it."""

    tx: Transaction
    catalog: Catalog
    states: dict[str, DeviceState] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    points: list[Point] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    totals: Counter[Outcome] = field(default_factory=Counter)
    tallies: dict[str, Counter[Outcome]] = field(default_factory=dict)
    strangers: dict[str, list[HeldMessage]] = field(default_factory=dict)
    waiting: frozenset[str] | None = None
    boots: set[tuple[str, int]] = field(default_factory=set)
    nobodys: Counter[Outcome] = field(default_factory=Counter)
    carriers: dict[str, datetime] = field(default_factory=dict)

    def state(self, device: str) -> DeviceState:
        """What is known of a device; nothing at first."""
        return self.states.get(device) or DeviceState(device)

    def keep(self, state: DeviceState) -> None:
        """Replace a device's state."""
        self.states[state.device] = state
        self.changed.add(state.device)

    def knows(self, device: str) -> bool:
        """Tell whether a device is registered, or has spoken before."""
        return device in self.states or self.catalog.is_registered(device)

    def count(self, heard: Heard, outcome: Outcome) -> None:
        """Note what became of a message, and which boot of its device wants to hear of it."""
        self.tally(heard.device, outcome)
        body = heard.message.body
        if isinstance(body, Numbered) and not heard.message.dedup and self.knows(heard.device):
            self.boots.add((heard.device, body.boot))

    def tally(self, device: str, outcome: Outcome, change: int = 1) -> None:
        """Count what became of a message: for the township, and for its device or for nobody."""
        self.totals[outcome] += change
        if not self.knows(device):
            self.nobodys[outcome] += change
            return
        if device not in self.tallies:
            self.tallies[device] = Counter()
        self.tallies[device][outcome] += change

    def heard_by(self, gateways: Sequence[str], at: datetime) -> None:
        """Note that registered gateways, those that have a name, carried something that came at `at`."""
        for gateway in filter(None, gateways):
            self.carriers[gateway] = max(at, self.carriers.get(gateway, at))

    def set_aside(self, letter: DeadLetter) -> None:
        """Keep what could not be used; what names a device the hub does not know is nobody's."""
        self.letters.append(letter if self.knows(letter.device) else replace(letter, device=""))

    def demand_room(self, stranger: str) -> None:
        """Make sure that one more stranger can be remembered.

        Raises:
            BadMessage: too many wait already; set the message aside.
        """
        if len(self._waiting().union(self.strangers)) >= MAX_UNCLAIMED:
            why = f"device {stranger!r} is not registered, and {MAX_UNCLAIMED} others wait already"
            raise BadMessage(why, Fault.STRANGERS)

    def hold(self, heard: Heard) -> None:
        """Keep a stranger's message."""
        message = HeldMessage(heard.seq, heard.topic, heard.payload, heard.at, heard.is_retained)
        self.strangers.setdefault(heard.device, []).append(message)

    def safe_upto(self) -> Mapping[tuple[str, int], int]:
        """Up to which number each (device, boot) that spoke may forget its messages; 0: not one yet."""
        return {
            (device, boot): self.state(device).boots.safe_upto(boot) for device, boot in sorted(self.boots)
        }

    def write(self, at: datetime) -> HeldPoints | None:
        """Put everything into the transaction and return its points; `at`: when the last message came."""
        if self.strangers:
            room = room_for_each(len(self._waiting().union(self.strangers)))
            for device, messages in self.strangers.items():
                self._hold(device, messages, room)
        for device, tally in self.tallies.items():
            state = self.state(device)
            self.keep(state._replace(counts=tally + Counter(state.counts)))
        intake = self.tx.intake
        self.tx.letters.bury(sorted(self.letters, key=lambda letter: letter.seq))
        intake.keep_states([self.states[device] for device in sorted(self.changed)])
        intake.count(self.totals, self.nobodys)
        if not self.points:
            return None
        return self.tx.outbox.queue(self.points, max(0, self.totals[Outcome.STORED]), at)

    def _waiting(self) -> frozenset[str]:
        """Who waited unclaimed before this batch."""
        if self.waiting is None:
            self.waiting = frozenset(self.tx.intake.held_devices())
        return self.waiting

    def _hold(self, device: str, messages: Sequence[HeldMessage], room: Room) -> None:
        """Keep a stranger's messages; of very many the oldest are set aside, which were counted as stored."""
        why = f"device {device!r} is not registered, and too many newer messages of it wait"
        for old in self.tx.intake.hold(device, messages, room):
            raw = (old.seq, old.topic, old.payload)
            self.set_aside(DeadLetter(*raw, why, device, old.received_at, Fault.STRANGERS, is_numbered=True))
            self.tally(device, Outcome.STORED, -1)
            self.tally(device, Outcome.DEAD_LETTER)
