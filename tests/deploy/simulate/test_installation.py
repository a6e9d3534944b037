"""Who may speak to whom in a simulation, and what the hub is told of it."""

import csv
import io
import re

import pytest

from deploy.config import SimulationSettings, VillageSettings
from deploy.simulate.installation import clients, native_users, registry
from devices.sim.world.saying import Speech
from devices.sim.world.scenario import read
from devices.sim.world.world import World
from tests.deploy.simulate.scenarios import SMALL


@pytest.fixture(scope="module")
def world():
    return World(read(SMALL, "small"), 1)


def test_every_native_bin_is_spoken_for_by_its_gateway(world):
    behind = {gateway.user: gateway.devices for gateway in clients(VillageSettings(), world).gateways}
    for actor in world.actors:
        if actor.speech is Speech.NATIVE:
            assert actor.id in behind[actor.gateway or actor.id]


def test_every_user_that_a_device_speaks_by_is_known_to_the_broker(world):
    assert set(native_users(world)) <= set(clients(VillageSettings(), world).users())


def test_the_hub_is_told_every_registered_device_and_who_watches_the_cameras(world, tmp_path):
    simulation = SimulationSettings(clock_file=tmp_path / "pace", pictures_port=4711)
    table = registry(VillageSettings(simulation=simulation), world).decode("utf-8-sig")
    rows = {row["device_id"]: row for row in csv.DictReader(io.StringIO(table))}
    assert {actor.id for actor in world.actors if actor.is_registered} | {"vision-001"} == set(rows)
    assert "127.0.0.1:4711" in table


def test_where_there_is_no_camera_nobody_watches_them():
    blind = World(read(re.sub(r"cameras = \d+", "cameras = 0", SMALL), "small"), 1)
    assert b"vision-001" not in registry(VillageSettings(), blind)
