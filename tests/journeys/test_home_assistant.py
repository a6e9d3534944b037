"""What Home Assistant finds on a real broker, held against what its own schemas ask of it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from devices.contract.quantities import QUANTITIES
from devices.mqtt.publication import Packet
from tests.journeys.installation import BIN, SITE, Installation, an_installation
from tests.journeys.test_device_password import say
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120)]

PREFIX = "homeassistant"
CONFIG, STATE = (f"{PREFIX}/device/{SITE}-{BIN}/{kind}" for kind in ("config", "state"))
# home-assistant/core: components/mqtt/discovery.py (TOPIC_MATCHER).
TOPIC = re.compile(r"homeassistant/device/[a-zA-Z0-9_-]+/config")
# components/mqtt/schemas.py (DEVICE_DISCOVERY_SCHEMA and what it is made of), with the abbreviations of
# components/mqtt/abbreviations.py: a key that is not there makes Home Assistant drop the whole device.
DEVICE_KEYS = {"ids", "cns", "mf", "mdl", "name", "hw", "sn", "sw", "via_device", "sa", "cu"}
ORIGIN_KEYS = {"name", "sw", "url"}
TOP_KEYS = {"dev", "o", "cmps", "state_topic", "command_topic", "availability", "availability_mode", "qos"}
AVAILABILITY_KEYS = {"topic", "value_template", "payload_available", "payload_not_available"}
# components/sensor/const.py (DEVICE_CLASS_UNITS, DEVICE_CLASS_STATE_CLASSES), as far as we use them.
UNITS: Mapping[str, set[str | None]] = {
    "battery": {"%"},
    "distance": {"mm"},
    "temperature": {"°C"},
    "timestamp": {None},
}
# components/binary_sensor/__init__.py (BinarySensorDeviceClass), as far as we use them.
BINARY = {"problem", "smoke", "battery", "occupancy", "moisture", "opening"}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with an_installation(tmp_path, home_assistant_prefix=PREFIX) as made:
        yield made


class Found:
    """What is retained for the bin, as a Home Assistant that starts now finds it."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def __call__(self, is_it: Callable[[Any, Any], bool]) -> tuple[Any, Any]:
        """Wait for a retained configuration and state of which that is true."""
        found: list[tuple[Any, Any]] = []

        def look() -> bool:
            heard: list[Packet] = []
            link = self._installation.reader(f"{PREFIX}/#", heard)
            try:
                assert link.wait_up(5)
                with suppress(AssertionError):  # it is looked again, with a connection of its own
                    until(lambda: {CONFIG, STATE} <= {packet.topic for packet in heard}, timeout_s=2)
            finally:
                link.stop()
            said = {packet.topic: json.loads(packet.payload) for packet in heard if packet.is_retained}
            if not {CONFIG, STATE} <= set(said):
                return False
            found[:] = [(said[CONFIG], said[STATE])]
            return is_it(*found[0])

        until(look, timeout_s=30, what="what Home Assistant finds")
        return found[0]


def rendered(template: str, state: object) -> str:
    return Environment(autoescape=True).from_string(template).render(value_json=state)


def test_a_bin_appears_with_its_values_as_home_assistants_schemas_ask(installation: Installation) -> None:
    password = installation.ask("POST", "/credentials").json()["password"]
    until(lambda: installation.lets_in(password))
    link = installation.device(password)
    try:
        assert link.wait_up(5)
        say(link, 1, 640, battery_pct=87, alarm_fire=False, temperature_c=21.5)
        until(lambda: installation.shows(640))
        config, state = Found(installation)(lambda config, _: "alarm_fire" in config["cmps"])
    finally:
        link.stop()
    assert TOPIC.fullmatch(CONFIG)
    assert set(config) <= TOP_KEYS
    assert set(config["dev"]) <= DEVICE_KEYS
    assert config["dev"]["ids"]
    assert set(config["o"]) <= ORIGIN_KEYS
    assert config["o"]["name"]
    assert config["state_topic"] == STATE
    assert config["availability_mode"] in {"all", "any", "latest"}
    assert all(set(one) <= AVAILABILITY_KEYS and one["topic"] for one in config["availability"])
    shown = {name: rendered(part["value_template"], state) for name, part in config["cmps"].items()}
    for name, part in config["cmps"].items():
        assert part["unique_id"] == f"{SITE}-{BIN}-{name}"
        if part["p"] == "binary_sensor":
            assert part["device_class"] in BINARY
            assert shown[name] in {"ON", "OFF"}
        else:
            assert part["p"] == "sensor"
            assert part["state_class"] == "measurement"
            assert part.get("unit_of_measurement") in UNITS.get(part.get("device_class", ""), {"%"})
    assert {name: shown[name] for name in ("distance_mm", "battery_pct", "alarm_fire", "is_full")} == {
        "distance_mm": "640.0", "battery_pct": "87.0", "alarm_fire": "OFF", "is_full": "OFF",
    }  # fmt: skip
    assert config["dev"]["name"] == "村口桶"
    assert config["cmps"]["battery_pct"]["name"] == QUANTITIES["battery_pct"].zh


def test_a_retired_bin_leaves_home_assistant(installation: Installation) -> None:
    Found(installation)(lambda config, _: bool(config["dev"]))
    heard: list[Packet] = []
    link = installation.reader(CONFIG, heard)
    try:
        assert link.wait_up(5)
        assert installation.ask("POST", "/retire").status_code == 200
        until(lambda: heard and heard[-1].payload == b"", timeout_s=30, what="the withdrawal")
    finally:
        link.stop()
    again: list[Packet] = []
    link = installation.reader(CONFIG, again)
    try:
        assert link.wait_up(5)
        assert again == []
    finally:
        link.stop()


def test_home_assistant_may_read_and_nothing_else(installation: Installation) -> None:
    heard: list[Packet] = []
    link = installation.reader(f"vh1/{SITE}/d/+/tele", heard)
    try:
        until(link.is_up)
        link.publish(CONFIG, b"forged")
        found = Found(installation)(lambda config, _: bool(config["dev"]))
    finally:
        link.stop()
    assert found[0]["o"]["name"] == "village-hub"
    assert heard == []
