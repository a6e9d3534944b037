"""What changes who may enter the broker must do; run on the fake and on a mosquitto of our own."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.mosquitto.device_access import DeviceAccess
from deploy.ports import any_ports
from deploy.questions import NoGoodAnswer, lets_in
from deploy.servers import Clients, Place, broker
from deploy.supervisor import Supervisor
from hub.ports import BrokerAccess, NameTaken
from tests.fakes import FakeBrokerAccess
from tests.wait import until


@dataclass
class Broker:
    """What is under test, and whether a broker then lets somebody in."""

    access: BrokerAccess
    lets_in: Callable[[str, str], bool]


@pytest.fixture(params=["fake", pytest.param("mosquitto", marks=[pytest.mark.journey, pytest.mark.slow])])
def gate(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker with the programs "hub" and "chirpstack" that knows no device yet."""
    if request.param == "fake":
        fake = FakeBrokerAccess({"hub", "chirpstack"})
        yield Broker(fake, lambda user, password: fake.users.get(user) == password)
        return
    place, ports = Place(tmp_path, dict(os.environ)), any_ports()
    child = broker(place, ports, "daxi", Clients("hub", network_servers=("chirpstack",)))
    supervisor = Supervisor((child,), tmp_path / "log", lambda _text: None)
    supervisor.start()

    def is_let_in(user: str, password: str) -> bool:
        try:
            lets_in("127.0.0.1", ports.mqtt, user, password)
        except NoGoodAnswer:
            return False
        return True

    try:
        yield Broker(DeviceAccess(tmp_path, place.credentials(), {"hub", "chirpstack"}), is_let_in)
    finally:
        supervisor.stop()


def test_a_user_is_let_in_with_its_newest_password_only(gate: Broker) -> None:
    gate.access.grant("bin-1", "first")
    until(lambda: gate.lets_in("bin-1", "first"))
    gate.access.grant("bin-1", "second")
    until(lambda: gate.lets_in("bin-1", "second"))
    assert not gate.lets_in("bin-1", "first")


def test_who_is_revoked_is_named_and_let_in_no_more_and_all_others_are(gate: Broker) -> None:
    for user in ("bin-1", "bin-2", "bin-3"):
        gate.access.grant(user, "word")
    until(lambda: gate.lets_in("bin-3", "word"))
    assert set(gate.access.revoke(["bin-1", "bin-2", "bin-9"])) == {"bin-1", "bin-2"}
    until(lambda: not gate.lets_in("bin-1", "word"))
    assert not gate.lets_in("bin-2", "word")
    assert gate.lets_in("bin-3", "word")
    assert set(gate.access.revoke(["bin-1"])) == set()


def test_a_program_of_the_installation_is_neither_given_a_password_nor_cut_off(gate: Broker) -> None:
    with pytest.raises(NameTaken):
        gate.access.grant("hub", "word")
    assert set(gate.access.revoke(["hub", "chirpstack"])) == set()
