"""The states of the devices that spoke last, so that the ledger is not asked for what it was just told."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from hub.domain.device_state import DeviceState

# Some 2 kB each: a county of 50,000 devices must not fill the memory.
_MOST = 20_000


class StateBook(Protocol):
    """The part of the intake book that is asked here."""

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        """See hub.books.IntakeBook."""
        ...


class KnownStates:
    """What the newest transaction of ingest left behind.

    Use inside a transaction that writes, of which there is one at a time; after one that failed, `forget`.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._states: dict[str, DeviceState] = {}

    def load(self, intake: StateBook, devices: Collection[str]) -> dict[str, DeviceState]:
        """The states of these devices; those never heard of are left out.

        Raises:
            StoreDown: the ledger does not answer.
        """
        unknown = [device for device in devices if device not in self._states]
        if unknown:
            self._states.update(intake.states(unknown))
        return {device: self._states[device] for device in devices if device in self._states}

    def keep(self, states: Iterable[DeviceState]) -> None:
        """Note what was written; the devices that have been silent longest make room."""
        for state in states:
            self._states.pop(state.device, None)
            self._states[state.device] = state
        if len(self._states) > self._most:
            for device in list(self._states)[: len(self._states) - self._most]:
                del self._states[device]

    def forget(self, device: str | None = None) -> None:
        """Ask the ledger the next time, about one device or about all."""
        if device is None:
            self._states.clear()
        else:
            self._states.pop(device, None)
