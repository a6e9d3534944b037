"""What is remembered of the ledger's states, and when the ledger is asked again."""

from collections.abc import Collection, Mapping

import pytest

from hub.domain.device_state import DeviceState
from hub.services.known_states import KnownStates
from tests.builders import a_reading, a_record, at
from tests.hub.services.conftest import Hub


class Asked:
    """The ledger's states, and who was asked for."""

    def __init__(self, *devices: str) -> None:
        self._states = {device: DeviceState(device) for device in devices}
        self.asked: list[list[str]] = []

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        self.asked.append(sorted(devices or ()))
        return {device: self._states[device] for device in devices or () if device in self._states}


def test_the_ledger_is_asked_once_and_not_for_what_it_was_told() -> None:
    intake, known = Asked("bin-1", "bin-2"), KnownStates()
    changed = DeviceState("bin-2", seen_at=at(5))
    known.load(intake, ["bin-1", "nobody"])
    known.keep([changed])

    assert known.load(intake, ["bin-1", "bin-2"]) == {"bin-1": DeviceState("bin-1"), "bin-2": changed}
    assert intake.asked == [["bin-1", "nobody"]]


def test_what_was_forgotten_is_asked_again() -> None:
    intake, known = Asked("bin-1", "bin-2"), KnownStates()
    known.load(intake, ["bin-1", "bin-2"])
    known.forget("bin-1")
    known.load(intake, ["bin-1", "bin-2"])
    known.forget()
    known.load(intake, ["bin-1", "bin-2"])

    assert intake.asked == [["bin-1", "bin-2"], ["bin-1"], ["bin-1", "bin-2"]]


def test_those_silent_longest_make_room() -> None:
    intake, known = Asked("a", "b", "c"), KnownStates(most=2)
    known.keep([DeviceState("a"), DeviceState("b")])
    known.keep([DeviceState("a")])
    known.keep([DeviceState("c")])
    known.load(intake, ["a", "b", "c"])

    assert intake.asked == [["b"]]


def apply_and_fail(hub: Hub) -> None:
    with hub.ledger.write() as tx:
        hub.ingest.apply(tx, hub.registry.catalog, [a_record(1, a_reading(seq=1))])
        raise RuntimeError("the ledger fails")


def test_a_transaction_that_was_not_kept_leaves_nothing_in_memory(hub: Hub) -> None:
    with pytest.raises(RuntimeError):
        apply_and_fail(hub)
    hub.ingest.forget()

    assert hub.hear(a_record(1, a_reading(seq=1)))["bin-1"].sequence.seen == 1
