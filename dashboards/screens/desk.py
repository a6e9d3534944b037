"""The desk: one village, one device, bins and collection, cameras, litter, loudspeakers."""

from dashboards.layout import Row, Screen, Stack, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import CHINA_DAY, DEVICES, Of, course, latest, newest, recent, standing, states, total
from dashboards.screens.links import DEVICE
from dashboards.screens.quantities import QUANTITY_PANELS
from dashboards.screens.steps import ANY_IS_BAD, CLEARED, FILL
from dashboards.screens.wall import on_map

_VILLAGE = Of("village")
_BINS = Of("device", (("device_class", "bin"),))
_CAMERAS = Of("device", (("device_class", "camera"),))
_SPEAKERS = Of("device", (("device_class", "speaker"),))
_ONE = Of("device", chosen=("village", "device"))

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
VILLAGE_MAP = Panel(31, "village_map", Look.MAP, (on_map("bin"), on_map("camera"), on_map("speaker")))
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
DEVICE_NOW = Panel(
    35,
    "device_now",
    Look.TABLE,
    (
        standing(
            _ONE,
            ("name", "village_name", "presence", "look", "age_s", "tickets", "level_pct", "battery_pct"),
            within=DEVICES,
            by=("device",),
        ),
    ),
    columns=(
        Column("device", width_px=120),
        Column("name"),
        Column("village_name"),
        Column("presence", Cell.MEANING),
        Column("look", Cell.MEANING),
        Column("age_s"),
        Column("tickets", steps=ANY_IS_BAD),
        Column("level_pct", Cell.BAR, steps=FILL),
        Column("battery_pct", Cell.BAR),
    ),
    act="/devices/${device}",
)
DEVICE_PRESENCE = Panel(
    36, "device_presence", Look.STATES, (states(_ONE, "presence", by=("device",)),), act="/devices/${device}"
)
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
CAMERAS_NOW = Panel(
    41,
    "cameras_now",
    Look.TABLE,
    (
        standing(
            _CAMERAS,
            ("name", "village_name", "presence", "view_fault", "age_s", "picture", "tickets"),
            within=DEVICES,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("picture", Cell.PICTURE, width_px=200),
        Column("device", link=DEVICE, width_px=110),
        Column("name"),
        Column("village_name", width_px=110),
        Column("presence", Cell.MEANING, width_px=90),
        Column("view_fault", Cell.MEANING, width_px=110),
        Column("age_s", width_px=100),
        Column("tickets", width_px=80, steps=ANY_IS_BAD),
    ),
    sort="device",
)
CAMERA_HEALTH = Panel(42, "camera_health", Look.STATES, (states(_CAMERAS, "view_fault", by=("device",)),))
CAMERA_LIVE = Panel(
    43,
    "camera_live",
    Look.LIVE,
    (),
    act="/devices/${device}",
)
CAMERA_FINDINGS = Panel(
    5,
    "findings",
    Look.TABLE,
    (recent(Of("litter"), ("sight", "confidence", "area_share"), tags=("village", "device"), limit=50),),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("sight", Cell.MEANING, width_px=100),
        Column("confidence", width_px=90),
        Column("area_share", width_px=110),
    ),
)
PILES = Panel(44, "piles", Look.LINES, (course(Of("litter"), "area_share", by=("device",)),))
LITTER_COURSE = Panel(45, "litter_course", Look.LINES, (course(_VILLAGE, "litter_open", by=("village",)),))
SPEAKERS_NOW = Panel(
    46,
    "speakers_now",
    Look.TABLE,
    (
        standing(
            _SPEAKERS,
            ("name", "village_name", "presence", "age_s", "tickets"),
            within=DEVICES,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("device", link=DEVICE, width_px=110),
        Column("name"),
        Column("village_name", width_px=110),
        Column("presence", Cell.MEANING, width_px=90),
        Column("age_s", width_px=100),
    ),
    sort="presence",
)
DELIVERIES = Panel(
    6,
    "deliveries",
    Look.TABLE,
    (latest(Of("delivery"), "state", by=("village", "device")),),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("state", Cell.MEANING, width_px=110),
    ),
)
RECEIPTS = Panel(47, "receipts", Look.STATES, (states(Of("delivery"), "state", by=("device",)),))
AIRTIME = Panel(48, "airtime", Look.COLUMNS, (total(Of("delivery"), "played_ms", by=("village",)),))
SPEAKERS_HISTORY = Panel(
    49, "speakers_history", Look.LINES, (course(Of("township"), "speakers_pct"),), Colour.BAD, CLEARED
)

VILLAGE = Screen(
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
DEVICE_SCREEN = Screen(
    "device",
    past="24h",
    refresh="1m",
    rows=(
        row(4, (DEVICE_NOW, 24)),
        row(4, (DEVICE_PRESENCE, 24)),
        *(
            row(8, (left, 12), (right, 12))
            for left, right in zip(QUANTITY_PANELS[::2], QUANTITY_PANELS[1::2], strict=True)
        ),
    ),
    chooses=("village", "device"),
)
BINS = Screen(
    "bins",
    past="24h",
    refresh="1m",
    rows=(
        Row(16, (Stack(8, ((BINS_BY_FILL, 16),)), Stack(16, ((FORECASTS, 8), (FILL_HISTORY, 8))))),
        row(9, (FORECAST_BAND, 12), (EMPTIED, 12)),
        row(12, (CLEARED_DAYS, 24)),
    ),
)
CAMERAS = Screen(
    "cameras",
    past="24h",
    refresh="1m",
    rows=(
        row(12, (CAMERA_LIVE, 10), (CAMERAS_NOW, 14)),
        row(9, (CAMERA_HEALTH, 12), (CAMERA_FINDINGS, 12)),
    ),
    chooses=("village", "device"),
    device_class="camera",
)
LITTER = Screen("litter", past="7d", refresh="1m", rows=(row(10, (PILES, 12), (LITTER_COURSE, 12)),))
SPEAKERS = Screen(
    "speakers",
    past="7d",
    refresh="1m",
    rows=(
        row(10, (SPEAKERS_NOW, 12), (DELIVERIES, 12)),
        row(10, (RECEIPTS, 24)),
        row(9, (AIRTIME, 12), (SPEAKERS_HISTORY, 12)),
    ),
    is_annotated=True,
)
SCREENS = (VILLAGE, DEVICE_SCREEN, BINS, CAMERAS, LITTER, SPEAKERS)
