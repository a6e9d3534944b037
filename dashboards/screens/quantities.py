"""What a device of any kind measures: one panel for each group of quantities that share a chart."""

from dashboards.panels import Look, Panel
from dashboards.queries import Of, course, states

_READING = Of("reading", chosen=("village", "device"))
# By panel; every quantity of hub.series stands in exactly one (tests/dashboards/test_screens.py).
GROUPS: dict[str, tuple[str, ...]] = {
    "filling": ("fill_pct", "remaining_pct", "distance_mm", "level_mm"),
    "power": ("battery_pct", "battery_v", "voltage_v", "current_a", "power_w", "energy_kwh"),
    "weather": (
        "temperature_c", "humidity_pct", "pressure_hpa", "wind_ms", "wind_direction_deg", "rain_mm",
        "light_lx",
    ),
    "air": (
        "pm2_5_ugm3", "pm10_ugm3", "tsp_ugm3", "co2_ppm", "tvoc_ppb", "nh3_ppm", "h2s_ppm", "so2_ugm3",
        "no2_ugm3", "o3_ugm3", "co_mgm3",
    ),
    "water": (
        "ph", "do_mgl", "cod_mgl", "codmn_mgl", "nh3n_mgl", "tp_mgl", "tn_mgl", "water_temp_c",
        "conductivity_uscm", "turbidity_ntu", "suspended_mgl", "flow_ls",
    ),
    "counts": ("count_in", "count_out", "noise_db"),
    "radio": ("rssi_dbm", "snr_db", "lat", "lon"),
}  # fmt: skip
FLAGS = ("tilted", "alarm_full", "alarm_fire", "alarm_battery", "occupied", "leak", "open")

QUANTITY_PANELS = (
    *(
        Panel(
            60 + place,
            f"quantities_{group}",
            Look.LINES,
            tuple(course(_READING, name) for name in names),
            act="/devices/${device}",
        )
        for place, (group, names) in enumerate(GROUPS.items())
    ),
    Panel(
        69,
        "quantities_flags",
        Look.STATES,
        tuple(states(_READING, name, by=("device",)) for name in FLAGS),
        act="/devices/${device}",
    ),
)
