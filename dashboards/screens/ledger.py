"""The rectification ledger (整改台账)."""

from dashboards.layout import Screen, row
from dashboards.panels import COUNT, Cell, Colour, Column, Look, Panel
from dashboards.queries import CHINA_DAY, Of, newest, occurrences, recent, standing, states
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import ANY_IS_BAD

_TOWNSHIP = Of("township")
_TICKET = Of("open_ticket")
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
    having="ticket",
    sort="due_at_ms",
)
OVERDUE_BY_OWNER = Panel(
    85,
    "overdue_by_owner",
    Look.TABLE,
    (
        standing(
            _TICKET,
            ("ticket", "kind", "owner", "village_name", "is_overdue"),
            by=("village", "slot"),
        ),
    ),
    columns=(Column("owner"), Column("village_name"), Column(COUNT, width_px=120)),
    having="is_overdue",
    wanted=True,
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
    (states(_TOWNSHIP, "tickets_open"), states(_TOWNSHIP, "tickets_overdue")),
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
SCREEN = Screen(
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
