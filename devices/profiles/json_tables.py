"""The `[jsonmap]` table of a profile: what may stand in it, and what it becomes."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from devices.codecs.json_rules import BadPath, JsonMap, Path, Rule, TimeFormat, parse_path
from devices.contract.quantities import QUANTITIES, Value

# Our unit -> the vendor's unit -> factor.
_UNITS: Mapping[str, Mapping[str, float]] = {
    "mm": {"cm": 10, "m": 1000},
    "V": {"mV": 0.001},
    "A": {"mA": 0.001},
    "W": {"kW": 1000},
    "%": {"/": 100, "‰": 0.1},
    "hPa": {"Pa": 0.01, "kPa": 10, "bar": 1000},
    "mg/L": {"ug/L": 0.001, "µg/L": 0.001},
    "µg/m³": {"mg/m³": 1000, "mg/m3": 1000, "ug/m3": 1},
    "m/s": {"km/h": 1 / 3.6},
}
_DEVICE_LEVEL = "level:"


class BadRule(ValueError):
    """A part of the table that cannot work; `key` is where it stands. Mend the profile."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Time(_Table):
    path: str
    format: TimeFormat = TimeFormat.SECONDS


class _Value(_Table):
    quantity: str
    path: str
    unit: str = ""
    scale: float = 1.0
    offset: float = 0.0
    enum: dict[str, float | bool] = {}
    absent: tuple[str | float, ...] = ()


class JsonMapTable(_Table):
    """`topic`: an MQTT filter; `device`: `level:1` for a level of the topic, or a path into the body."""

    topic: Annotated[str, Field(min_length=1, max_length=200)]
    device: str
    time: _Time | None = None
    values: Annotated[tuple[_Value, ...], Field(min_length=1, max_length=64)]


def json_map(table: JsonMapTable) -> JsonMap:
    """Check a table and make it what messages are read by.

    Raises:
        BadRule: a filter, path, quantity, unit or meaning that cannot be.
    """
    _check_topic(table.topic)
    level = _level(table) if table.device.startswith(_DEVICE_LEVEL) else None
    return JsonMap(
        topic=table.topic,
        rules=tuple(_rule(number, value) for number, value in enumerate(table.values)),
        level=level,
        key=_path("device", table.device) if level is None else (),
        time=_path("time.path", table.time.path) if table.time else (),
        time_format=table.time.format if table.time else TimeFormat.SECONDS,
    )


def _check_topic(topic: str) -> None:
    levels = topic.split("/")
    if "#" in topic or any("+" in level and level != "+" for level in levels):
        raise BadRule("topic", f"{topic!r}: + may stand for a whole level, # is not allowed")
    if levels[0] in {"+", "vh1", "$SYS"}:
        raise BadRule("topic", f"{topic!r}: the first level must be a word of its own")


def _level(table: JsonMapTable) -> int:
    text = table.device.removeprefix(_DEVICE_LEVEL)
    levels = table.topic.split("/")
    if not text.isdecimal() or int(text) >= len(levels) or levels[int(text)] != "+":
        free = [f"{_DEVICE_LEVEL}{number}" for number, level in enumerate(levels) if level == "+"]
        raise BadRule("device", f"{table.device!r}: expected a path or one of {', '.join(free) or 'none'}")
    return int(text)


def _rule(number: int, value: _Value) -> Rule:
    where = f"values.{number}"
    quantity = QUANTITIES.get(value.quantity)
    if quantity is None:
        raise BadRule(f"{where}.quantity", f"{value.quantity!r} is not in the registry of quantities")
    if any(isinstance(meaning, bool) is not quantity.is_flag for meaning in value.enum.values()):
        wanted = "true or false" if quantity.is_flag else "numbers"
        raise BadRule(f"{where}.enum", f"{value.quantity} takes {wanted}")
    return Rule(
        quantity=value.quantity,
        path=_path(f"{where}.path", value.path),
        scale=value.scale * _factor(where, value.unit, quantity.unit),
        offset=value.offset,
        meanings={text.lower(): meaning for text, meaning in value.enum.items()},
        absent=frozenset(_written(text) for text in value.absent),
    )


def _factor(where: str, unit: str, ours: str) -> float:
    if unit in {"", ours}:
        return 1.0
    known = _UNITS.get(ours, {})
    if unit not in known:
        raise BadRule(f"{where}.unit", f"{unit!r}: expected one of {', '.join([ours, *known])}")
    return known[unit]


def _written(value: Value | str) -> str:
    """Write a sentinel as it stands in JSON: 9999, not 9999.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower()


def _path(where: str, text: str) -> Path:
    try:
        return parse_path(text)
    except BadPath as error:
        raise BadRule(where, str(error)) from error
