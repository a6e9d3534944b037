"""Cameras: how they are, what they see."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Column, Look, Panel
from dashboards.queries import DEVICES, LISTS, Of, recent, standing, states
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import ANY_IS_BAD

_CAMERAS = Of("device", (("device_class", "camera"),))
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
    having="presence",
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
    (
        recent(
            Of("litter"),
            ("sight", "confidence", "area_share", "area_m2", "growth"),
            tags=("village", "device"),
            limit=50,
        ),
    ),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("sight", Cell.MEANING, width_px=100),
        Column("confidence", width_px=90),
        Column("area_share", width_px=100),
        Column("area_m2", width_px=90),
        Column("growth", width_px=90),
    ),
)
CAMERA_PRECISION = Panel(
    94,
    "camera_precision",
    Look.TABLE,
    (
        standing(
            Of("camera_week"),
            ("precision_pct", "confirmed", "false_alarms"),
            within=LISTS,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("precision_pct", width_px=90),
        Column("confirmed", width_px=80),
        Column("false_alarms", width_px=80),
    ),
    sort="precision_pct",
    empty="unjudged",
)
SCREEN = Screen(
    "cameras",
    past="24h",
    refresh="1m",
    rows=(
        row(12, (CAMERA_LIVE, 10), (CAMERAS_NOW, 14)),
        row(9, (CAMERA_HEALTH, 8), (CAMERA_FINDINGS, 10), (CAMERA_PRECISION, 6)),
    ),
    chooses=("village", "device"),
    device_class="camera",
)
