import json
from dataclasses import replace

from devices.contract.quantities import QUANTITIES
from hub.domain.exports.home_assistant import Names, Publisher
from hub.domain.health import Presence
from tests.builders import NOON
from tests.hub.domain.exports.builders import an_item, known

CALLED = {name: quantity.en for name, quantity in QUANTITIES.items()}
NAMES = Names(CALLED, "Fill level", "Full", "Last emptied")
PUBLISHER = Publisher("daxi", "homeassistant", "1.0", NAMES)
CONFIG, STATE = "homeassistant/device/daxi-bin-1/config", "homeassistant/device/daxi-bin-1/state"


def published(item):
    return {topic: json.loads(payload) for topic, payload in PUBLISHER.messages(item).items()}


def test_a_device_is_discovered_with_origin_place_availability_and_one_state() -> None:
    config = published(an_item(battery_pct=known(92.0)))[CONFIG]
    assert config["dev"] == {
        "ids": ["village-hub-daxi-bin-1"],
        "name": an_item().device.name,
        "mdl": "em400-mud",
        "sa": "柳树湾村",
    }
    assert config["o"] == {"name": "village-hub", "sw": "1.0"}
    assert config["state_topic"] == STATE
    assert [one["topic"] for one in config["availability"]] == ["vh1/daxi/hub/status", STATE]
    assert config["cmps"]["battery_pct"] == {
        "p": "sensor",
        "name": "battery",
        "value_template": "{{ value_json.get('battery_pct') }}",
        "device_class": "battery",
        "state_class": "measurement",
        "unit_of_measurement": "%",
        "unique_id": "daxi-bin-1-battery_pct",
    }


def test_quantities_have_the_platform_class_and_unit_that_home_assistant_knows() -> None:
    numbers = {name: known(7.0) for name in ("ph", "rain_mm", "lat", "h2s_ppm")}
    parts = published(an_item(tilted=known(value=True), **numbers))[CONFIG]["cmps"]
    assert (parts["tilted"]["p"], parts["tilted"]["device_class"]) == ("binary_sensor", "problem")
    assert (parts["ph"]["device_class"], "unit_of_measurement" in parts["ph"]) == ("ph", False)
    assert parts["rain_mm"]["state_class"] == "total_increasing"
    assert (parts["h2s_ppm"]["unit_of_measurement"], "device_class" in parts["h2s_ppm"]) == ("ppm", False)
    assert "lat" not in parts


def test_the_state_holds_what_counts_now_and_nothing_that_is_too_old() -> None:
    item = replace(
        an_item(tilted=known(value=False), temperature_c=known(25.7, is_stale=True)), emptied_at=NOON
    )
    assert published(item)[STATE] == {
        "availability": "online",
        "tilted": "OFF",
        "temperature_c": None,
        "level_pct": 42.5,
        "is_full": "OFF",
        "emptied_at": NOON.isoformat(),
    }
    old = replace(item, level=known(42.5, is_stale=True), presence=Presence.OFFLINE, emptied_at=None)
    assert published(old)[STATE] == {
        "availability": "offline",
        "tilted": "OFF",
        "temperature_c": None,
        "level_pct": None,
        "is_full": None,
    }


def test_a_device_of_which_nothing_is_known_has_no_components() -> None:
    bare = replace(an_item(None), village="", device=replace(an_item().device, model=""))
    config = published(bare)[CONFIG]
    assert (config["cmps"], set(config["dev"])) == ({}, {"ids", "name"})


def test_what_is_not_among_the_quantities_any_more_is_no_component() -> None:
    assert "old_name" not in published(an_item(old_name=known(1.0)))[CONFIG]["cmps"]
