"""Who may speak to whom in a simulation, and what the hub is told of it."""

import csv
import io
import re

import pytest

from deploy.config import SimulationSettings, VillageSettings
from deploy.pretend import PROBE, VISION_WORKER
from deploy.simulate.installation import area_name, clients, native_users, registry, watched
from devices.sim.world.saying import Speech
from devices.sim.world.scenario import load, read
from devices.sim.world.showing import Showing
from devices.sim.world.world import World
from hub.domain.area import Catalog
from hub.domain.registry_csv import parse as parse_registry
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


def test_a_county_is_not_called_by_the_name_of_a_township_unless_somebody_named_it(world):
    county = World(read(re.sub(r"(?m)^villages = ", "townships = 2\nvillages = ", SMALL), "small"), 1)
    usual = VillageSettings().site.name
    assert (area_name(usual, world), area_name(usual, county)) == ("大溪乡", "溪源县")
    assert area_name("某某县", county) == "某某县"


def test_where_there_is_no_camera_nobody_watches_them():
    blind = World(read(re.sub(r"cameras = \d+", "cameras = 0", SMALL), "small"), 1)
    assert b"vision-001" not in registry(VillageSettings(), blind)


def test_the_registry_of_the_demo_is_one_the_hub_takes_in_full():
    settings = VillageSettings(simulation=SimulationSettings(probe=True, pictures_port=9000))
    content = registry(settings, Showing(World(load("demo"), 1)))
    table = parse_registry(content, "daxi", "大溪乡", Catalog.of((), (), ()))
    assert table.flawed == ()
    assert len(table.devices) == 60 + 8 + 12 + 6 + 2
    ids = {device.id for device in table.devices}
    assert ids >= {PROBE, VISION_WORKER, "bin-001", "cam-008", "horn-012", "gw-006"}


def test_who_measures_is_let_in_only_where_somebody_wants_to_know(world):
    measured = VillageSettings(simulation=SimulationSettings(probe=True))
    assert PROBE in clients(measured, world).users()
    assert PROBE not in clients(VillageSettings(), world).users()


def test_the_vision_worker_watches_every_camera_where_its_pictures_are(world):
    assert [(camera.id, camera.url) for camera in watched(world, 9000)] == [
        ("cam-001", "http://127.0.0.1:9000/cam-001.jpg")
    ]
