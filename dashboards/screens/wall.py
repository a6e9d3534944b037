"""The wall (一屏知全域): 1920 x 1080, readable from five metres; also what the preview shows."""

from dashboards.layout import Row, Screen, Stack, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import DEVICES as DEVICE_SPAN
from dashboards.queries import WEEKLY, Of, Query, newest, standing, states
from dashboards.screens.links import DEVICE, VILLAGE, field
from dashboards.screens.steps import ANY_IS_BAD, ANY_IS_DOUBTFUL, CLEARED, COUNTED, FILL, IN_ORDER

TOWNSHIP = Of("township")
PRESENCE = ("devices_online", "devices_offline", "devices_unknown")
MAP_FIELDS = ("name", "look", "lat", "lon", "level_pct", "age_s")


def of_township(*fields: str) -> tuple[Query, ...]:
    """The newest of figures of the township."""
    return tuple(newest(TOWNSHIP, field) for field in fields)


def on_map(device_class: str) -> Query:
    """Where the devices of a class are, and how each looks."""
    of = Of("device", (("device_class", device_class),))
    return standing(of, MAP_FIELDS, within=DEVICE_SPAN, by=("village", "device"))


AGE = Panel(
    13, "age", Look.FIGURES, of_township("counted_at_ms"), Colour.NONE, COUNTED, unit="dateTimeFromNow"
)
VILLAGES = Panel(14, "villages", Look.FIGURES, of_township("villages"), Colour.NONE, COUNTED)
DEVICES = Panel(
    2,
    "devices",
    Look.FIGURES,
    of_township(*PRESENCE),
    Colour.NONE,
    ANY_IS_DOUBTFUL,
    judged=("devices_offline", "devices_unknown"),
)
BINS_FULL = Panel(
    1,
    "bins_full",
    Look.FIGURES,
    of_township("bins_full", "bins_unknown"),
    Colour.NONE,
    ANY_IS_BAD,
    judged=("bins_full",),
    doubted=("bins_unknown",),
)
LITTER_OPEN = Panel(15, "litter_open", Look.FIGURES, of_township("litter_open"), Colour.NONE, ANY_IS_BAD)
TICKETS = Panel(
    3,
    "tickets",
    Look.FIGURES,
    of_township("tickets_open", "tickets_overdue"),
    Colour.NONE,
    ANY_IS_BAD,
    judged=("tickets_overdue",),
)
SAME_DAY = Panel(
    16, "same_day", Look.FIGURES, of_township("same_day_pct"), Colour.NONE, CLEARED, empty="none_full"
)
SPEAKERS_IN_ORDER = Panel(
    17,
    "speakers_in_order",
    Look.FIGURES,
    (newest(Of("speaker_rates"), "serviceable_pct", within=WEEKLY), newest(TOWNSHIP, "speakers_pct")),
    Colour.NONE,
    IN_ORDER,
    empty="untested_or_stale",
)
LAST_ANNOUNCED = Panel(
    18,
    "last_announced",
    Look.FIGURES,
    of_township("announced_at_ms"),
    Colour.NONE,
    COUNTED,
    unit="dateTimeFromNow",
    empty="none_or_stale",
)
MAP = Panel(
    19,
    "map",
    Look.MAP,
    (
        on_map("bin"),
        on_map("camera"),
        on_map("speaker"),
        standing(
            Of("open_ticket"),
            ("device_name", "kind", "lat", "lon", "due_at_ms"),
            by=("village", "slot"),
        ),
    ),
    having="lat",
)
TASKS = Panel(
    20,
    "tasks",
    Look.TABLE,
    (
        standing(
            Of("task"),
            ("reason", "kind", "place", "owner", "count", "when_at_ms", "url"),
            by=("slot",),
        ),
    ),
    columns=(
        Column("reason", Cell.MEANING, field("url"), 130),
        Column("kind", Cell.MEANING, width_px=110),
        Column("place"),
        Column("owner", width_px=80),
        Column("count", width_px=60),
        Column("when_at_ms", Cell.AGO, width_px=110),
    ),
    having="reason",
    sort="slot",
)
SOON_FULL = Panel(
    21,
    "soon_full",
    Look.TABLE,
    (
        standing(
            Of("device", (("device_class", "bin"),)),
            ("name", "village_name", "look", "level_pct", "full_at_ms", "surely_full_at_ms"),
            within=DEVICE_SPAN,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("village_name", width_px=110),
        Column("name", link=DEVICE),
        Column("look", Cell.MEANING, width_px=90),
        Column("level_pct", Cell.BAR, width_px=140, steps=FILL),
        Column("full_at_ms", Cell.AGO, width_px=110),
        Column("surely_full_at_ms", Cell.AGO, width_px=110),
    ),
    having="full_at_ms",
    sort="full_at_ms",
    limit=7,
    empty="none_or_stale",
)
PICTURES = Panel(
    22,
    "pictures",
    Look.TABLE,
    (
        standing(
            Of("open_ticket"),
            ("picture", "device_name", "village_name", "kind", "opened_at_ms"),
            by=("village", "slot"),
        ),
    ),
    columns=(
        Column("picture", Cell.PICTURE, width_px=160),
        Column("device_name"),
        Column("village_name", width_px=100),
        Column("opened_at_ms", Cell.AGO, width_px=100),
    ),
    having="picture",
    sort="-opened_at_ms",
    limit=3,
    empty="none_or_stale",
)
FLOW = Panel(
    23,
    "flow",
    Look.LINES,
    tuple(
        states(TOWNSHIP, name)
        for name in ("tickets_open", "tickets_opened_today", "tickets_closed_today", "tickets_overdue")
    ),
)
BROADCASTS = Panel(
    24,
    "broadcasts",
    Look.TABLE,
    (
        standing(
            Of("announcement_state"),
            ("announced_at_ms", "priority", "text", "speakers", "played", "waiting", "failed", "unreached"),
            by=("slot",),
        ),
    ),
    columns=(
        Column("announced_at_ms", Cell.AGO, width_px=110),
        Column("priority", Cell.MEANING, width_px=70),
        Column("text"),
        Column("speakers", width_px=60),
        Column("played", width_px=60),
        Column("unreached", width_px=70, steps=ANY_IS_BAD),
    ),
    sort="slot",
    limit=6,
    empty="none_or_stale",
)
RANKING = Panel(
    25,
    "ranking",
    Look.TABLE,
    (
        standing(
            Of("village"),
            (
                "name",
                "same_day_pct",
                "tickets_open",
                "tickets_overdue",
                "litter_open",
                "bins_full",
                "devices_online",
                "devices",
            ),
            by=("village",),
        ),
    ),
    columns=(
        Column("name", link=VILLAGE),
        Column("tickets_overdue", width_px=80, steps=ANY_IS_BAD),
        Column("tickets_open", width_px=80),
        Column("litter_open", width_px=80),
        Column("bins_full", width_px=80, steps=ANY_IS_BAD),
        Column("same_day_pct", Cell.BAR, width_px=150, steps=CLEARED),
        Column("devices_online", width_px=80),
        Column("devices", width_px=80),
    ),
    sort="same_day_pct",
)

SCREEN = Screen(
    "one-screen",
    past="24h",
    refresh="30s",
    rows=(
        row(
            4,
            (AGE, 2),
            (VILLAGES, 2),
            (DEVICES, 4),
            (BINS_FULL, 3),
            (LITTER_OPEN, 2),
            (TICKETS, 3),
            (SAME_DAY, 2),
            (SPEAKERS_IN_ORDER, 4),
            (LAST_ANNOUNCED, 2),
        ),
        Row(
            14,
            (
                Stack(9, ((MAP, 14),)),
                Stack(9, ((TASKS, 7), (SOON_FULL, 7))),
                Stack(6, ((PICTURES, 7), (FLOW, 7))),
            ),
        ),
        row(10, (RANKING, 13), (BROADCASTS, 11)),
    ),
    is_annotated=True,
)
