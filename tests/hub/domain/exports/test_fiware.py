from dataclasses import replace

import pytest

from hub.domain.exports.fiware import CONTEXT, waste_container
from hub.domain.health import Presence
from tests.builders import NOON
from tests.hub.domain.exports.builders import an_item, known


def test_a_bin_is_a_waste_container_with_level_place_and_emptying() -> None:
    item = replace(an_item(temperature_c=known(25.7)), emptied_at=NOON)
    entity = waste_container("daxi", item)
    observed = f"{item.level.at:%Y-%m-%dT%H:%M:%S}.000Z"
    assert entity["id"] == "urn:ngsi-ld:WasteContainer:daxi:bin-1"
    assert entity["type"] == "WasteContainer"
    assert entity["location"] == {
        "type": "GeoProperty",
        "value": {"type": "Point", "coordinates": [item.device.lon, item.device.lat]},
    }
    assert entity["fillingLevel"] == {"type": "Property", "value": 0.425, "observedAt": observed}
    assert entity["temperature"] == {"type": "Property", "value": 25.7, "observedAt": observed}
    emptied = {"@type": "DateTime", "@value": f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z"}
    assert entity["dateLastEmptying"] == {"type": "Property", "value": emptied}
    assert entity["@context"] == list(CONTEXT)


def test_what_is_not_known_is_left_out() -> None:
    entity = waste_container("daxi", an_item(None))
    assert not {"fillingLevel", "temperature", "dateLastEmptying"} & set(entity)


@pytest.mark.parametrize(
    ("figures", "presence", "status"),
    [
        ({}, Presence.ONLINE, "ok"),
        ({}, Presence.LATE, "ok"),
        ({}, Presence.OFFLINE, "unknown"),
        ({}, Presence.NEVER, "unknown"),
        ({"tilted": known(value=True)}, Presence.ONLINE, "dropped"),
        ({"open": known(value=True)}, Presence.ONLINE, "lidOpen"),
        ({"open": known(value=False)}, Presence.ONLINE, "ok"),
        ({"alarm_fire": known(value=True)}, Presence.OFFLINE, "burning"),
        ({"tilted": known(value=True, is_stale=True)}, Presence.ONLINE, "ok"),
    ],
)
def test_the_status_is_what_is_known_of_its_safety(figures, presence, status) -> None:
    entity = waste_container("daxi", an_item(presence=presence, **figures))
    assert entity["status"] == {"type": "Property", "value": status}
