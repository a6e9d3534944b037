"""The working set of one batch of ingest: loaded once, changed in memory, written once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from devices.contract.bodies import Ack, LitterFinding, Telemetry, ViewEvent
from devices.contract.wire import Message
from hub.books import Transaction
from hub.domain.area import Catalog
from hub.domain.device_state import DeviceState
from hub.domain.intake import DeadLetter, Outcome
from hub.outbox import HeldPoints
from hub.series import Point

Numbered: TypeAlias = Telemetry | LitterFinding | ViewEvent | Ack


@dataclass(frozen=True, slots=True)
class Heard:
    """One decoded message with the raw one it came from. `at` is when the hub received it, aware UTC."""

    seq: int
    topic: str
    payload: bytes
    at: datetime
    message: Message
    is_retained: bool = False

    @property
    def device(self) -> str:
        """Who spoke."""
        return self.message.address.target

    def letter(self, reason: str, *, is_partial: bool = False) -> DeadLetter:
        """Set the raw message aside."""
        return DeadLetter(
            self.seq, self.topic, self.payload, reason, self.device, self.at, is_partial=is_partial
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch came to: the states of the devices that spoke, as they are after it.

    `points` wait in the outbox, None when there are none. `safe` is up to which number each (device, boot)
    that spoke may forget its messages; 0: not one yet.
    """

    states: Mapping[str, DeviceState]
    safe: Mapping[tuple[str, int], int]
    points: HeldPoints | None


@dataclass(slots=True)
class Batch:
    """What one batch has done so far."""

    tx: Transaction
    catalog: Catalog
    states: dict[str, DeviceState] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    points: list[Point] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    totals: Counter[Outcome] = field(default_factory=Counter)
    tallies: dict[str, Counter[Outcome]] = field(default_factory=dict)
    boots: set[tuple[str, int]] = field(default_factory=set)

    def state(self, device: str) -> DeviceState:
        """What is known of a device; nothing at first."""
        return self.states.get(device) or DeviceState(device)

    def keep(self, state: DeviceState) -> None:
        """Replace a device's state."""
        self.states[state.device] = state
        self.changed.add(state.device)

    def count(self, heard: Heard, outcome: Outcome) -> None:
        """Note what became of a message, for the township and for its device when that is known."""
        self.totals[outcome] += 1
        if heard.device not in self.states and heard.device not in self.catalog.devices:
            return
        if heard.device not in self.tallies:
            self.tallies[heard.device] = Counter()
        self.tallies[heard.device][outcome] += 1
        body = heard.message.body
        if isinstance(body, Numbered) and not heard.message.dedup:
            self.boots.add((heard.device, body.boot))

    def safe_upto(self) -> Mapping[tuple[str, int], int]:
        """Up to which number each (device, boot) that spoke may forget its messages; 0: not one yet."""
        return {
            (device, boot): self.state(device).boots.safe_upto(boot) for device, boot in sorted(self.boots)
        }

    def write(self, at: datetime) -> HeldPoints | None:
        """Put everything into the transaction and return its points; `at`: when the last message came."""
        for device, tally in self.tallies.items():
            state = self.state(device)
            self.keep(replace(state, counts=tally + Counter(state.counts)))
        intake = self.tx.intake
        intake.bury(self.letters)
        intake.keep_states([self.states[device] for device in sorted(self.changed)])
        intake.count(self.totals)
        if not self.points:
            return None
        return self.tx.outbox.queue(self.points, self.totals[Outcome.STORED], at)
