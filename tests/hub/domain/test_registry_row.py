"""Which cells of a row a device of some class has."""

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.registry_row import has_cell


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("source", {DeviceClass.CAMERA}),
        ("empty_mm", {DeviceClass.BIN}),
        ("shape", {DeviceClass.BIN}),
        ("key", set(DeviceClass)),
        ("lat", set(DeviceClass)),
    ],
)
def test_a_class_has_the_cells_that_are_about_it(name: str, classes: set[DeviceClass]) -> None:
    assert {each for each in DeviceClass if has_cell(each, name)} == classes
