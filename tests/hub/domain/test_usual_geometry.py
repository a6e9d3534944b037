from dataclasses import replace

from devices.codecs import frame
from devices.profiles.catalog import load
from hub.domain.bins import Geometry
from hub.domain.usual_geometry import usual_geometries

USUAL = usual_geometries(load())


def test_a_product_is_found_by_each_of_its_names() -> None:
    assert USUAL["dingtek-df703"] == USUAL["dingtek df703"] == USUAL["df703"] == Geometry(1000, 250, 150)


def test_a_tapered_bin_with_a_set_back_sensor_is_so_for_all_of_its_product() -> None:
    profile = load()["dingtek-df703"]
    tapered = replace(profile, geometry=frame.Geometry(1000, 250, 150, 40, ((20, 10), (50, 40))))
    usual = usual_geometries({tapered.name: tapered})
    assert usual["df703"] == Geometry(1000, 250, 150, 40, ((20, 10), (50, 40)))


def test_a_product_that_measures_no_distance_has_no_geometry() -> None:
    assert "milesight-am102" not in USUAL
