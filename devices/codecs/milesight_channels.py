"""What each Milesight model sends on which channel; only tables, devices.codecs.milesight_tlv reads them.

Layouts from the vendor's product descriptions (Milesight-IoT/SensorDecoders, README of each product).
"""

from collections.abc import Mapping
from typing import TypeAlias

from devices.codecs.fields import Detail, Flag, Fork, Items, Number
from devices.contract.quantities import Quality

# (channel, type) -> what follows these two bytes, in order.
Channels: TypeAlias = dict[tuple[int, int], Items]

# 0xFFFF: measuring failed; 0xFFFD: nothing within range (vendor's note for EM410 and EM500).
_NO_ECHO = {0xFFFF: Quality.BAD, 0xFFFD: Quality.SATURATED}
# 0xFFFE: the cell is still polarising; 0xFFFF: the sensor failed (vendor's note for GS301).
_NO_GAS = {0xFFFF: Quality.BAD, 0xFFFE: Quality.BAD}
_FAILED = {0xFFFF: Quality.BAD}

_DISTANCE = Number("distance_mm", "H", sentinels=_NO_ECHO)
# The radar counts below zero, so its sentinels are the same bits as negative numbers.
_RADAR_SENTINELS = {-1: Quality.BAD, -3: Quality.SATURATED}
_RADAR = Number("distance_mm", "h", sentinels=_RADAR_SENTINELS)
_RADAR_EXCEPTION = Number("distance_mm", "h", sentinels=_RADAR_SENTINELS, quality=Quality.SUSPECT)
_TEMPERATURE = Number("temperature_c", "h", 0.1, {0x7FFF: Quality.BAD, -0x8000: Quality.BAD})
_HUMIDITY = Number("humidity_pct", "B", 0.5)
_PRESSURE = Number("pressure_hpa", "H", 0.1)
_TILTED = Flag("tilted")
_OCCUPIED = Flag("occupied")
_OPEN = Flag("open")
_LEAK = Flag("leak")
# The vendor describes longitude first for some products and latitude first for others, so neither is sure.
_LON = Number("lon", "i", 1e-6, quality=Quality.SUSPECT)
_LAT = Number("lat", "i", 1e-6, quality=Quality.SUSPECT)
_HISTORY_AT = Detail("history_at_s", "I")

_COMMON: Channels = {
    (0x01, 0x75): (Number("battery_pct", "B", sentinels={0xFF: Quality.BAD}),),
    (0xFF, 0x01): (Detail("protocol_version"),),
    (0xFF, 0x09): (Detail("hardware_version", "2s"),),
    (0xFF, 0x0A): (Detail("firmware_version", "2s"),),
    (0xFF, 0x0B): (Detail("power_on"),),
    (0xFF, 0x0F): (Detail("lorawan_class"),),
    (0xFF, 0x16): (Detail("serial", "8s"),),
    (0xFF, 0xFE): (Detail("reset"),),
}
_EM400: Channels = {
    (0x03, 0x67): (_TEMPERATURE,),
    (0x04, 0x82): (_DISTANCE,),
    (0x05, 0x00): (_TILTED,),
    (0x83, 0x67): (_TEMPERATURE, Detail("temperature_alarm")),
    (0x84, 0x82): (_DISTANCE, Detail("distance_alarm")),
}
_LON_FIRST: Channels = {(0x06, 0x88): (_LON, _LAT, Detail("motion"))}
_LAT_FIRST: Channels = {(0x06, 0x88): (_LAT, _LON, Detail("motion"))}
_EM410: Channels = {
    (0x03, 0x67): (_TEMPERATURE,),
    (0x04, 0x82): (_RADAR,),
    (0x05, 0x00): (_TILTED,),
    (0x84, 0x82): (_RADAR, Detail("distance_alarm")),
    (0x94, 0x82): (_RADAR, Detail("distance_mutation_mm", "h"), Detail("distance_alarm")),
    (0xB4, 0x82): (_RADAR_EXCEPTION, Detail("distance_exception")),
    (0x20, 0xCE): (
        _HISTORY_AT,
        Detail("history_distance_mm", "h"),
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_mutation_mm", "h"),
        Detail("history_events"),
    ),
}
_DISTANCE_THIRD: Channels = {(0x03, 0x82): (_DISTANCE,)}
_TILTED_FOURTH: Channels = {(0x04, 0x00): (_TILTED,)}
_EM500_UDL: Channels = {
    (0x83, 0xE9): (_DISTANCE, Detail("distance_mutation_mm", "H"), Detail("distance_alarm")),
    (0x20, 0xCE): (_HISTORY_AT, Detail("history_distance_mm", "H")),
}
_EM500_SWL: Channels = {
    (0x03, 0x77): (Number("level_mm", "H", 10, _NO_ECHO),),
    (0x20, 0xCE): (_HISTORY_AT, Detail("history_level_cm", "H")),
}
_EM500_PP: Channels = {
    (0x03, 0x7B): (Number("pressure_hpa", "H", 10, _FAILED),),
    (0x20, 0xCE): (_HISTORY_AT, Detail("history_pressure_kpa", "H")),
}
_REMAINING: Channels = {(0x04, 0xD6): (Number("remaining_pct", "B"),)}
_GS301: Channels = {
    (0x02, 0x67): (_TEMPERATURE,),
    (0x03, 0x68): (_HUMIDITY,),
    (0x04, 0x7D): (Number("nh3_ppm", "H", 0.01, _NO_GAS),),
    (0x05, 0x7D): (Number("h2s_ppm", "H", 0.01, _NO_GAS),),
    (0x06, 0x7D): (Number("h2s_ppm", "H", 0.001, _NO_GAS),),
}
_CLIMATE: Channels = {
    (0x03, 0x67): (_TEMPERATURE,),
    (0x04, 0x68): (_HUMIDITY,),
    (0x83, 0x67): (_TEMPERATURE, Detail("temperature_alarm")),
}
_EM300: Channels = _CLIMATE | {
    (0x20, 0xCE): (
        _HISTORY_AT,
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_humidity_pct", "B", 0.5),
        Detail("history_state"),
    ),
}
_EM310_TILT: Channels = {
    (0x03, 0xCF): (
        Detail("angle_x_deg", "h", 0.01),
        Detail("angle_y_deg", "h", 0.01),
        Detail("angle_z_deg", "h", 0.01),
        # One bit for each axis past its threshold.
        Flag("tilted", meanings={0: False} | dict.fromkeys(range(1, 8), True)),
    ),
}
_VS330: Channels = {
    (0x02, 0x82): (_DISTANCE,),
    (0x03, 0x8E): (_OCCUPIED,),
    (0x04, 0x8E): (Detail("calibrated"),),
}
_TOTALS = (Number("count_in", "H"), Number("count_out", "H"))
_PERIOD = (Detail("period_in", "H"), Detail("period_out", "H"))
_HISTORY_PERIOD = (Detail("history_period_in", "H"), Detail("history_period_out", "H"))
_HISTORY_TOTALS = (Detail("history_total_in", "H"), Detail("history_total_out", "H"))
_VS350_HISTORY = Fork("history_kind", {0: _HISTORY_PERIOD, 1: _HISTORY_PERIOD + _HISTORY_TOTALS})
_VS350: Channels = {
    (0x03, 0x67): (_TEMPERATURE,),
    (0x04, 0xCC): _TOTALS,
    (0x05, 0xCC): _PERIOD,
    (0x0A, 0xEF): (Detail("measured_at_s", "I"),),
    (0x83, 0x67): (_TEMPERATURE, Detail("temperature_alarm")),
    (0x84, 0xCC): (*_TOTALS, Detail("total_alarm")),
    (0x85, 0xCC): (*_PERIOD, Detail("period_alarm")),
    (0x20, 0xCE): (_HISTORY_AT, _VS350_HISTORY),
}
_VS132: Channels = {
    (0x03, 0xD2): (Number("count_in", "I"),),
    (0x04, 0xD2): (Number("count_out", "I"),),
    (0x05, 0xCC): _PERIOD,
    (0xFF, 0x1F): (Detail("software_version", "4s"),),
}
_WIND = Number("wind_ms", "H", 0.1)
_WIND_DIRECTION = Detail("wind_direction_deg", "H", 0.1)
_RAIN_COUNTER = Detail("rain_counter")
_WTS506_HISTORY = (
    _HISTORY_AT,
    Detail("history_temperature_c", "h", 0.1),
    Detail("history_humidity_pct", "B", 0.5),
    Detail("history_pressure_hpa", "H", 0.1),
    Detail("history_wind_direction_deg", "H", 0.1),
    Detail("history_wind_ms", "H", 0.1),
)
_WTS506: Channels = _CLIMATE | {
    (0x05, 0x84): (_WIND_DIRECTION,),
    (0x06, 0x73): (_PRESSURE,),
    (0x07, 0x92): (_WIND,),
    (0x08, 0x77): (Number("rain_mm", "H", 0.01), _RAIN_COUNTER),
    (0x08, 0xEC): (Number("rain_mm", "I", 0.01), _RAIN_COUNTER),
    (0x86, 0x73): (_PRESSURE, Detail("pressure_alarm")),
    (0x87, 0x92): (_WIND, Detail("wind_alarm")),
    (0x88, 0xEC): (Number("rain_mm", "I", 0.01), _RAIN_COUNTER, Detail("rain_alarm")),
    (0x20, 0xCE): (*_WTS506_HISTORY, Detail("history_rain_mm", "H", 0.01)),
    (0x21, 0xCE): (*_WTS506_HISTORY, Detail("history_rain_mm", "I", 0.01)),
}
_AM307: Channels = _CLIMATE | {
    (0x05, 0x00): (_OCCUPIED,),
    (0x06, 0xCB): (Detail("light_level"),),
    (0x07, 0x7D): (Number("co2_ppm", "H", sentinels=_NO_GAS),),
    (0x08, 0x7D): (Detail("tvoc_iaq", "H", 0.01),),
    (0x08, 0xE6): (Detail("tvoc_ugm3", "H"),),
    (0x09, 0x73): (_PRESSURE,),
    (0x0A, 0x7D): (Detail("hcho_mgm3", "H", 0.01),),
    (0x0B, 0x7D): (Number("pm2_5_ugm3", "H", sentinels=_FAILED),),
    (0x0C, 0x7D): (Number("pm10_ugm3", "H", sentinels=_FAILED),),
}
_WS558: Channels = {
    (0x03, 0x74): (Number("voltage_v", "H", 0.1),),
    (0x04, 0x80): (Number("power_w", "I"),),
    (0x05, 0x81): (Detail("power_factor_pct"),),
    (0x06, 0x83): (Detail("energy_wh", "I"),),
    (0x07, 0xC9): (Number("current_a", "H", 0.001),),
    (0x08, 0x31): (Detail("changed_mask"), Detail("on_mask")),
}
_CURRENT = Number("current_a", "H", 0.01, _FAILED)
_CT101: Channels = {
    (0x03, 0x97): (Detail("total_ah", "I", 0.01),),
    (0x04, 0x98): (_CURRENT,),
    (0x84, 0x98): (
        Detail("current_max_a", "H", 0.01),
        Detail("current_min_a", "H", 0.01),
        _CURRENT,
        Detail("current_alarm"),
    ),
}

MODELS: Mapping[str, Channels] = {
    "am307": _COMMON | _AM307,
    "am308": _COMMON | _AM307,
    "am319": _COMMON | _AM307,
    "ct101": _COMMON | _CT101,
    "em300-mcs": _COMMON | _EM300 | {(0x06, 0x00): (_OPEN,)},
    "em300-mld": _COMMON | _EM300 | {(0x05, 0x00): (_LEAK,), (0x06, 0x00): (_LEAK,)},
    "em300-sld": _COMMON | _EM300 | {(0x05, 0x00): (_LEAK,)},
    "em300-th": _COMMON | _EM300,
    "em300-zld": _COMMON | _EM300 | {(0x05, 0x00): (_LEAK,)},
    "em310-tilt": _COMMON | _EM310_TILT,
    "em310-udl": _COMMON | _DISTANCE_THIRD | _TILTED_FOURTH,
    "em400-mud": _COMMON | _EM400 | _LON_FIRST,
    "em400-udl": _COMMON | _EM400 | _LON_FIRST,
    "em400-tld": _COMMON | _EM400 | _LAT_FIRST,
    "em410-rdl": _COMMON | _EM410,
    "em411-rdl": _COMMON | _EM410,
    "em500-pp": _COMMON | _EM500_PP,
    "em500-swl": _COMMON | _EM500_SWL,
    "em500-udl": _COMMON | _DISTANCE_THIRD | _EM500_UDL,
    "gs301": _COMMON | _GS301,
    "vs132": _COMMON | _VS132,
    "vs330": _COMMON | _VS330,
    "vs340": _COMMON | {(0x03, 0x00): (_OCCUPIED,)},
    "vs341": _COMMON | {(0x03, 0x00): (_OCCUPIED,)},
    "vs350": _COMMON | _VS350,
    "ws101": _COMMON | {(0xFF, 0x2E): (Detail("button"),)},
    "ws201": _COMMON | _DISTANCE_THIRD | _REMAINING,
    "ws203": _COMMON | _EM300 | {(0x05, 0x00): (_OCCUPIED,)},
    "ws301": _COMMON | {(0x03, 0x00): (_OPEN,), (0x04, 0x00): (Detail("uninstalled"),)},
    "ws558": _COMMON | _WS558,
    "wts506": _COMMON | _WTS506,
}
