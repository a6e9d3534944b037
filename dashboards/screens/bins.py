"""Bins and their collection (日产日清)."""

from dashboards.layout import Row, Screen, Stack, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import CHINA_DAY, DEVICES, Of, course, newest, recent, standing, states
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import FILL

_BINS = Of("device", (("device_class", "bin"),))
FILL_HISTORY = Panel(
    7,
    "fill_history",
    Look.LINES,
    # A bin speaks every ten minutes to an hour: finer steps cost the store seconds and show nothing more.
    (course(Of("bin_level"), "level_pct", by=("device",), every="time(30m)"),),
    Colour.GOOD,
    FILL,
)
BINS_BY_FILL = Panel(
    4,
    "bins_by_fill",
    Look.BARS,
    (newest(_BINS, "level_pct", within=DEVICES, by=("device",)),),
    Colour.GOOD,
    FILL,
)
FORECASTS = Panel(
    37,
    "forecasts",
    Look.TABLE,
    (
        standing(
            _BINS,
            ("name", "village_name", "look", "level_pct", "level_age_s", "full_at_ms", "surely_full_at_ms"),
            within=DEVICES,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("village_name", width_px=110),
        Column("name", link=DEVICE),
        Column("look", Cell.MEANING, width_px=90),
        Column("level_pct", Cell.BAR, width_px=120, steps=FILL),
        Column("level_age_s", width_px=100),
        Column("full_at_ms", Cell.AGO, width_px=120),
        Column("surely_full_at_ms", Cell.AGO, width_px=120),
    ),
    having="look",
    sort="full_at_ms",
)
FORECAST_BAND = Panel(
    38,
    "forecast_band",
    Look.LINES,
    tuple(course(Of("forecast"), name) for name in ("p50_h", "p90_h", "mean_error_h")),
)
EMPTIED = Panel(
    39,
    "emptied",
    Look.TABLE,
    (
        recent(
            Of("bin_level", being=(("emptied", "= true"),)),
            ("emptied", "level_pct"),
            tags=("village", "device"),
            limit=200,
        ),
    ),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("level_pct", Cell.BAR, width_px=120, steps=FILL),
    ),
    sort="-Time",
)
CLEARED_DAYS = Panel(
    40, "cleared_days", Look.DAYS, (states(_BINS, "collection", by=("device",), every=CHINA_DAY),)
)
SCREEN = Screen(
    "bins",
    past="24h",
    refresh="1m",
    rows=(
        Row(16, (Stack(8, ((BINS_BY_FILL, 16),)), Stack(16, ((FORECASTS, 8), (FILL_HISTORY, 8))))),
        row(9, (FORECAST_BAND, 12), (EMPTIED, 12)),
        row(12, (CLEARED_DAYS, 24)),
    ),
)
