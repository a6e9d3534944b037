"""The JSON of a made-up maker of 4G bin sensors, and the profile by which the hub reads it. Pure.

A real township has such products, each with words of its own: none of them ships with the hub.
"""

import json
from collections.abc import Mapping
from importlib.resources import files

from devices.contract.quantities import Quality, Value

PROFILE = "village-json"
_NO_ECHO_CM = 9999


def profile_text() -> str:
    """The TOML of the profile; put it into the hub under the name PROFILE."""
    return (files("devices.sim.voices") / f"{PROFILE}.toml").read_text("utf-8")


def topic_of(key: str) -> str:
    """Where such a device publishes, if not by HTTP."""
    return f"json/{key}"


def body(values: Mapping[str, Value], quality: Mapping[str, Quality], at_ms: int) -> bytes:
    """Write a report; `at_ms` is the device's own clock, milliseconds UTC."""
    said: dict[str, object] = {"t": at_ms}
    if "distance_mm" in values:
        said["cm"] = round(values["distance_mm"] / 10, 1)
    elif "distance_mm" in quality:
        said["cm"] = _NO_ECHO_CM
    if "battery_pct" in values:
        said["bat"] = round(values["battery_pct"])
    if "temperature_c" in values:
        said["temp"] = round(values["temperature_c"], 1)
    if "tilted" in values:
        said["pos"] = "fallen" if values["tilted"] else "upright"
    return json.dumps(said, separators=(",", ":")).encode()
