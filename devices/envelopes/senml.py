"""SenML packs (RFC 8428, JSON) on `senml/{device}`: names and units of the standard to quantities. Pure."""

import hashlib
import math
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from devices.contract.bodies import Sample
from devices.contract.faults import Fault
from devices.contract.problems import first_problem
from devices.contract.quantities import QUANTITIES, Quality, Value
from devices.contract.topics import BadMessage
from devices.envelopes.json_uplink import MAX_BYTES, Figure, Part
from devices.envelopes.notice import Happening, Notice

FILTER = "senml/+"
# RFC 8428 section 4.5.3: a smaller time is relative to now.
_ABSOLUTE_S = 2**28
_LATEST_S = 253_402_300_799
_LAST_SEPARATORS = ":/"

# Name in the pack -> unit (RFC 8428 and 8798) -> quantity of ours and its factor.
_NUMBERS: Mapping[str, Mapping[str, tuple[str, float]]] = {
    "distance": {"m": ("distance_mm", 1000), "mm": ("distance_mm", 1), "cm": ("distance_mm", 10)},
    "level": {"m": ("level_mm", 1000), "mm": ("level_mm", 1), "cm": ("level_mm", 10)},
    "fill": {"/": ("fill_pct", 100), "%": ("fill_pct", 1)},
    "battery": {"%EL": ("battery_pct", 1), "%": ("battery_pct", 1), "V": ("battery_v", 1)},
    "temperature": {"Cel": ("temperature_c", 1)},
    "humidity": {"%RH": ("humidity_pct", 1)},
    "pressure": {"hPa": ("pressure_hpa", 1), "Pa": ("pressure_hpa", 0.01)},
    "co2": {"ppm": ("co2_ppm", 1)},
    "pm2.5": {"ug/m3": ("pm2_5_ugm3", 1)},
    "pm10": {"ug/m3": ("pm10_ugm3", 1)},
    "noise": {"dB": ("noise_db", 1)},
    "ph": {"pH": ("ph", 1)},
    "voltage": {"V": ("voltage_v", 1)},
    "current": {"A": ("current_a", 1)},
    "power": {"W": ("power_w", 1)},
    "lat": {"lat": ("lat", 1)},
    "lon": {"lon": ("lon", 1)},
}


class _Record(Part):
    bn: Annotated[str, Field(max_length=200)] = ""
    bt: Figure | None = None
    bu: Annotated[str, Field(max_length=20)] | None = None
    bv: Figure | None = None
    n: Annotated[str, Field(max_length=200)] = ""
    t: Figure = 0.0
    u: Annotated[str, Field(max_length=20)] | None = None
    v: Figure | None = None
    vb: bool | None = None


_PACK = TypeAdapter(Annotated[tuple[_Record, ...], Field(min_length=1, max_length=500)])


def read(topic: str, payload: bytes) -> Notice:
    """Read one pack: a sample for each time in it, oldest first.

    A time relative to now cannot be told from the message alone: such records count when they are received,
    and those that are older say "stale".

    Raises:
        BadMessage: no pack, or nothing in it is a quantity of ours; dead-letter it.
    """
    if len(payload) > MAX_BYTES:
        raise BadMessage(f"{topic[:120]}: {len(payload)} bytes, at most {MAX_BYTES} are allowed", Fault.SIZE)
    try:
        pack = _PACK.validate_json(payload)
    except ValidationError as error:
        raise BadMessage(f"{topic[:120]}: {first_problem(error)}", Fault.BODY) from error
    samples = _samples(topic, pack)
    device = topic.split("/")[1].lower()
    newest = samples[-1].at_ms
    dedup = "" if newest is None else f"{device}/{newest}/{hashlib.sha256(payload).hexdigest()[:16]}"
    return Notice("senml", device, Happening.MEASURED, dedup, newest, samples)


def _samples(topic: str, pack: tuple[_Record, ...]) -> tuple[Sample, ...]:
    values: dict[int | None, dict[str, Value]] = {}
    stale: dict[int | None, set[str]] = {}
    name, base_s, unit, base = "", 0.0, "", 0.0
    for record in pack:
        name = record.bn or name
        base_s = base_s if record.bt is None else record.bt
        unit = record.bu or unit
        base = base if record.bv is None else record.bv
        measured = _measured(name + record.n, record.u or unit, base, record)
        if measured is None:
            continue
        at_s = base_s + record.t
        at_ms = round(at_s * 1000) if _ABSOLUTE_S <= at_s <= _LATEST_S else None
        values.setdefault(at_ms, {})[measured[0]] = measured[1]
        if at_ms is None and at_s < 0:
            stale.setdefault(at_ms, set()).add(measured[0])
    if not values:
        what = f"none of its {len(pack)} records is a quantity of ours"
        raise BadMessage(f"{topic[:120]}: {what}", Fault.VALUES)
    return tuple(
        Sample(at_ms=at_ms, values=said, quality=dict.fromkeys(stale.get(at_ms, ()), Quality.STALE))
        for at_ms, said in sorted(values.items(), key=lambda item: item[0] or 0)
    )


def _measured(full_name: str, unit: str, base: float, record: _Record) -> tuple[str, Value] | None:
    name = full_name
    for separator in _LAST_SEPARATORS:
        name = name.rpartition(separator)[2]
    own = QUANTITIES.get(name)
    if record.vb is not None:
        return (name, record.vb) if own is not None and own.is_flag else None
    if record.v is None or not math.isfinite(base + record.v):
        return None
    if own is not None and own.is_flag:
        return None
    if own is not None and unit in {"", own.unit} and name not in _NUMBERS:
        return name, base + record.v
    known = _NUMBERS.get(name.lower(), {}).get(unit)
    return None if known is None else (known[0], round((base + record.v) * known[1], 6))
