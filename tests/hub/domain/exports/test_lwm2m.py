from dataclasses import replace

import pytest

from devices.contract.quantities import Quality
from hub.domain.exports.lwm2m import filling_level
from hub.domain.instants import millis
from tests.hub.domain.exports.builders import an_item, known


def said(pack) -> dict[str, object]:
    return {entry["n"]: entry.get("v", entry.get("vb")) for entry in pack}


def test_a_bin_is_an_instance_of_object_3435_with_its_companions() -> None:
    item = an_item(90, tilted=known(value=False), temperature_c=known(25.7), battery_pct=known(92.0))
    item = replace(item, is_full=True)
    assert said(filling_level(item)) == {
        "/3435/0/2": 90,
        "/3435/0/4": 85,
        "/3435/0/5": True,
        "/3435/0/6": 25,
        "/3435/0/7": False,
        "/3435/0/13": False,
        "/3435/0/5518": millis(item.level.at) // 1000,
        "/3435/0/6042": 4,
        "/3303/0/5700": 25.7,
        "/3/0/9": 92,
        "/6/0/0": item.device.lat,
        "/6/0/1": item.device.lon,
    }


def test_without_a_known_level_there_is_no_instance_of_3435() -> None:
    pack = said(filling_level(an_item(None, tilted=known(value=True))))
    assert [path for path in pack if path.startswith("/3435")] == []


@pytest.mark.parametrize(
    ("quality", "is_stale", "indicator"),
    [
        (Quality.DERIVED, False, 4),
        (Quality.DERIVED, True, 3),
        (Quality.SATURATED, False, 3),
        (Quality.BAD, False, 1),
    ],
)
def test_the_quality_of_the_level_is_told(quality, is_stale, indicator) -> None:
    item = replace(an_item(), level=known(3.0, quality, is_stale=is_stale))
    assert said(filling_level(item))["/3435/0/6042"] == indicator


def test_what_is_too_old_and_has_no_time_of_its_own_is_not_told() -> None:
    old = an_item(alarm_fire=known(value=True, is_stale=True), battery_pct=known(9.0, is_stale=True))
    assert not {"/3435/0/22", "/3/0/9"} & set(said(filling_level(old)))
