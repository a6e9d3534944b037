"""The board for villagers (村务公开): tidy figures of villages, nobody's name, no choices."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import Of, newest_of_span, watched
from dashboards.screens.steps import CLEARED, COUNTED


def _figures(number: int, name: str, *fields: str) -> Panel:
    queries = tuple(watched(Of("township"), field) for field in fields)
    return Panel(number, name, Look.FIGURES, queries, Colour.NONE, COUNTED, act="")


BOARD_VILLAGES = Panel(
    93,
    "board_villages",
    Look.TABLE,
    (
        newest_of_span(
            Of("village", chosen=()),
            ("name", "same_day_pct", "bins_full", "litter_open", "tickets_open"),
            by=("village",),
        ),
    ),
    columns=(
        Column("name"),
        Column("same_day_pct", Cell.BAR, steps=CLEARED),
        Column("bins_full"),
        Column("litter_open"),
        Column("tickets_open"),
    ),
    sort="-same_day_pct",
    act="",
)
SCREEN = Screen(
    "board",
    past="5m",
    refresh="1m",
    rows=(
        row(
            5,
            (_figures(90, "board_day", "bins_full_today", "bins_cleared_today"), 8),
            (_figures(91, "board_tickets", "tickets_opened_today", "tickets_closed_today"), 8),
            (_figures(92, "board_voice", "announcements_today"), 8),
        ),
        row(18, (BOARD_VILLAGES, 24)),
    ),
    is_public=True,
    chooses=(),
)
