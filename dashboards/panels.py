"""Every panel, declared once: what it asks, how it looks, which values are good."""

from dataclasses import dataclass
from enum import StrEnum

from dashboards.queries import Query, course, newest, newest_rows, rate, recent_rows


class Look(StrEnum):
    """How a panel shows its answer."""

    FIGURES = "figures"
    BARS = "bars"
    TABLE = "table"
    LINES = "lines"


class Colour(StrEnum):
    """Grafana's names for what good, doubtful, bad and neutral look like."""

    GOOD = "green"
    DOUBTFUL = "orange"
    BAD = "red"
    NEUTRAL = "blue"


@dataclass(frozen=True, slots=True)
class Step:
    """From this value upwards a figure has this colour."""

    value: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stored word stands for: `word` is a key of dashboards.words."""

    stored: str
    word: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `id` is part of its address and never changes; `name` finds its title and description.

    `first` is the colour below the first of `steps`; both are for the fields in `judged`, or for all when it
    is empty. `unit` is Grafana's name of a unit and replaces the one of hub.series.
    """

    id: int
    name: str
    look: Look
    queries: tuple[Query, ...]
    first: Colour = Colour.NEUTRAL
    steps: tuple[Step, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    unit: str = ""
    judged: tuple[str, ...] = ()


def _meanings(field: str, colours: dict[Colour, tuple[str, ...]]) -> tuple[Meaning, ...]:
    return tuple(
        Meaning(stored, f"{field}.{stored}", colour) for colour, words in colours.items() for stored in words
    )


# Full at 85 %: the rule that hub.domain.bins raises its ticket by.
_FILL = (Step(60.0, Colour.DOUBTFUL), Step(85.0, Colour.BAD))
_ANY_IS_BAD = (Step(1.0, Colour.BAD),)
_ANY_IS_DOUBTFUL = (Step(1.0, Colour.DOUBTFUL),)
_SIGHTS = _meanings(
    "sight", {Colour.BAD: ("present",), Colour.GOOD: ("absent",), Colour.DOUBTFUL: ("cannot_see",)}
)
_STATES = _meanings(
    "state",
    {
        Colour.NEUTRAL: ("accepted", "queued", "sent", "received", "playing"),
        Colour.GOOD: ("played",),
        Colour.BAD: ("failed", "expired", "unreached"),
        Colour.DOUBTFUL: ("cancelled", "superseded", "unknown"),
    },
)
_PRESENCE = ("devices_online", "devices_offline", "devices_unknown")
_BALANCE = ("received", "stored", "duplicate", "dead_letter", "rejected", "lost", "in_journal")

BINS_FULL = Panel(1, "bins_full", Look.FIGURES, (newest("township", "bins_full"),), Colour.GOOD, _ANY_IS_BAD)
DEVICES = Panel(
    2,
    "devices",
    Look.FIGURES,
    tuple(newest("township", name) for name in _PRESENCE),
    Colour.GOOD,
    _ANY_IS_DOUBTFUL,
    judged=("devices_offline", "devices_unknown"),
)
TICKETS = Panel(
    3,
    "tickets",
    Look.FIGURES,
    (newest("township", "tickets_open"), newest("township", "tickets_overdue")),
    Colour.GOOD,
    _ANY_IS_BAD,
    judged=("tickets_overdue",),
)
BINS_BY_FILL = Panel(
    4, "bins_by_fill", Look.BARS, (newest("bin_level", "level_pct", by=("device",)),), Colour.GOOD, _FILL
)
LITTER = Panel(
    5,
    "litter",
    Look.TABLE,
    (recent_rows("litter", ("sight", "confidence", "area_share"), tags=("village", "device"), limit=50),),
    meanings=_SIGHTS,
)
DELIVERIES = Panel(
    6,
    "deliveries",
    Look.TABLE,
    (newest_rows("delivery", "state", by=("village", "device")),),
    meanings=_STATES,
)
FILL_HISTORY = Panel(
    7, "fill_history", Look.LINES, (course("bin_level", "level_pct", by=("device",)),), Colour.GOOD, _FILL
)
ONLINE_HISTORY = Panel(8, "online_history", Look.LINES, tuple(course("township", name) for name in _PRESENCE))
BALANCE = Panel(
    9,
    "balance",
    Look.FIGURES,
    tuple(newest("hub", name) for name in _BALANCE),
    Colour.GOOD,
    _ANY_IS_DOUBTFUL,
    judged=("dead_letter",),
)
INGEST_RATE = Panel(
    10, "ingest_rate", Look.LINES, (rate("hub", "received"), rate("hub", "stored")), unit="cps"
)
BACKLOG = Panel(11, "backlog", Look.LINES, (course("hub", "in_journal"), course("hub", "dead_letter")))
MEMORY = Panel(12, "memory", Look.LINES, (course("hub", "memory_mib"),))
