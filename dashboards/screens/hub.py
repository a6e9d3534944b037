"""How the hub itself does: where every message went, lag, memory, disk, and sources of public warnings."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import Of, course, newest, rate, standing, states
from dashboards.screens.steps import ANY_IS_BAD, ANY_IS_DOUBTFUL, DISK_DAYS, LAG_S

_TOWNSHIP = Of("township")
_HUB = Of("hub")
_FEEDS = Of("cap_feed")
_BALANCE = ("received", "stored", "duplicate", "dead_letter", "rejected", "lost", "in_journal")
BALANCE = Panel(
    9,
    "balance",
    Look.FIGURES,
    tuple(newest(_HUB, name) for name in _BALANCE),
    Colour.NONE,
    ANY_IS_DOUBTFUL,
    judged=("dead_letter", "lost"),
)
LAG = Panel(75, "lag", Look.FIGURES, (newest(_HUB, "lag_s"),), Colour.NONE, LAG_S)
DISK = Panel(76, "disk", Look.FIGURES, (newest(_HUB, "disk_days"),), Colour.NONE, DISK_DAYS)
TROUBLE = Panel(
    77, "trouble", Look.FIGURES, (newest(_HUB, "problems"), newest(_HUB, "notes")), Colour.NONE, ANY_IS_BAD
)
UNCLAIMED = Panel(
    78, "unclaimed", Look.FIGURES, (newest(_TOWNSHIP, "unclaimed"),), Colour.NONE, ANY_IS_DOUBTFUL
)
INGEST_RATE = Panel(10, "ingest_rate", Look.LINES, (rate(_HUB, "received"), rate(_HUB, "stored")), unit="cps")
BACKLOG = Panel(11, "backlog", Look.LINES, (course(_HUB, "in_journal"), course(_HUB, "dead_letter")))
MEMORY = Panel(12, "memory", Look.LINES, (course(_HUB, "memory_mib"), course(_HUB, "journal_mib")))
LAG_COURSE = Panel(79, "lag_course", Look.LINES, (course(_HUB, "lag_s"),))
DISK_COURSE = Panel(80, "disk_course", Look.LINES, (course(_HUB, "disk_free_mib"),))
ONLINE_HISTORY = Panel(
    8,
    "online_history",
    Look.LINES,
    tuple(course(_TOWNSHIP, name) for name in ("devices_online", "devices_offline", "devices_unknown")),
)
# The hub writes how each source stands once a minute, as it does lists.
CAP_FEEDS = Panel(
    95,
    "cap_feeds",
    Look.TABLE,
    (standing(_FEEDS, ("is_lost", "silent_s", "papers"), by=("feed",)),),
    columns=(
        Column("feed"),
        Column("is_lost", Cell.MEANING, width_px=120),
        Column("silent_s", width_px=140),
        Column("papers", width_px=120),
    ),
    sort="-is_lost",
    empty="none_or_stale",
)
CAP_FEEDS_COURSE = Panel(
    96,
    "cap_feeds_course",
    Look.STATES,
    (states(_FEEDS, "is_lost", by=("feed",)),),
    empty="none_or_stale",
)
SCREEN = Screen(
    "hub",
    past="6h",
    refresh="30s",
    rows=(
        row(4, (BALANCE, 14), (LAG, 3), (DISK, 3), (TROUBLE, 4)),
        row(9, (INGEST_RATE, 12), (BACKLOG, 12)),
        row(9, (ONLINE_HISTORY, 12), (MEMORY, 12)),
        row(8, (LAG_COURSE, 10), (DISK_COURSE, 10), (UNCLAIMED, 4)),
        row(6, (CAP_FEEDS, 12), (CAP_FEEDS_COURSE, 12)),
    ),
    chooses=(),
)
