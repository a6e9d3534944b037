"""Audit of broadcasts: who announced what, and every receipt."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import Of, newest, recent
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import COUNTED

_TOWNSHIP = Of("township")
AUDIT_FIGURES = Panel(
    81,
    "audit_figures",
    Look.FIGURES,
    (newest(_TOWNSHIP, "announcements_today"), newest(_TOWNSHIP, "deliveries_unfinished")),
    Colour.NONE,
    COUNTED,
)
AUDIT = Panel(
    82,
    "announced",
    Look.TABLE,
    (
        recent(
            Of("announcement"),
            ("text", "by", "speakers", "volume_pct", "announcement"),
            tags=("priority",),
            limit=200,
        ),
    ),
    columns=(
        Column("Time", width_px=170),
        Column("priority", Cell.MEANING, width_px=80),
        Column("text"),
        Column("by", width_px=120),
        Column("speakers", width_px=80),
        Column("volume_pct", width_px=80),
        Column("announcement", width_px=240),
    ),
)
AUDIT_RECEIPTS = Panel(
    83,
    "audit_receipts",
    Look.TABLE,
    (recent(Of("delivery"), ("state", "played_ms"), tags=("village", "device", "priority"), limit=500),),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("state", Cell.MEANING, width_px=110),
        Column("played_ms", width_px=100),
    ),
)
SCREEN = Screen(
    "audit",
    past="30d",
    refresh="5m",
    rows=(row(4, (AUDIT_FIGURES, 24)), row(12, (AUDIT, 24)), row(12, (AUDIT_RECEIPTS, 24))),
)
