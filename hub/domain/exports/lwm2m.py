"""A bin as LwM2M object 3435 and its companions, a SenML pack (RFC 8428). Pure.

OMA LwM2M registry, 3435.xml "Filling level" version 2.0: 2 actual filling percentage, 4 and 6 thresholds,
5 container full, 7 container empty, 13 out of position, 21 cover open, 22 temperature alarm, 5518 timestamp,
6042 quality. Besides: 3303/5700 temperature (°C), 3/9 battery level (%), 6/0 and 6/1 latitude and longitude.
"""

from collections.abc import Mapping

from devices.contract.quantities import QUANTITIES, Quality
from hub.domain.bins import FULL_AT_PCT
from hub.domain.emptying import EMPTIED_BELOW_PCT
from hub.domain.exports.item import Item, Json, Known
from hub.domain.instants import millis

_FLAGS: Mapping[str, str] = {"tilted": "13", "open": "21", "alarm_fire": "22"}
_BESIDE = ("temperature_c", "battery_pct")
# Resource 6042: 1 rejected, 3 accepted but suspicious, 4 accepted.
_QUALITIES: Mapping[Quality, int] = {
    Quality.GOOD: 4,
    Quality.DERIVED: 4,
    Quality.SIMULATED: 3,
    Quality.SATURATED: 3,
    Quality.SUSPECT: 3,
    Quality.STALE: 3,
    Quality.BAD: 1,
}


def filling_level(item: Item) -> list[Json]:
    """Write a bin; without a known level there is no instance of 3435, of which the level is mandatory."""
    pack: list[Json] = []
    level = item.level
    if level is not None:
        pack += _level(item, level)
        flags = {resource: item.current(name) for name, resource in _FLAGS.items()}
        pack += [_flag(f"3435/0/{key}", value) for key, value in flags.items() if isinstance(value, bool)]
    for name in _BESIDE:
        value = item.current(name)
        if value is not None:
            number, resource = QUANTITIES[name].lwm2m.split("/")
            pack.append(_number(f"{number}/0/{resource}", float(value)))
    pack.append(_number("6/0/0", item.device.lat))
    pack.append(_number("6/0/1", item.device.lon))
    return pack


def _level(item: Item, level: Known) -> list[Json]:
    pct = float(level.value)
    return [
        _number("3435/0/2", round(pct, 1)),
        _number("3435/0/4", FULL_AT_PCT),
        _flag("3435/0/5", item.is_full),
        _number("3435/0/6", EMPTIED_BELOW_PCT),
        _flag("3435/0/7", pct < EMPTIED_BELOW_PCT),
        _number("3435/0/5518", millis(level.at) // 1000),
        _number("3435/0/6042", _QUALITIES[Quality.STALE if level.is_stale else level.quality]),
    ]


def _number(path: str, value: float) -> dict[str, Json]:
    return {"n": f"/{path}", "v": value}


def _flag(path: str, value: bool) -> dict[str, Json]:  # noqa: FBT001  the value itself
    return {"n": f"/{path}", "vb": value}
