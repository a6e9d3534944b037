"""What a speaker plays next: the most urgent first, then the oldest; who may interrupt whom. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from devices.contract.commands import Aired, Priority
from devices.contract.receipts import Proof, Stage

_RANK = {priority: rank for rank, priority in enumerate(Priority)}
# A wall clock may be set while we wait, so nobody waits longer than this for an instant of it.
LONGEST_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One announcement as the speaker knows it.

    `arrival` orders equals; `held_until_ms` keeps it back while it must be quiet or its sound cannot be
    fetched; `position_ms` is how much of it has sounded before it was preempted; `error` and `proof` are what
    was last reported.
    """

    command: Aired
    arrival: int
    stage: Stage = Stage.RECEIVED
    error: str = ""
    proof: Proof | None = None
    held_until_ms: int = 0
    position_ms: int = 0

    @property
    def announcement(self) -> str:
        """The id of what is announced; the same one is never heard twice."""
        return self.command.announcement

    @property
    def ready_ms(self) -> int:
        """When it may begin, milliseconds UTC."""
        return max(self.command.not_before_ms, self.held_until_ms)

    def has_expired(self, now_ms: int) -> bool:
        """Tell whether it must not begin any more."""
        return now_ms >= self.command.expires_ms


def next_up(waiting: Iterable[Entry], now_ms: int) -> Entry | None:
    """Choose what may begin now and is the most urgent, the oldest among equals."""
    ready = [entry for entry in waiting if entry.ready_ms <= now_ms and not entry.has_expired(now_ms)]
    return min(ready, key=lambda entry: (-_RANK[entry.command.priority], entry.arrival), default=None)


def preempts(newcomer: Priority, playing: Priority) -> bool:
    """Tell whether the newcomer is urgent enough to interrupt what plays."""
    return _RANK[newcomer] > _RANK[playing]


def wait_s(waiting: Iterable[Entry], now_ms: int, also_ms: Collection[int] = ()) -> float | None:
    """How long nothing can change by time alone, seconds; None when nothing waits, nor for `also_ms`."""
    instants = [instant for instant in also_ms if instant > now_ms]
    instants += [
        instant
        for entry in waiting
        for instant in (entry.ready_ms, entry.command.expires_ms)
        if instant > now_ms
    ]
    if not instants:
        return None
    return min(LONGEST_WAIT_S, (min(instants) - now_ms) / 1000)
