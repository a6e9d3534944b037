"""One village: its figures, its map, its devices."""

from dashboards.layout import Row, Screen, Stack, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import DEVICES, Of, course, newest, standing
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import ANY_IS_BAD, CLEARED
from dashboards.screens.wall import on_map

_VILLAGE = Of("village")
VILLAGE_FIGURES = Panel(
    30,
    "village_figures",
    Look.FIGURES,
    tuple(
        newest(_VILLAGE, name, by=("village",))
        for name in ("tickets_open", "tickets_overdue", "litter_open", "bins_full", "devices_online")
    ),
    Colour.NONE,
    ANY_IS_BAD,
    judged=("tickets_overdue", "litter_open", "bins_full"),
)
VILLAGE_MAP = Panel(
    31, "village_map", Look.MAP, (on_map("bin"), on_map("camera"), on_map("speaker")), having="lat"
)
VILLAGE_DEVICES = Panel(
    32,
    "village_devices",
    Look.TABLE,
    (
        standing(
            Of("device"),
            ("name", "presence", "look", "age_s", "tickets", "battery_pct"),
            within=DEVICES,
            by=("village", "device", "device_class"),
        ),
    ),
    columns=(
        Column("device", link=DEVICE, width_px=110),
        Column("name"),
        Column("device_class", width_px=90),
        Column("presence", Cell.MEANING, width_px=90),
        Column("look", Cell.MEANING, width_px=90),
        Column("age_s", width_px=100),
        Column("tickets", width_px=70, steps=ANY_IS_BAD),
        Column("battery_pct", Cell.BAR, width_px=120),
    ),
    having="presence",
    sort="-tickets",
)
VILLAGE_HISTORY = Panel(
    33,
    "village_history",
    Look.LINES,
    tuple(course(_VILLAGE, name) for name in ("tickets_open", "tickets_overdue", "bins_full", "litter_open")),
)
VILLAGE_DAYS = Panel(
    34, "village_days", Look.LINES, (course(_VILLAGE, "same_day_pct", by=("village",)),), Colour.BAD, CLEARED
)
SCREEN = Screen(
    "village",
    past="24h",
    refresh="1m",
    rows=(
        row(4, (VILLAGE_FIGURES, 24)),
        Row(16, (Stack(12, ((VILLAGE_MAP, 16),)), Stack(12, ((VILLAGE_HISTORY, 8), (VILLAGE_DAYS, 8))))),
        row(12, (VILLAGE_DEVICES, 24)),
    ),
    is_annotated=True,
)
