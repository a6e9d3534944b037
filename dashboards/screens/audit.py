"""Audit of broadcasts: who announced what, every receipt, and what loudspeakers refused."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import Of, newest, recent, total
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
SECURITY = Panel(
    56,
    "security",
    Look.TABLE,
    (
        recent(
            Of("security"),
            ("refusal", "command", "topic", "refused"),
            tags=("village", "device"),
            limit=200,
        ),
    ),
    columns=(
        Column("Time", width_px=170),
        Column("refusal", Cell.MEANING, width_px=150),
        Column("village", width_px=110),
        Column("device", link=DEVICE, width_px=110),
        Column("refused", width_px=80),
        Column("command", width_px=260),
        Column("topic"),
    ),
    empty="none",
)
REFUSED = Panel(
    57, "refused", Look.COLUMNS, (total(Of("security"), "refused", by=("village",)),), empty="none"
)
SCREEN = Screen(
    "audit",
    past="30d",
    refresh="5m",
    rows=(
        row(4, (AUDIT_FIGURES, 24)),
        row(12, (AUDIT, 24)),
        row(12, (AUDIT_RECEIPTS, 24)),
        row(10, (SECURITY, 16), (REFUSED, 8)),
    ),
)
