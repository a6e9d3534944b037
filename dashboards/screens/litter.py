"""Piles of litter: how large, growing or not, where they come back."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Column, Look, Panel
from dashboards.queries import Of, counted, course, standing
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import AGAIN

_LITTER, _VILLAGE = Of("litter"), Of("village")
_CAME = Of("ticket_event", being=(("kind", "= 'litter'"), ("act", "= 'opened'")))

LITTER_NOW = Panel(
    50,
    "litter_now",
    Look.TABLE,
    (
        standing(
            Of("open_ticket"),
            (
                *("picture", "kind", "device_name", "village_name", "owner"),
                *("sightings", "opened_at_ms", "due_at_ms"),
            ),
            by=("village", "slot"),
        ),
    ),
    columns=(
        Column("picture", Cell.PICTURE, width_px=160),
        Column("device_name"),
        Column("village_name", width_px=110),
        Column("owner", width_px=90),
        Column("sightings", width_px=80),
        Column("opened_at_ms", Cell.AGO, width_px=110),
        Column("due_at_ms", Cell.AGO, width_px=110),
    ),
    having="kind",
    wanted="litter",
    sort="due_at_ms",
    empty="none_or_stale",
)
RECURRENCE = Panel(
    51,
    "recurrence",
    Look.TABLE,
    (counted(_CAME, "ticket", by=("village", "device")),),
    columns=(
        Column("village"),
        Column("device", link=DEVICE),
        Column("ticket", width_px=110, steps=AGAIN),
    ),
    sort="-ticket",
    empty="none",
)
PILE_SIZES = Panel(52, "pile_sizes", Look.LINES, (course(_LITTER, "area_m2", by=("device",)),), empty="none")
GROWTH = Panel(53, "growth", Look.LINES, (course(_LITTER, "growth", by=("device",)),), empty="none")
PILES = Panel(44, "piles", Look.LINES, (course(_LITTER, "area_share", by=("device",)),))
LITTER_COURSE = Panel(45, "litter_course", Look.LINES, (course(_VILLAGE, "litter_open", by=("village",)),))
SCREEN = Screen(
    "litter",
    past="7d",
    refresh="1m",
    rows=(
        row(12, (LITTER_NOW, 16), (RECURRENCE, 8)),
        row(9, (PILE_SIZES, 12), (GROWTH, 12)),
        row(9, (PILES, 12), (LITTER_COURSE, 12)),
    ),
)
