"""Loudspeakers and what became of announcements."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import DEVICES, Of, course, latest, standing, states, total
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import CLEARED

_SPEAKERS = Of("device", (("device_class", "speaker"),))
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
SCREEN = Screen(
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
