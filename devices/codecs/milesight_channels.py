"""What each Milesight model sends on which channel; only tables, devices.codecs.milesight_tlv reads them.

Layouts from the vendor's product descriptions (Milesight-IoT/SensorDecoders, README of each product).
"""

from collections.abc import Mapping

from devices.codecs import milesight_people, milesight_power
from devices.codecs.fields import Detail, Flag, Items, Number
from devices.codecs.milesight_common import (
    COMMON,
    DISTANCE,
    FAILED,
    HISTORY_AT,
    HUMIDITY,
    LEAK,
    NO_ECHO,
    NO_GAS,
    OCCUPIED,
    OPEN,
    PRESSURE,
    TEMPERATURE,
    TILTED,
    Channels,
)
from devices.contract.quantities import Quality

# The radar counts below zero, so its sentinels are the same bits as negative numbers.
_RADAR_SENTINELS = {-1: Quality.BAD, -3: Quality.SATURATED}
_RADAR = Number("distance_mm", "h", sentinels=_RADAR_SENTINELS)
_RADAR_EXCEPTION = Number("distance_mm", "h", sentinels=_RADAR_SENTINELS, quality=Quality.SUSPECT)
# The vendor describes longitude first for some products and latitude first for others, so neither is sure.
_LON = Number("lon", "i", 1e-6, quality=Quality.SUSPECT)
_LAT = Number("lat", "i", 1e-6, quality=Quality.SUSPECT)
_EM400: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x82): (DISTANCE,),
    (0x05, 0x00): (TILTED,),
    (0x83, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
    (0x84, 0x82): (DISTANCE, Detail("distance_alarm")),
}
_LON_FIRST: Channels = {(0x06, 0x88): (_LON, _LAT, Detail("motion"))}
_LAT_FIRST: Channels = {(0x06, 0x88): (_LAT, _LON, Detail("motion"))}
_EM410: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x82): (_RADAR,),
    (0x05, 0x00): (TILTED,),
    (0x84, 0x82): (_RADAR, Detail("distance_alarm")),
    (0x94, 0x82): (_RADAR, Detail("distance_mutation_mm", "h"), Detail("distance_alarm")),
    (0xB4, 0x82): (_RADAR_EXCEPTION, Detail("distance_exception")),
    (0x20, 0xCE): (
        HISTORY_AT,
        Detail("history_distance_mm", "h"),
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_mutation_mm", "h"),
        Detail("history_events"),
    ),
}
_DISTANCE_THIRD: Channels = {(0x03, 0x82): (DISTANCE,)}
_TILTED_FOURTH: Channels = {(0x04, 0x00): (TILTED,)}
_EM500_UDL: Channels = {
    (0x83, 0xE9): (DISTANCE, Detail("distance_mutation_mm", "H"), Detail("distance_alarm")),
    (0x20, 0xCE): (HISTORY_AT, Detail("history_distance_mm", "H")),
}
_EM500_SWL: Channels = {
    (0x03, 0x77): (Number("level_mm", "H", 10, NO_ECHO),),
    (0x20, 0xCE): (HISTORY_AT, Detail("history_level_cm", "H")),
}
_EM500_PP: Channels = {
    (0x03, 0x7B): (Number("pressure_hpa", "H", 10, FAILED),),
    (0x20, 0xCE): (HISTORY_AT, Detail("history_pressure_kpa", "H")),
}
_EM500_CO2: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x68): (HUMIDITY,),
    (0x05, 0x7D): (Number("co2_ppm", "H", sentinels=NO_GAS),),
    (0x06, 0x73): (PRESSURE,),
}
# The profile calls the temperature that of the soil; its moisture is no humidity of the air.
_EM500_SMTC: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x68): (Detail("soil_moisture_pct", "B", 0.5),),
    (0x04, 0xCA): (Detail("soil_moisture_pct", "H", 0.01),),
    (0x05, 0x7F): (Detail("soil_conductivity_uscm", "H"),),
}
_REMAINING: Channels = {(0x04, 0xD6): (Number("remaining_pct", "B"),)}
_GS301: Channels = {
    (0x02, 0x67): (TEMPERATURE,),
    (0x03, 0x68): (HUMIDITY,),
    (0x04, 0x7D): (Number("nh3_ppm", "H", 0.01, NO_GAS),),
    (0x05, 0x7D): (Number("h2s_ppm", "H", 0.01, NO_GAS),),
    (0x06, 0x7D): (Number("h2s_ppm", "H", 0.001, NO_GAS),),
}
_CLIMATE: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x68): (HUMIDITY,),
    (0x83, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
}
_EM300: Channels = _CLIMATE | {
    (0x20, 0xCE): (
        HISTORY_AT,
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_humidity_pct", "B", 0.5),
        Detail("history_state"),
    ),
}
_EM320_V1: Channels = _CLIMATE | {
    (0x20, 0xCE): (
        HISTORY_AT,
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_humidity_pct", "B", 0.5),
    ),
}
_EM320_V2: Channels = _CLIMATE | {
    (0x20, 0xCE): (
        HISTORY_AT,
        Detail("history_temperature_c", "h", 0.1),
        Detail("history_humidity_pct", "H", 0.1),
    ),
}
_EM300_CL: Channels = {
    (0x03, 0xED): (Detail("liquid"),),
    (0x04, 0xEE): (Detail("calibrated"),),
    (0x83, 0xED): (Detail("liquid"), Detail("liquid_alarm")),
}
_WATER_METER = (Detail("water_factor", "H"), Detail("pulse_factor", "H"), Detail("water", "f"))
_EM300_DI: Channels = _CLIMATE | {
    (0x05, 0x00): (Detail("pin"),),
    (0x05, 0xC8): (Detail("pulses", "I"),),
    (0x06, 0xE1): _WATER_METER,
    (0x85, 0x00): (Detail("pin"), Detail("pin_alarm")),
    (0x86, 0xE1): (*_WATER_METER, Detail("water_alarm")),
    (0x20, 0xCE): (*_EM300[0x20, 0xCE], Detail("history_pin"), Detail("history_pulses", "I")),
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
_AXES = ("x", "y", "z")
_EM320_TILT: Channels = {(0x03, 0xD4): tuple(Detail(f"angle_{axis}", "h") for axis in _AXES)}
_AM102: Channels = _EM320_V1
_AM103: Channels = _CLIMATE | {
    (0x07, 0x7D): (Number("co2_ppm", "H", sentinels=NO_GAS),),
    (0x20, 0xCE): (*_EM320_V1[0x20, 0xCE], Detail("history_co2_ppm", "H")),
}
_AM107: Channels = _CLIMATE | {
    (0x05, 0x6A): (Detail("activity", "H"),),
    (0x06, 0x65): (
        Number("light_lx", "H"),
        Detail("light_visible_infrared", "H"),
        Detail("light_infrared", "H"),
    ),
    (0x07, 0x7D): (Number("co2_ppm", "H", sentinels=NO_GAS),),
    (0x08, 0x7D): (Number("tvoc_ppb", "H", sentinels=FAILED),),
    (0x09, 0x73): (PRESSURE,),
}
_WIND = Number("wind_ms", "H", 0.1)
_WIND_DIRECTION = Number("wind_direction_deg", "H", 0.1)
_RAIN_COUNTER = Detail("rain_counter")
_WTS506_HISTORY = (
    HISTORY_AT,
    Detail("history_temperature_c", "h", 0.1),
    Detail("history_humidity_pct", "B", 0.5),
    Detail("history_pressure_hpa", "H", 0.1),
    Detail("history_wind_direction_deg", "H", 0.1),
    Detail("history_wind_ms", "H", 0.1),
)
_WTS506: Channels = _CLIMATE | {
    (0x05, 0x84): (_WIND_DIRECTION,),
    (0x06, 0x73): (PRESSURE,),
    (0x07, 0x92): (_WIND,),
    (0x08, 0x77): (Number("rain_mm", "H", 0.01), _RAIN_COUNTER),
    (0x08, 0xEC): (Number("rain_mm", "I", 0.01), _RAIN_COUNTER),
    (0x86, 0x73): (PRESSURE, Detail("pressure_alarm")),
    (0x87, 0x92): (_WIND, Detail("wind_alarm")),
    (0x88, 0xEC): (Number("rain_mm", "I", 0.01), _RAIN_COUNTER, Detail("rain_alarm")),
    (0x20, 0xCE): (*_WTS506_HISTORY, Detail("history_rain_mm", "H", 0.01)),
    (0x21, 0xCE): (*_WTS506_HISTORY, Detail("history_rain_mm", "I", 0.01)),
}
_AM307: Channels = _CLIMATE | {
    (0x05, 0x00): (OCCUPIED,),
    (0x06, 0xCB): (Detail("light_level"),),
    (0x07, 0x7D): (Number("co2_ppm", "H", sentinels=NO_GAS),),
    (0x08, 0x7D): (Detail("tvoc_iaq", "H", 0.01),),
    (0x08, 0xE6): (Detail("tvoc_ugm3", "H"),),
    (0x09, 0x73): (PRESSURE,),
    (0x0A, 0x7D): (Detail("hcho_mgm3", "H", 0.01),),
    (0x0B, 0x7D): (Number("pm2_5_ugm3", "H", sentinels=FAILED),),
    (0x0C, 0x7D): (Number("pm10_ugm3", "H", sentinels=FAILED),),
    (0x0D, 0x7D): (Detail("o3_ppm", "H", 0.01),),
    (0x0E, 0x01): (Detail("buzzer"),),
}
_AM307_RECORD: Items = (
    HISTORY_AT,
    Detail("history_temperature_c", "h", 0.1),
    Detail("history_humidity_pct", "H", 0.5),
    Detail("history_occupied"),
    Detail("history_light_level"),
    Detail("history_co2_ppm", "H"),
    Detail("history_tvoc", "H"),
    Detail("history_pressure_hpa", "H", 0.1),
)
_AM308_RECORD: Items = (
    *_AM307_RECORD, Detail("history_pm2_5_ugm3", "H"), Detail("history_pm10_ugm3", "H"),
)  # fmt: skip
# Live positions stand latitude first, recorded ones longitude first (vendor's description).
_AT101: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x88): (Number("lat", "i", 1e-6), Number("lon", "i", 1e-6), Detail("motion")),
    (0x05, 0x00): (TILTED,),
    (0x06, 0xD9): (
        Detail("wifi_group"),
        Detail("wifi_mac", "6s"),
        Detail("wifi_rssi", "b"),
        Detail("motion"),
    ),
    (0x07, 0x00): (Detail("uninstalled"),),
    (0x83, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
    (0x20, 0xCE): (HISTORY_AT, Detail("history_lon", "i", 1e-6), Detail("history_lat", "i", 1e-6)),
}

MODELS: Mapping[str, Channels] = {
    **milesight_people.MODELS,
    **milesight_power.MODELS,
    "am102": COMMON | _AM102,
    "am102l": COMMON | _AM102,
    "am103": COMMON | _AM103,
    "am103l": COMMON | _AM103,
    "am104": COMMON | _AM107,
    "am107": COMMON | _AM107,
    "am307": COMMON | _AM307 | {(0x20, 0xCE): _AM307_RECORD},
    "am308": COMMON | _AM307 | {(0x20, 0xCE): _AM308_RECORD},
    "am319": COMMON | _AM307 | {(0x20, 0xCE): (*_AM308_RECORD, Detail("history_gas", "H"))},
    "at101": COMMON | _AT101,
    "em300-cl": COMMON | _EM300_CL,
    "em300-di": COMMON | _EM300_DI,
    "em300-mcs": COMMON | _EM300 | {(0x06, 0x00): (OPEN,)},
    "em300-mld": COMMON | _EM300 | {(0x05, 0x00): (LEAK,), (0x06, 0x00): (LEAK,)},
    "em300-sld": COMMON | _EM300 | {(0x05, 0x00): (LEAK,)},
    "em300-th": COMMON | _EM300,
    "em300-zld": COMMON | _EM300 | {(0x05, 0x00): (LEAK,)},
    "em310-tilt": COMMON | _EM310_TILT,
    "em310-udl": COMMON | _DISTANCE_THIRD | _TILTED_FOURTH,
    "em320-th": COMMON | _EM320_V1,
    "em320-th-v2": COMMON | _EM320_V2,
    "em320-tilt": COMMON | _EM320_TILT,
    "em400-mud": COMMON | _EM400 | _LON_FIRST,
    "em400-udl": COMMON | _EM400 | _LON_FIRST,
    "em400-tld": COMMON | _EM400 | _LAT_FIRST,
    "em410-rdl": COMMON | _EM410,
    "em411-rdl": COMMON | _EM410,
    "em500-co2": COMMON | _EM500_CO2,
    "em500-lgt": COMMON | {(0x03, 0x94): (Number("light_lx", "I"),)},
    "em500-pp": COMMON | _EM500_PP,
    "em500-pt100": COMMON | {(0x03, 0x67): (TEMPERATURE,)},
    "em500-smtc": COMMON | _EM500_SMTC,
    "em500-swl": COMMON | _EM500_SWL,
    "em500-udl": COMMON | _DISTANCE_THIRD | _EM500_UDL,
    "gs301": COMMON | _GS301,
    "ws101": COMMON | {(0xFF, 0x2E): (Detail("button"),)},
    "ws201": COMMON | _DISTANCE_THIRD | _REMAINING,
    "ws301": COMMON | {(0x03, 0x00): (OPEN,), (0x04, 0x00): (Detail("uninstalled"),)},
    "wts506": COMMON | _WTS506,
}
