"""Every time series: its name, tags, fields and units; the Point that travels to a store. Pure.

The hub owns this schema: nothing a device says can add a series, a tag or a field, or change a field's type.
Tags are fixed for good (InfluxDB 3 forbids adding one later), and no tag shares a name with a field.
"""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

FieldValue: TypeAlias = float | int | bool | str

# The times a point can have: InfluxDB keeps the outermost nanoseconds for itself (1.6 models/time.go).
FIRST_NS, LAST_NS = -(2**63) + 2, 2**63 - 2
_FIRST_INTEGER, _LAST_INTEGER = -(2**63), 2**63 - 1


class FieldType(StrEnum):
    """The stored type of a field; an Influx field keeps its first type for ever."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    STRING = "string"


NUMERIC = frozenset({FieldType.FLOAT, FieldType.INTEGER})


@dataclass(frozen=True, slots=True)
class Field:
    """One stored figure. `unit` is the symbol people read, "" where there is none."""

    type: FieldType
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One measurement: every point carries all `tags` and at least one of `fields`."""

    name: str
    tags: tuple[str, ...]
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Point:
    """One row. `at_ns`: nanoseconds since 1970 UTC; the same series, tags and time overwrite each other."""

    series: str
    tags: Mapping[str, str]
    fields: Mapping[str, FieldValue]
    at_ns: int


_PLACE = ("village", "device")
_FLOAT = FieldType.FLOAT


def _counts(*names: str) -> dict[str, Field]:
    return {name: Field(FieldType.INTEGER) for name in names}


def _words(*names: str) -> dict[str, Field]:
    return {name: Field(FieldType.STRING) for name in names}


def _claims(*names: str) -> dict[str, Field]:
    return {name: Field(FieldType.BOOLEAN) for name in names}


def _moments(*names: str) -> dict[str, Field]:
    """Times as people's programs read them, milliseconds since 1970 UTC."""
    return {name: Field(FieldType.INTEGER, "ms") for name in names}


_PERCENT = Field(_FLOAT, "%")
_DEVICES = ("devices", "devices_online", "devices_offline", "devices_unknown")
_BINS = ("bins", "bins_full", "bins_unknown", "bins_full_today", "bins_cleared_today")
_TICKETS = ("tickets_open", "tickets_overdue", "litter_open")

# One field for each quantity of devices.contract.quantities (tests/hub/test_series.py compares the two).
_QUANTITY_UNITS = {
    "fill_pct": "%", "remaining_pct": "%", "distance_mm": "mm", "level_mm": "mm", "battery_pct": "%",
    "battery_v": "V", "voltage_v": "V", "current_a": "A", "power_w": "W", "energy_kwh": "kWh",
    "temperature_c": "°C", "wind_direction_deg": "°", "light_lx": "lx", "tsp_ugm3": "µg/m³",
    "so2_ugm3": "µg/m³", "no2_ugm3": "µg/m³", "o3_ugm3": "µg/m³", "co_mgm3": "mg/m³", "tvoc_ppb": "ppb",
    "codmn_mgl": "mg/L", "suspended_mgl": "mg/L", "flow_ls": "L/s",
    "humidity_pct": "%", "pressure_hpa": "hPa", "wind_ms": "m/s", "rain_mm": "mm", "co2_ppm": "ppm",
    "pm2_5_ugm3": "µg/m³", "pm10_ugm3": "µg/m³", "nh3_ppm": "ppm", "h2s_ppm": "ppm",
    "noise_db": "dB", "count_in": "", "count_out": "", "ph": "pH", "do_mgl": "mg/L", "cod_mgl": "mg/L",
    "nh3n_mgl": "mg/L", "tp_mgl": "mg/L", "tn_mgl": "mg/L", "water_temp_c": "°C",
    "conductivity_uscm": "µS/cm", "turbidity_ntu": "NTU", "rssi_dbm": "dBm", "snr_db": "dB", "lat": "°",
    "lon": "°",
}  # fmt: skip
_QUANTITY_FLAGS = ("tilted", "alarm_full", "alarm_fire", "alarm_battery", "occupied", "leak", "open")

_ALL = (
    Series(
        "reading",
        (*_PLACE, "device_class"),
        {name: Field(_FLOAT, unit) for name, unit in _QUANTITY_UNITS.items()}
        | {name: Field(FieldType.BOOLEAN) for name in _QUANTITY_FLAGS}
        | {"quality": Field(FieldType.STRING), "device_at_ms": Field(FieldType.INTEGER, "ms")},
    ),
    Series(
        "bin_level",
        _PLACE,
        {
            "level_pct": Field(_FLOAT, "%"),
            "is_full": Field(FieldType.BOOLEAN),
            "emptied": Field(FieldType.BOOLEAN),
        },
    ),
    Series(
        "forecast",
        _PLACE,
        {
            "p50_h": Field(_FLOAT, "h"),
            "p90_h": Field(_FLOAT, "h"),
            "mean_error_h": Field(_FLOAT, "h"),
            "days": Field(FieldType.INTEGER),
        },
    ),
    Series("presence", (*_PLACE, "device_class"), {"online": Field(FieldType.BOOLEAN)}),
    Series(
        "litter",
        _PLACE,
        {
            "sight": Field(FieldType.STRING),
            "confidence": Field(_FLOAT),
            "area_share": Field(_FLOAT),
            "area_px": Field(FieldType.INTEGER, "px"),
            "area_m2": Field(_FLOAT, "m2"),
            "growth": Field(_FLOAT),
        }
        | _words("pile", "phase")
        # Where in the picture, as shares of its width and height.
        | {name: Field(_FLOAT) for name in ("box_left", "box_top", "box_width", "box_height")},
    ),
    Series(
        "delivery",
        (*_PLACE, "priority"),
        {"state": Field(FieldType.STRING), "played_ms": Field(FieldType.INTEGER, "ms")},
    ),
    Series(
        "security",
        _PLACE,
        {
            "refusal": Field(FieldType.STRING),
            "topic": Field(FieldType.STRING),
            "command": Field(FieldType.STRING),
            "refused": Field(FieldType.INTEGER),
        },
    ),
    # How people judged what a camera found in the seven days before; no share while they judged nothing.
    Series("camera_week", _PLACE, _counts("confirmed", "false_alarms") | {"precision_pct": _PERCENT}),
    Series(
        "speaker_test",
        _PLACE,
        {"finding": Field(FieldType.STRING), "is_serviceable": Field(FieldType.BOOLEAN)},
    ),
    Series(
        "speaker_rates",
        ("site",),
        {"serviceable_pct": _PERCENT, "coverage_pct": _PERCENT, "response_pct": _PERCENT} | _counts("tested"),
    ),
    # What follows is written by the clock: one row says how something stood, so that any moment can be shown.
    Series(
        "cap_feed",
        ("site", "feed"),
        _claims("is_lost") | _counts("papers") | {"silent_s": Field(_FLOAT, "s")},
    ),
    Series(
        "township",
        ("site",),
        _counts("villages", *_DEVICES, *_BINS, *_TICKETS, "unclaimed")
        | _counts("tickets_opened_today", "tickets_closed_today", "cameras", "cameras_seeing")
        | _counts("speakers", "speakers_online", "announcements_today", "deliveries_unfinished")
        | _moments("counted_at_ms", "announced_at_ms")
        | {"same_day_pct": _PERCENT, "speakers_pct": _PERCENT},
    ),
    Series(
        "hub",
        ("site",),
        _counts("received", "stored", "duplicate", "dead_letter", "rejected", "in_journal", "lost")
        | _counts("problems", "notes")
        | {
            "memory_mib": Field(_FLOAT, "MiB"),
            "lag_s": Field(_FLOAT, "s"),
            "journal_mib": Field(_FLOAT, "MiB"),
            "disk_free_mib": Field(_FLOAT, "MiB"),
            "disk_days": Field(_FLOAT, "d"),
        }
        | _words("console_url"),
    ),
    Series(
        "village",
        ("village",),
        _words("name")
        | _counts(*_DEVICES, *_BINS, *_TICKETS, "speakers", "speakers_online")
        | {"same_day_pct": _PERCENT},
    ),
    Series(
        "device",
        (*_PLACE, "device_class"),
        _words("name", "village_name", "presence", "look", "view_fault", "collection")
        | _words("picture", "live", "video")
        | _counts("tickets")
        | _moments("seen_at_ms", "full_at_ms", "surely_full_at_ms", "emptied_at_ms")
        | _claims("is_stale", "is_full")
        | {
            "age_s": Field(_FLOAT, "s"),
            "lat": Field(_FLOAT, "°"),
            "lon": Field(_FLOAT, "°"),
            "level_pct": _PERCENT,
            "level_age_s": Field(_FLOAT, "s"),
            "battery_pct": _PERCENT,
        },
    ),
    # `slot` numbers the rows of one moment, so that it stays few: a list has as many series as rows.
    Series(
        "open_ticket",
        ("village", "slot"),
        _words("ticket", "kind", "state", "device", "device_name", "village_name", "owner", "picture")
        | _counts("severity", "sightings")
        | _moments("opened_at_ms", "due_at_ms")
        | _claims("is_overdue")
        | {"lat": Field(_FLOAT, "°"), "lon": Field(_FLOAT, "°")},
    ),
    Series("ticket_event", _PLACE, _words("ticket", "kind", "act", "because", "device_name", "village_name")),
    Series(
        "task",
        ("site", "slot"),
        # `place`: village and device in one; `when_at_ms`: the deadline, or since when where there is none.
        _words("reason", "kind", "about", "village_name", "place", "owner", "url")
        | _counts("count")
        | _moments("since_ms", "due_at_ms", "when_at_ms"),
    ),
    Series(
        "announcement",
        ("site", "priority"),
        _words("announcement", "text", "by") | _counts("speakers", "volume_pct"),
    ),
    Series(
        "announcement_state",
        ("site", "slot"),
        _words("announcement", "text", "priority", "by")
        | _counts("speakers", "played", "waiting", "failed", "unreached")
        | _moments("announced_at_ms"),
    ),
)
SERIES: Mapping[str, Series] = {series.name: series for series in _ALL}


def check(point: Point) -> None:
    """Refuse a point outside the schema, or one that some store could not give back exactly as it was.

    Raises:
        ValueError: unknown series, tag or field, a missing tag, no field, a value of another type, a number
            that is not finite or not of 64 bits, text with control characters or half a surrogate pair, a tag
            that ends in a backslash. A bug of ours: devices cannot cause it.
    """
    # Devices repeat themselves: what was said about a series and its tags is remembered.
    wrong = _wrong_tags(point.series, tuple(point.tags.items()))
    if wrong:
        raise ValueError(wrong)
    if not point.fields:
        raise ValueError(f"{point.series}: a point needs at least one field")
    fields = SERIES[point.series].fields
    for name, value in point.fields.items():
        field = fields.get(name)
        if field is None or type(value) is not _PYTHON_TYPE[field.type]:
            raise ValueError(f"{point.series}.{name} = {value!r} is not in the schema")
        if not _is_exact(value):
            raise ValueError(f"{point.series}.{name} = {value!r} must be finite, of 64 bits, or plain text")
    if not FIRST_NS <= point.at_ns <= LAST_NS:
        raise ValueError(f"{point.series}: at_ns {point.at_ns} is outside {FIRST_NS}..{LAST_NS}")


def numeric(series: str, field: str) -> Field:
    """The field of a series of devices that has a mean.

    Raises:
        KeyError: no such series or field, no device in it, or no numbers: there is no mean of it.
    """
    schema = SERIES[series]
    found = schema.fields[field]
    if "device" not in schema.tags or found.type not in NUMERIC:
        raise KeyError(f"{series}.{field} has no mean")
    return found


# 50,000 devices have some 100,000 tag sets; the oldest beyond these are worked out again.
@lru_cache(maxsize=65_536)
def _wrong_tags(name: str, tags: tuple[tuple[str, str], ...]) -> str:
    """Say what is wrong with a series and its tags; "" when nothing is."""
    series = SERIES.get(name)
    if series is None:
        return f"unknown series {name!r}"
    said = dict(tags)
    if set(said) != set(series.tags) or not all(said.values()):
        return f"{name}: tags {said} must be exactly {series.tags}, none empty"
    for tag, text in tags:
        # Line protocol has no way to write a backslash before the comma or space that ends a tag.
        if text.endswith("\\") or not _is_exact(text):
            return f"{name}: tag {tag} = {text!r} must be plain text, no backslash last"
    return ""


def _is_exact(value: FieldValue) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        # Cc are control characters, Cs halves of a surrogate pair, which UTF-8 cannot carry.
        return value.isprintable() or not any(unicodedata.category(char) in {"Cc", "Cs"} for char in value)
    return _FIRST_INTEGER <= value <= _LAST_INTEGER


_PYTHON_TYPE = {
    FieldType.FLOAT: float,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: bool,
    FieldType.STRING: str,
}
