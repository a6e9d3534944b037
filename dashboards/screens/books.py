"""The ledger, the hub itself, the audit of broadcasts, and one timeline of an incident."""

from dashboards.layout import Screen, row
from dashboards.panels import COUNT, Cell, Colour, Column, Look, Panel
from dashboards.queries import CHINA_DAY, Of, course, newest, occurrences, rate, recent, standing, states
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import ANY_IS_BAD, ANY_IS_DOUBTFUL, COUNTED, DISK_DAYS, LAG_S

_TOWNSHIP, _HUB, _TICKET = Of("township"), Of("hub"), Of("open_ticket")
_BALANCE = ("received", "stored", "duplicate", "dead_letter", "rejected", "lost", "in_journal")
_EVENTS = Of("ticket_event")

LEDGER_FIGURES = Panel(
    70,
    "ledger_figures",
    Look.FIGURES,
    tuple(
        newest(_TOWNSHIP, name)
        for name in ("tickets_open", "tickets_overdue", "tickets_opened_today", "tickets_closed_today")
    ),
    Colour.NONE,
    ANY_IS_BAD,
    judged=("tickets_overdue",),
)
OPEN_TICKETS = Panel(
    71,
    "open_tickets",
    Look.TABLE,
    (
        standing(
            _TICKET,
            (
                "ticket",
                "kind",
                "state",
                "device_name",
                "village_name",
                "owner",
                "severity",
                "sightings",
                "opened_at_ms",
                "due_at_ms",
                "is_overdue",
                "picture",
            ),
            by=("village", "slot"),
        ),
    ),
    columns=(
        Column("picture", Cell.PICTURE, width_px=130),
        Column("kind", Cell.MEANING, width_px=110),
        Column("device_name"),
        Column("village_name", width_px=110),
        Column("owner", width_px=90),
        Column("state", Cell.MEANING, width_px=80),
        Column("is_overdue", Cell.MEANING, width_px=80),
        Column("severity", width_px=60),
        Column("sightings", width_px=80),
        Column("opened_at_ms", Cell.AGO, width_px=120),
        Column("due_at_ms", Cell.AGO, width_px=120),
    ),
    sort="due_at_ms",
)
OVERDUE_BY_OWNER = Panel(
    85,
    "overdue_by_owner",
    Look.TABLE,
    (
        standing(
            Of("open_ticket", being=(("is_overdue", "= true"),)),
            ("ticket", "owner", "village_name", "is_overdue"),
            by=("village", "slot"),
        ),
    ),
    columns=(Column("owner"), Column("village_name"), Column(COUNT, width_px=120)),
    counted_by=("owner", "village_name"),
    sort=f"-{COUNT}",
    empty="none_or_stale",
)
TICKET_FLOW = Panel(
    72,
    "ticket_flow",
    Look.COLUMNS,
    (
        occurrences(_EVENTS, "ticket", name="events", every=CHINA_DAY),
        occurrences(_EVENTS, "because", name="closings", every=CHINA_DAY),
    ),
)
TICKET_COURSE = Panel(
    73,
    "ticket_course",
    Look.LINES,
    (course(_TOWNSHIP, "tickets_open"), course(_TOWNSHIP, "tickets_overdue")),
)
TICKET_EVENTS = Panel(
    74,
    "ticket_events",
    Look.TABLE,
    (
        recent(
            _EVENTS,
            ("kind", "act", "because", "device_name", "village_name"),
            tags=("village", "device"),
            limit=100,
        ),
    ),
    columns=(
        Column("Time", width_px=170),
        Column("act", Cell.MEANING, width_px=80),
        Column("kind", Cell.MEANING, width_px=120),
        Column("village_name", width_px=110),
        Column("device_name", link=DEVICE),
        Column("because", Cell.MEANING),
    ),
)
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
INCIDENT = Panel(
    84,
    "incident",
    Look.STATES,
    (
        states(Of("litter", chosen=("village", "device")), "sight", by=("device",)),
        states(Of("device", chosen=("village", "device")), "look", by=("device",)),
        states(Of("delivery", chosen=("village", "device")), "state", by=("device",)),
        states(Of("device", chosen=("village", "device")), "tickets", by=("device",)),
    ),
)

LEDGER = Screen(
    "ledger",
    past="7d",
    refresh="1m",
    rows=(
        row(4, (LEDGER_FIGURES, 24)),
        row(12, (OPEN_TICKETS, 24)),
        row(9, (OVERDUE_BY_OWNER, 8), (TICKET_FLOW, 8), (TICKET_COURSE, 8)),
        row(10, (TICKET_EVENTS, 24)),
    ),
)
HUB = Screen(
    "hub",
    past="6h",
    refresh="30s",
    rows=(
        row(4, (BALANCE, 14), (LAG, 3), (DISK, 3), (TROUBLE, 4)),
        row(9, (INGEST_RATE, 12), (BACKLOG, 12)),
        row(9, (ONLINE_HISTORY, 12), (MEMORY, 12)),
        row(8, (LAG_COURSE, 10), (DISK_COURSE, 10), (UNCLAIMED, 4)),
    ),
    chooses=(),
)
AUDIT_SCREEN = Screen(
    "audit",
    past="30d",
    refresh="5m",
    rows=(row(4, (AUDIT_FIGURES, 24)), row(12, (AUDIT, 24)), row(12, (AUDIT_RECEIPTS, 24))),
)
TIMELINE = Screen(
    "timeline",
    past="6h",
    refresh="1m",
    rows=(row(14, (INCIDENT, 24)), row(10, (TICKET_EVENTS, 24))),
    chooses=("village", "device"),
    many_devices=True,
    is_annotated=True,
)
SCREENS = (LEDGER, HUB, AUDIT_SCREEN, TIMELINE)
