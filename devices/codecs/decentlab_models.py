"""The groups of words each Decentlab model sends; only tables, devices.codecs.decentlab_v2 reads them.

Layout and formulas from the vendor's published decoders (decentlab/decentlab-decoders, page of each model).
"""

from collections.abc import Mapping
from typing import TypeAlias

from devices.codecs.fields import Detail, Item, Items, Number

# In the order of their bits, the first group is bit 0.
Groups: TypeAlias = tuple[Items, ...]

# Words that count from the middle, so that they can be negative.
MIDDLE = 32_768
_BATTERY: Items = (Number("battery_v", "H", 0.001),)
_DISTANCES = ("average", "lowest", "highest", "median", "p10", "p25", "p75", "p90", "mode")


def _signed(quantity: str, scale: float) -> Item:
    return Number(quantity, "H", scale, offset=-MIDDLE * scale)


def _noted(*names: str) -> Items:
    return tuple(Detail(name, "H") for name in names)


_BAROMETER = Number("pressure_hpa", "H", 0.02)
# Sensirion SHT3x and SHT2x: a whole word of span.
_CLIMATE_SHT3: Items = (
    Number("temperature_c", "H", 175 / 65535, offset=-45), Number("humidity_pct", "H", 100 / 65535),
)  # fmt: skip
_CLIMATE_SHT2: Items = (
    Number("temperature_c", "H", 175.72 / 65536, offset=-46.85),
    Number("humidity_pct", "H", 125 / 65536, offset=-6),
)
_CO2 = _signed("co2_ppm", 1)
_WIND: Items = (_signed("wind_ms", 0.01), _signed("wind_direction_deg", 0.1), *_noted("wind_highest"))
_ATM22: Items = (
    *_WIND, _signed("temperature_c", 0.1), *_noted("tilt_x", "tilt_y", "wind_north", "wind_east"),
)  # fmt: skip
_ATM41_FIRST: Items = (
    *_noted("solar", "precipitation", "lightning_strikes", "lightning_distance"),
    *_WIND,
    _signed("temperature_c", 0.1),
    *_noted("vapour_pressure"),
    _signed("pressure_hpa", 0.1),
    _signed("humidity_pct", 0.1),
    *_noted("internal_temperature", "tilt_x", "tilt_y"),
)
_ATM41: Items = (*_ATM41_FIRST, *_noted("heading", "wind_north", "wind_east"))
# The total counts micrometres in two words, the lower one first.
_ATM41G2: Items = (*_ATM41_FIRST, *_noted("precipitation_conductivity", "rain_low", "rain_high"))
_CTD10: Items = (_signed("level_mm", 1), _signed("temperature_c", 0.1))
_ROAD: Items = (
    *_noted("surface_temperature"),
    _signed("temperature_c", 0.01),
    _signed("humidity_pct", 0.01),
    *_noted("dew_point", "angle", "sensor_temperature"),
)
_SOIL: Items = _noted("permittivity", "soil_temperature", "soil_conductivity")
_SAP_FLOW = (
    "sap_flow", "heat_velocity_outer", "heat_velocity_inner", "alpha_outer", "alpha_inner", "beta_outer",
    "beta_inner", "tmax_outer", "tmax_inner", "temperature_outer", "max_voltage", "min_voltage",
    "diagnostic", "upstream_tmax_outer", "upstream_tmax_inner", "spare",
)  # fmt: skip
# Pressure in 1/32768 of the span that the profile names, from 16384 on; temperature in 1/320 of a degree.
_PIPE: Items = (Detail("pressure_word", "H"), Number("temperature_c", "H", 0.003125, offset=-51.2))
_PRESSURE_36 = Detail("pressure_word", "H")

MODELS: Mapping[str, Groups] = {
    "alb": (_noted("radiation_in", "radiation_out"), _BATTERY),
    "atm22": (_ATM22, _BATTERY),
    "atm41": (_ATM41, _BATTERY),
    "atm41g2": (_ATM41G2, _BATTERY),
    "blg": (_noted("ratio_low", "ratio_high"), _BATTERY),
    "ctd10": ((*_CTD10, Number("conductivity_uscm", "H"), Detail("is_freezing", "H")), _BATTERY),
    "ctd10b": ((*_CTD10, Number("conductivity_uscm", "H", 2), Detail("is_freezing", "H")), _BATTERY),
    "cws": (_ROAD, _BATTERY),
    "cws2": (_noted("shielded_temperature", "shielded_humidity"), _ROAD, _BATTERY),
    "dlr2-002": (_noted("pulses", "interval_s", "total_low", "total_high"), _BATTERY),
    "dlr2-003": (_noted("input"), _BATTERY),
    "ds18": ((_signed("temperature_c", 1 / 16),), _BATTERY),
    "ds182": (
        _noted("temperature_0", "probe_0"),
        _noted("temperature_1", "probe_1"),
        _BATTERY,
    ),
    "dws": (_noted("frequency_counts", "frequency_ticks", "frequency_spare"), _BATTERY),
    "iam": (
        _BATTERY,
        _CLIMATE_SHT3,
        (_BAROMETER,),
        _noted("light_visible_infrared", "light_infrared"),
        (_CO2, *_noted("co2_status", "infrared_word")),
        _noted("activity"),
        _noted("tvoc_ppb"),
    ),
    "ifd": (_noted("fruit_size"), _BATTERY),
    "isf": (_noted(*_SAP_FLOW), _BATTERY),
    "itst": (_noted("target_temperature", "head_temperature"), _BATTERY),
    "lid": (
        tuple(
            Number("distance_mm", "H") if name == "median" else Detail(f"distance_{name}_mm", "H")
            for name in _DISTANCES
        )
        + _noted("valid_samples", "time"),
        _BATTERY,
    ),
    "lp8p": (
        _CLIMATE_SHT2,
        (Detail("barometer_temperature", "H"), _BAROMETER),
        (
            _CO2,
            *_noted("co2_filtered", "co2_temperature", "capacitor_1_mv", "capacitor_2_mv", "co2_status"),
            *_noted("infrared_word", "infrared_word_filtered"),
        ),
        _BATTERY,
    ),
    "lpw": (_noted("position_low", "position_high"), _BATTERY),
    "lws": (_noted("wetness_low", "wetness_high"), _BATTERY),
    "mbx": ((Number("distance_mm", "H"), Detail("valid_samples", "H")), _BATTERY),
    "ntu": (
        (
            Detail("status", "H"),
            _signed("temperature_c", 0.01),
            Number("turbidity_ntu", "H", 0.1),
            *_noted("turbidity_fnu", "turbidity_mg_l"),
        ),
        _BATTERY,
    ),
    "optod": (
        (
            Detail("status", "H"),
            _signed("temperature_c", 0.01),
            Detail("oxygen_saturation", "H"),
            _signed("do_mgl", 0.01),
            Detail("oxygen_ppm", "H"),
        ),
        _BATTERY,
    ),
    "par": (_noted("radiation"), _BATTERY),
    "pheht": (
        (
            Detail("status", "H"),
            _signed("temperature_c", 0.01),
            _signed("ph", 0.01),
            *_noted("redox", "ph_mv"),
        ),
        _BATTERY,
    ),
    "pm": (
        _BATTERY,
        (
            Detail("pm1_ugm3", "H", 0.1),
            Number("pm2_5_ugm3", "H", 0.1),
            Detail("pm4_ugm3", "H", 0.1),
            Number("pm10_ugm3", "H", 0.1),
            *_noted("particle_size_nm", "count_pm0_5", "count_pm1", "count_pm2_5", "count_pm4", "count_pm10"),
        ),
        _CLIMATE_SHT2,
        (_BAROMETER,),
    ),
    "pr21": (_PIPE, _BATTERY),
    "pr26": (_PIPE, _BATTERY),
    "pr36": ((_PRESSURE_36, _signed("temperature_c", 1 / 256)), _BATTERY),
    "pr36ctd": (
        (
            _PRESSURE_36,
            Detail("electronics_temperature", "H"),
            _signed("temperature_c", 1 / 256),
            _signed("conductivity_uscm", 1000 / 1024),
        ),
        _BATTERY,
    ),
    "pyr": (_noted("radiation"), _BATTERY),
    "rad": (
        (Number("distance_mm", "H"), _signed("temperature_c", 0.01), *_noted("reliability", "status")),
        _BATTERY,
    ),
    "rhc": (
        (
            *_noted("sensor_low", "sensor_high"),
            Number("humidity_pct", "H", 0.01),
            _signed("temperature_c", 0.01),
        ),
        _BATTERY,
    ),
    "sht21": (_CLIMATE_SHT2, _BATTERY),
    "sht35": (_CLIMATE_SHT3, _BATTERY),
    "smtp": (
        tuple(
            Detail(f"{what}_{depth}", "H")
            for depth in range(8)
            for what in ("soil_moisture", "soil_temperature")
        ),
        _BATTERY,
    ),
    "tbrg": (_noted("tips", "interval_s", "rain_low", "rain_high"), _BATTERY),
    "trs11": (_SOIL[:2], _BATTERY),
    "trs12": (_SOIL, _BATTERY),
    "trs21": (_noted("water_potential", "soil_temperature"), _BATTERY),
    "wrm": (_CLIMATE_SHT3, _noted("surface_temperature", "head_temperature"), _BATTERY),
}
