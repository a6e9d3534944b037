"""Every time series: its name, tags, fields and units; the Point that travels to a store. Pure.

The hub owns this schema: nothing a device says can add a series, a tag or a field, or change a field's type.
Tags are fixed for good (InfluxDB 3 forbids adding one later), and no tag shares a name with a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

FieldValue: TypeAlias = float | int | bool | str


class FieldType(StrEnum):
    """The stored type of a field; an Influx field keeps its first type for ever."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    STRING = "string"


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

# One field for each quantity of devices.contract.quantities (tests/hub/test_series.py compares the two).
_QUANTITY_UNITS = {
    "fill_pct": "%", "remaining_pct": "%", "distance_mm": "mm", "battery_pct": "%", "battery_v": "V",
    "voltage_v": "V", "power_w": "W", "temperature_c": "°C", "humidity_pct": "%", "pressure_hpa": "hPa",
    "co2_ppm": "ppm", "pm2_5_ugm3": "µg/m³", "pm10_ugm3": "µg/m³", "nh3_ppm": "ppm", "h2s_ppm": "ppm",
    "noise_db": "dB", "count_in": "", "count_out": "", "ph": "pH", "do_mgl": "mg/L", "cod_mgl": "mg/L",
    "nh3n_mgl": "mg/L", "tp_mgl": "mg/L", "tn_mgl": "mg/L", "water_temp_c": "°C", "conductivity_uscm": "µS/cm",
    "turbidity_ntu": "NTU", "rssi_dbm": "dBm", "snr_db": "dB", "lat": "°", "lon": "°",
}  # fmt: skip
_QUANTITY_FLAGS = (
    "tilted", "alarm_full", "alarm_fire", "alarm_battery", "occupied", "leak", "open",
)  # fmt: skip

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
    Series("presence", (*_PLACE, "device_class"), {"online": Field(FieldType.BOOLEAN)}),
    Series(
        "litter",
        _PLACE,
        {
            "sight": Field(FieldType.STRING),
            "confidence": Field(_FLOAT),
            "area_share": Field(_FLOAT),
        },
    ),
    Series(
        "delivery",
        (*_PLACE, "priority"),
        {"state": Field(FieldType.STRING), "played_ms": Field(FieldType.INTEGER, "ms")},
    ),
    Series(
        "township",
        ("site",),
        {
            "devices_online": Field(FieldType.INTEGER),
            "devices_offline": Field(FieldType.INTEGER),
            "devices_unknown": Field(FieldType.INTEGER),
            "bins_full": Field(FieldType.INTEGER),
            "tickets_open": Field(FieldType.INTEGER),
            "tickets_overdue": Field(FieldType.INTEGER),
        },
    ),
    Series(
        "hub",
        ("site",),
        {
            "received": Field(FieldType.INTEGER),
            "stored": Field(FieldType.INTEGER),
            "duplicate": Field(FieldType.INTEGER),
            "dead_letter": Field(FieldType.INTEGER),
            "rejected": Field(FieldType.INTEGER),
            "in_journal": Field(FieldType.INTEGER),
            "memory_mib": Field(_FLOAT, "MiB"),
        },
    ),
)
SERIES: Mapping[str, Series] = {series.name: series for series in _ALL}


def check(point: Point) -> None:
    """Refuse a point outside the schema.

    Raises:
        ValueError: unknown series, tag or field, a missing tag, no field, or a value of another type. A bug of ours:
            devices cannot cause it.
    """
    series = SERIES.get(point.series)
    if series is None:
        raise ValueError(f"unknown series {point.series!r}")
    if set(point.tags) != set(series.tags) or not all(point.tags.values()):
        raise ValueError(f"{point.series}: tags {dict(point.tags)} must be exactly {series.tags}, none empty")
    if not point.fields:
        raise ValueError(f"{point.series}: a point needs at least one field")
    for name, value in point.fields.items():
        field = series.fields.get(name)
        if field is None or type(value) is not _PYTHON_TYPE[field.type]:
            raise ValueError(f"{point.series}.{name} = {value!r} is not in the schema")


_PYTHON_TYPE = {
    FieldType.FLOAT: float,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: bool,
    FieldType.STRING: str,
}
