"""Servers that are ended in the course of a scenario."""

import signal

import pytest

from deploy.simulate.servers import Servers
from devices.sim.world.deed import DeedKind
from tests.deploy.simulate.fakes import BEGAN_MS, Children, a_deed

BLOWS = [
    (a_deed(DeedKind.BROKER_RESTART, down_ms=5_000), "mosquitto", signal.SIGTERM),
    (a_deed(DeedKind.INFLUX_AWAY, until_ms=BEGAN_MS + 5_000), "influxdb", signal.SIGTERM),
    (a_deed(DeedKind.HUB_KILLED, down_ms=5_000), "hub", signal.SIGKILL),
]


@pytest.mark.parametrize(("deed", "name", "how"), BLOWS)
def test_a_server_is_down_for_as_long_as_the_scenario_says(deed, name, how) -> None:
    children = Children()
    servers = Servers(children)

    assert servers.does(deed)
    assert servers.do(deed) == "down"
    assert children.down == {name: how}
    assert servers.due_ms() == BEGAN_MS + 5_000

    servers.tend(BEGAN_MS + 4_999)
    assert name in children.down
    servers.tend(BEGAN_MS + 5_000)
    assert name in children.starting


def test_a_server_counts_as_starting_until_it_serves() -> None:
    children = Children()
    servers = Servers(children)
    servers.do(BLOWS[0][0])
    assert not servers.is_starting()
    servers.tend(BEGAN_MS + 5_000)
    assert servers.is_starting()
    assert servers.down() == {"mosquitto"}
    assert servers.due_ms() is None
    children.starting.clear()
    servers.tend(BEGAN_MS + 5_001)
    assert not servers.is_starting()
    assert servers.down() == set()


def test_what_is_down_already_is_not_ended_again() -> None:
    servers = Servers(Children())
    servers.do(BLOWS[2][0])
    assert servers.do(BLOWS[2][0]) == "was down"


def test_what_people_do_is_not_about_a_server() -> None:
    assert not Servers(Children()).does(a_deed(DeedKind.COMPLAINT))
