from devices.profiles.catalog import load
from hub.domain.bins import Geometry
from hub.domain.usual_geometry import usual_geometries

USUAL = usual_geometries(load())


def test_a_product_is_found_by_each_of_its_names() -> None:
    assert USUAL["dingtek-df703"] == USUAL["dingtek df703"] == USUAL["df703"] == Geometry(1000, 250, 150)


def test_a_product_that_measures_no_distance_has_no_geometry() -> None:
    assert "milesight-am102" not in USUAL
