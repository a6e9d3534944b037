"""The pretend township is the same for the same seed, plausible, and fit for the registry and the map."""

import csv
import io
import json
import math
import re
from collections import Counter
from itertools import pairwise

import pytest

from devices.contract.bodies import DeviceClass
from devices.contract.topics import ID_PATTERN
from devices.sim.names import VILLAGES
from devices.sim.terrain import Terrain, contains, inner_radius_m, terrain
from devices.sim.township import REGISTRY_COLUMNS, Township
from tests.townships import pretend_township


@pytest.fixture(scope="module")
def daxi() -> Township:
    return pretend_township(7)


@pytest.fixture(scope="module")
def county() -> Township:
    return pretend_township(7, villages=60, bins=900, cameras=50, speakers=50)


def rows(township: Township) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(township.registry_csv(lambda device: f"/pictures/{device}.jpg"))))


def owners(land: Terrain, place: tuple[float, float]) -> int:
    return sum(contains(cell, place) for cell in land.cells)


def lon_lats(ring) -> list[tuple[float, float]]:
    return [(place.lon, place.lat) for place in ring]


def test_the_same_seed_gives_the_same_township_bit_for_bit(daxi):
    assert pretend_township(7) == daxi
    assert json.dumps(pretend_township(7).geojson()) == json.dumps(daxi.geojson())


def test_another_seed_gives_another_township(daxi):
    assert pretend_township(8).villages != daxi.villages


def test_there_are_as_many_devices_as_asked_for_and_one_gateway(daxi):
    counted = Counter(device.device_class for device in daxi.devices)
    assert counted == {
        DeviceClass.BIN: 60,
        DeviceClass.CAMERA: 8,
        DeviceClass.SPEAKER: 12,
        DeviceClass.GATEWAY: 1,
    }


def test_every_id_is_unique_and_allowed(county):
    listed = rows(county)
    assert len({row["device_id"] for row in listed}) == len(listed)
    for column in ("device_id", "village_id", "grid_id"):
        assert all(re.fullmatch(ID_PATTERN, row[column]) for row in listed), column


def test_village_names_and_ids_are_all_different():
    assert len({name.zh for name in VILLAGES}) == len({name.id for name in VILLAGES}) == len(VILLAGES) >= 368


def test_the_registry_has_the_agreed_columns_and_every_device_an_owner(daxi):
    listed = rows(daxi)
    assert tuple(listed[0]) == REGISTRY_COLUMNS
    assert len(listed) == len(daxi.devices)
    assert all(row["owner"] and row["point"] and row["village"].endswith("村") for row in listed)


def test_phone_numbers_are_fictional_and_one_for_each_grid_member(county):
    grids = [grid for village in county.villages for grid in village.grids]
    assert all(re.fullmatch(r"1\d\d0000\d{4}", grid.phone) for grid in grids)
    assert len({grid.phone for grid in grids}) == len(grids)


def test_only_bins_have_a_geometry_and_only_cameras_a_source(daxi):
    for row in rows(daxi):
        is_bin, is_camera = row["class"] == "bin", row["class"] == "camera"
        assert bool(row["empty_mm"]) is bool(row["full_mm"]) is is_bin
        assert row["source"] == (f"/pictures/{row['device_id']}.jpg" if is_camera else "")
        assert not is_bin or int(row["empty_mm"]) > int(row["full_mm"]) > 0


def test_a_few_bins_speak_lorawan(daxi):
    keys = [device.key for device in daxi.devices if device.key]
    assert len(keys) == len(set(keys)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", key) for key in keys)


def test_two_or_three_grids_share_a_village(daxi):
    assert {len(village.grids) for village in daxi.villages} <= {2, 3}


def test_every_device_stands_in_its_own_village_near_the_middle_of_the_map(daxi):
    for device in daxi.devices:
        place = (device.place.lon, device.place.lat)
        assert [v for v in daxi.villages if contains(lon_lats(v.boundary), place)] == [device.village]
        assert math.dist(place, (119.65, 29.1)) < 0.1


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("villages", [1, 2, 6, 28])
def test_every_spot_of_the_valley_lies_in_exactly_one_village(seed, villages):
    land = terrain(seed, villages)
    reach = max(abs(x) for cell in land.cells for x, _ in cell)
    inside = [
        place
        for column in range(-14, 15)
        for row in range(-14, 15)
        if math.hypot(place_x := column / 14.13, place_y := row / 14.17) < 0.9
        for place in [(place_x * reach, place_y * reach / 1.45)]
    ]
    assert {owners(land, place) for place in inside} == {1}


def test_a_step_inside_its_border_only_the_village_itself_is_found():
    land = terrain(4, 12)
    for cell in land.cells:
        for a, b in pairwise(cell):
            east, north = (b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b)
            place = ((a[0] + b[0]) / 2 - 0.5 * north, (a[1] + b[1]) / 2 + 0.5 * east)
            assert contains(cell, place)
            assert owners(land, place) == 1


def test_boundaries_run_counter_clockwise_and_keep_away_from_the_middle():
    land = terrain(5, 28)
    for centre, cell in zip(land.centres, land.cells, strict=True):
        closed = (*cell, cell[0])
        assert sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(closed)) > 0
        assert inner_radius_m(centre, cell) > 150


def test_roads_join_all_villages(county):
    joined = {0}
    land = terrain(7, 60)
    for origin, target, course in land.roads:
        assert origin in joined
        assert (course[0], course[-1]) == (land.centres[origin], land.centres[target])
        joined.add(target)
    assert len(joined) == len(county.villages)


def test_the_map_base_is_geojson_named_in_both_languages(daxi):
    drawn = json.loads(json.dumps(daxi.geojson()))
    kinds = Counter(feature["properties"]["kind"] for feature in drawn["features"])
    assert kinds == {"village": 6, "river": 1, "road": 5}
    for feature in drawn["features"]:
        assert feature["properties"]["zh"]
        assert feature["properties"]["en"].isascii() or feature["properties"]["kind"] == "road"
        if feature["geometry"]["type"] == "Polygon":
            (ring,) = feature["geometry"]["coordinates"]
            assert ring[0] == ring[-1]
            assert len(ring) > 10


@pytest.mark.parametrize("villages", [0, len(VILLAGES) + 1])
def test_a_township_without_names_or_villages_is_refused(villages):
    with pytest.raises(ValueError, match=rf"villages = {villages}: expected 1\.\.{len(VILLAGES)}"):
        pretend_township(1, villages=villages)


@pytest.mark.slow
def test_a_whole_county_is_built_at_once():
    county = pretend_township(1, villages=368, bins=30_000, cameras=10_000, speakers=9_999)
    assert len({device.id for device in county.devices}) == 50_000
    assert county.registry_csv().count("\n") == 50_001
