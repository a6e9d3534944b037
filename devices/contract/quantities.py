"""Every quantity a device may report: one source for validation, series fields, units and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = float | bool


class Quality(StrEnum):
    """How far a value can be believed; a value that cannot be known is absent, never a sentinel number."""

    GOOD = "good"
    SUSPECT = "suspect"
    SATURATED = "saturated"
    STALE = "stale"
    DERIVED = "derived"
    SIMULATED = "simulated"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measurable thing.

    `lowest`..`highest` are the physical bounds in `unit`, inclusive; `lowest is None` marks a yes/no
    quantity. `unit` is the symbol people read; `lwm2m` is the OMA object/resource, where one exists.
    """

    name: str
    unit: str
    lowest: float | None
    highest: float | None
    zh: str
    en: str
    lwm2m: str = ""

    @property
    def is_flag(self) -> bool:
        """Tell whether the quantity is yes or no."""
        return self.lowest is None


def _number(name: str, unit: str, bounds: tuple[float, float], zh: str, en: str, lwm2m: str = "") -> Quantity:
    return Quantity(name, unit, bounds[0], bounds[1], zh, en, lwm2m)


def _flag(name: str, zh: str, en: str, lwm2m: str = "") -> Quantity:
    return Quantity(name, "", None, None, zh, en, lwm2m)


# Bounds: the widest range of the products of each kind (vendor sheets), not of one product.
_ALL = (
    _number("fill_pct", "%", (0, 100), "满溢度", "fill", "3435/2"),
    _number("remaining_pct", "%", (0, 100), "余量", "remaining"),
    _number("distance_mm", "mm", (0, 100_000), "距离", "distance", "3330/5700"),
    _number("level_mm", "mm", (-100_000, 100_000), "水位", "water level"),
    _number("battery_pct", "%", (0, 100), "电量", "battery", "3/9"),
    _number("battery_v", "V", (0, 60), "电池电压", "battery voltage", "3/7"),
    _number("voltage_v", "V", (0, 1000), "电压", "voltage", "3316/5700"),
    _number("current_a", "A", (0, 10_000), "电流", "current", "3317/5700"),
    _number("power_w", "W", (0, 1_000_000), "功率", "power", "3328/5700"),
    _number("energy_kwh", "kWh", (0, 100_000_000), "用电量", "energy", "3331/5805"),
    _number("temperature_c", "°C", (-60, 150), "温度", "temperature", "3303/5700"),
    _number("humidity_pct", "%", (0, 100), "湿度", "humidity", "3304/5700"),
    _number("pressure_hpa", "hPa", (0, 20_000), "压力", "pressure", "3315/5700"),
    _number("wind_ms", "m/s", (0, 100), "风速", "wind speed"),
    _number("wind_direction_deg", "°", (0, 360), "风向", "wind direction"),
    _number("light_lx", "lx", (0, 200_000), "照度", "illuminance", "3301/5700"),
    _number("rain_mm", "mm", (0, 100_000_000), "累计雨量", "rain total"),
    _number("co2_ppm", "ppm", (0, 40_000), "二氧化碳", "CO2", "3428/17"),
    _number("pm2_5_ugm3", "µg/m³", (0, 5000), "PM2.5", "PM2.5", "3428/3"),
    _number("pm10_ugm3", "µg/m³", (0, 5000), "PM10", "PM10", "3428/1"),
    _number("tsp_ugm3", "µg/m³", (0, 20_000), "总悬浮颗粒物", "suspended particles"),
    _number("so2_ugm3", "µg/m³", (0, 20_000), "二氧化硫", "SO2"),
    _number("no2_ugm3", "µg/m³", (0, 20_000), "二氧化氮", "NO2"),
    _number("o3_ugm3", "µg/m³", (0, 20_000), "臭氧", "ozone"),
    _number("co_mgm3", "mg/m³", (0, 1000), "一氧化碳", "CO"),
    _number("tvoc_ppb", "ppb", (0, 65_535), "总挥发性有机物", "TVOC"),
    _number("nh3_ppm", "ppm", (0, 1000), "氨气", "ammonia"),
    _number("h2s_ppm", "ppm", (0, 1000), "硫化氢", "hydrogen sulphide"),
    _number("noise_db", "dB", (0, 200), "噪声", "noise", "3324/5700"),
    _number("count_in", "", (0, 4_294_967_295), "进入人次", "people in"),
    _number("count_out", "", (0, 4_294_967_295), "离开人次", "people out"),
    _number("ph", "pH", (0, 14), "酸碱度", "pH", "3326/5700"),
    _number("do_mgl", "mg/L", (0, 50), "溶解氧", "dissolved oxygen"),
    _number("cod_mgl", "mg/L", (0, 10_000), "化学需氧量", "COD"),
    _number("codmn_mgl", "mg/L", (0, 1000), "高锰酸盐指数", "permanganate index"),
    _number("suspended_mgl", "mg/L", (0, 100_000), "悬浮物", "suspended solids"),
    _number("flow_ls", "L/s", (0, 100_000), "流量", "flow"),
    _number("nh3n_mgl", "mg/L", (0, 1000), "氨氮", "ammonia nitrogen"),
    _number("tp_mgl", "mg/L", (0, 1000), "总磷", "total phosphorus"),
    _number("tn_mgl", "mg/L", (0, 1000), "总氮", "total nitrogen"),
    _number("water_temp_c", "°C", (-5, 100), "水温", "water temperature"),
    _number("conductivity_uscm", "µS/cm", (0, 200_000), "电导率", "conductivity", "3327/5700"),
    _number("turbidity_ntu", "NTU", (0, 10_000), "浊度", "turbidity"),
    _number("rssi_dbm", "dBm", (-200, 20), "信号强度", "signal strength"),
    _number("snr_db", "dB", (-50, 50), "信噪比", "signal to noise"),
    _number("lat", "°", (-90, 90), "纬度", "latitude", "6/0"),
    _number("lon", "°", (-180, 180), "经度", "longitude", "6/1"),
    _flag("tilted", "倾倒", "tilted", "3435/13"),
    _flag("alarm_full", "满溢报警", "full alarm", "3435/5"),
    _flag("alarm_fire", "火情报警", "fire alarm", "3435/22"),
    _flag("alarm_battery", "低电报警", "battery alarm"),
    _flag("occupied", "有人", "occupied"),
    _flag("leak", "漏水", "leak"),
    _flag("open", "开启", "open"),
)
QUANTITIES: Mapping[str, Quantity] = {quantity.name: quantity for quantity in _ALL}

# What 16-bit registers hold when nothing was measured: 0xFFFF, 0x7FFF, 0x8000. Only of quantities whose
# bounds let them through and that are no counter or meter, which passes through every number.
_NO_ECHO = frozenset({65535, 32767, -32768})
_STANDS_FOR_NOTHING: Mapping[str, frozenset[int]] = {"distance_mm": _NO_ECHO, "level_mm": _NO_ECHO}
# Possible, but far more often the mark of a sensor that has not measured: a DS18B20 holds 85 °C after
# power-on (Maxim DS18B20 data sheet, "Temperature Register"), a Dingtek DF701 says 9999 mm without an echo
# (vendor's sample).
_DOUBTFUL: Mapping[str, float] = {"temperature_c": 85.0, "water_temp_c": 85.0, "distance_mm": 9999.0}


def refusal(name: str, value: Value) -> str | None:
    """Say why a value cannot be kept under that name, or None when it can."""
    quantity = QUANTITIES.get(name)
    if quantity is None:
        return f"quantity {name[:40]!r} is not in the registry"
    low, high = quantity.lowest, quantity.highest
    if low is None or high is None:
        return None if isinstance(value, bool) else f"{name} = {value!r}: expected true or false"
    if isinstance(value, bool):
        return f"{name} = {value!r}: expected a number"
    if not low <= value <= high:  # nor is NaN, which fails every comparison
        return f"{name} = {value!r} is outside {low:g}..{high:g} {quantity.unit}".rstrip()
    if value in _STANDS_FOR_NOTHING.get(name, ()):
        return f"{name} = {value!r} stands for no measurement"
    return None


def doubtful(values: Mapping[str, Value]) -> list[str]:
    """Name the values that can be kept but are more likely a sensor's mark than a measurement."""
    return [name for name, mark in _DOUBTFUL.items() if values.get(name) == mark]
