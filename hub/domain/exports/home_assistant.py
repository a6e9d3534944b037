"""Devices for Home Assistant's MQTT discovery: one retained configuration and one retained state each. Pure.

home-assistant.io, integrations/mqtt, "Device discovery payload": `<prefix>/device/<object_id>/config` holds
`dev`, `o` (origin, required) and `cmps`, and, for all components, `state_topic` and `availability`; an empty
payload removes the device. A template that gives "None" makes a state unknown.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from devices.contract.quantities import QUANTITIES, Quantity
from devices.contract.topics import ROOT
from hub.domain.exports.item import Item, Json
from hub.domain.health import Presence

_HERE = frozenset({Presence.ONLINE, Presence.LATE})
# home-assistant.io, integrations/sensor and binary_sensor, "Device class"; their units are ours.
_CLASSES: Mapping[str, str] = {
    "distance_mm": "distance",
    "level_mm": "distance",
    "battery_pct": "battery",
    "battery_v": "voltage",
    "voltage_v": "voltage",
    "current_a": "current",
    "power_w": "power",
    "temperature_c": "temperature",
    "water_temp_c": "temperature",
    "humidity_pct": "humidity",
    "pressure_hpa": "pressure",
    "wind_ms": "wind_speed",
    "rain_mm": "precipitation",
    "co2_ppm": "carbon_dioxide",
    "pm2_5_ugm3": "pm25",
    "pm10_ugm3": "pm10",
    "noise_db": "sound_pressure",
    "ph": "ph",
    "rssi_dbm": "signal_strength",
    "alarm_full": "problem",
    "alarm_fire": "smoke",
    "alarm_battery": "battery",
    "tilted": "problem",
    "occupied": "occupancy",
    "leak": "moisture",
    "open": "opening",
}
_TOTALS = frozenset({"count_in", "count_out", "rain_mm"})
_WITHOUT_UNIT = frozenset({"ph"})
# Where a device stands is in the registry.
_LEFT_OUT = frozenset({"lat", "lon"})


@dataclass(frozen=True, slots=True)
class Names:
    """What people call the components: of each quantity, and of what the hub works out of a bin."""

    quantities: Mapping[str, str]
    level: str
    full: str
    emptied: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """What every configuration says alike: the site, its topics, and which software speaks."""

    site: str
    prefix: str
    version: str
    names: Names

    def config_topic(self, device: str) -> str:
        """Where Home Assistant looks for a device."""
        return f"{self.prefix}/device/{self.site}-{device}/config"

    def messages(self, item: Item) -> dict[str, bytes]:
        """A device's configuration and state, by topic, both to be retained."""
        said = {self.config_topic(item.device.id): self._config(item), self._state_topic(item): _state(item)}
        return {topic: _written(content) for topic, content in said.items()}

    def _state_topic(self, item: Item) -> str:
        return f"{self.prefix}/device/{self.site}-{item.device.id}/state"

    def _config(self, item: Item) -> dict[str, Json]:
        device, unique = item.device, f"{self.site}-{item.device.id}"
        state_topic = self._state_topic(item)
        here: dict[str, Json] = {"topic": state_topic, "value_template": "{{ value_json.availability }}"}
        hub: dict[str, Json] = {
            "topic": f"{ROOT}/{self.site}/hub/status",
            "value_template": "{{ 'online' if value_json.online else 'offline' }}",
        }
        about: dict[str, Json] = {"ids": [f"village-hub-{unique}"], "name": device.name}
        about |= {"mdl": device.model} if device.model else {}
        about |= {"sa": item.village} if item.village else {}
        return {
            "dev": about,
            "o": {"name": "village-hub", "sw": self.version},
            "cmps": {name: {**part, "unique_id": f"{unique}-{name}"} for name, part in self._parts(item)},
            "state_topic": state_topic,
            "availability": [hub, here],
            "availability_mode": "all",
            "qos": 1,
        }

    def _parts(self, item: Item) -> list[tuple[str, dict[str, Json]]]:
        known = [QUANTITIES[name] for name in item.figures if name in QUANTITIES and name not in _LEFT_OUT]
        parts = [(quantity.name, self._of_quantity(quantity)) for quantity in known]
        if item.level is not None:
            level = _part("sensor", "level_pct", self.names.level)
            parts.append(("level_pct", {**level, "unit_of_measurement": "%", "state_class": "measurement"}))
            full = _part("binary_sensor", "is_full", self.names.full)
            parts.append(("is_full", {**full, "device_class": "problem"}))
        if item.emptied_at is not None:
            emptied = _part("sensor", "emptied_at", self.names.emptied)
            parts.append(("emptied_at", {**emptied, "device_class": "timestamp"}))
        return parts

    def _of_quantity(self, quantity: Quantity) -> dict[str, Json]:
        name = quantity.name
        platform = "binary_sensor" if quantity.is_flag else "sensor"
        part = _part(platform, name, self.names.quantities[name])
        part |= {"device_class": _CLASSES[name]} if name in _CLASSES else {}
        if not quantity.is_flag:
            part["state_class"] = "total_increasing" if name in _TOTALS else "measurement"
            unit = "" if name in _WITHOUT_UNIT else quantity.unit
            part |= {"unit_of_measurement": unit} if unit else {}
        return part


def _part(platform: str, name: str, called: str) -> dict[str, Json]:
    return {"p": platform, "name": called, "value_template": f"{{{{ value_json.get('{name}') }}}}"}


def _state(item: Item) -> dict[str, Json]:
    """What counts now; a value that is too old is unknown there, not shown as it was."""
    said: dict[str, Json] = {"availability": "online" if item.presence in _HERE else "offline"}
    for name in item.figures:
        said[name] = _plain(item.current(name))
    if item.level is not None:
        said["level_pct"] = None if item.level.is_stale else item.level.value
        said["is_full"] = None if item.level.is_stale else _plain(item.is_full)
    if item.emptied_at is not None:
        said["emptied_at"] = item.emptied_at.isoformat()
    return said


def _plain(value: Json) -> Json:
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    return value


def _written(content: dict[str, Json]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
