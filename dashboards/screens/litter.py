"""Piles of litter: how large, growing or not, where they come back."""

from dashboards.layout import Screen, row
from dashboards.panels import Look, Panel
from dashboards.queries import Of, course

_VILLAGE = Of("village")
PILES = Panel(44, "piles", Look.LINES, (course(Of("litter"), "area_share", by=("device",)),))
LITTER_COURSE = Panel(45, "litter_course", Look.LINES, (course(_VILLAGE, "litter_open", by=("village",)),))
SCREEN = Screen("litter", past="7d", refresh="1m", rows=(row(10, (PILES, 12), (LITTER_COURSE, 12)),))
