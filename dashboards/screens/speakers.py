"""Loudspeakers and what became of announcements."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Colour, Column, Look, Panel
from dashboards.queries import DEVICES, WEEKLY, Of, course, latest, newest, standing, states, total
from dashboards.screens.links import DEVICE
from dashboards.screens.steps import CLEARED, IN_ORDER

_RATES = ("serviceable_pct", "coverage_pct", "response_pct")
_SPEAKERS = Of("device", (("device_class", "speaker"),))
SPEAKERS_NOW = Panel(
    46,
    "speakers_now",
    Look.TABLE,
    (
        standing(
            _SPEAKERS,
            ("name", "village_name", "presence", "age_s", "tickets"),
            within=DEVICES,
            by=("village", "device"),
        ),
    ),
    columns=(
        Column("device", link=DEVICE, width_px=110),
        Column("name"),
        Column("village_name", width_px=110),
        Column("presence", Cell.MEANING, width_px=90),
        Column("age_s", width_px=100),
    ),
    having="presence",
    sort="presence",
)
SPEAKER_RATES = Panel(
    54,
    "speaker_rates",
    Look.FIGURES,
    tuple(newest(Of("speaker_rates"), name, within=WEEKLY) for name in _RATES),
    Colour.NONE,
    IN_ORDER,
    empty="untested",
)
SPEAKER_TESTS = Panel(
    55,
    "speaker_tests",
    Look.TABLE,
    (standing(Of("speaker_test"), ("finding", "is_serviceable"), within=WEEKLY, by=("village", "device")),),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("finding", Cell.MEANING),
        Column("is_serviceable", Cell.MEANING, width_px=90),
    ),
    sort="is_serviceable",
    empty="untested",
)
DELIVERIES = Panel(
    6,
    "deliveries",
    Look.TABLE,
    (latest(Of("delivery"), "state", by=("village", "device")),),
    columns=(
        Column("Time", width_px=170),
        Column("village", width_px=110),
        Column("device", link=DEVICE),
        Column("state", Cell.MEANING, width_px=110),
    ),
)
RECEIPTS = Panel(47, "receipts", Look.STATES, (states(Of("delivery"), "state", by=("device",)),))
AIRTIME = Panel(48, "airtime", Look.COLUMNS, (total(Of("delivery"), "played_ms", by=("village",)),))
SPEAKERS_HISTORY = Panel(
    49, "speakers_history", Look.LINES, (course(Of("township"), "speakers_pct"),), Colour.BAD, CLEARED
)
SCREEN = Screen(
    "speakers",
    past="7d",
    refresh="1m",
    rows=(
        row(4, (SPEAKER_RATES, 24)),
        row(10, (SPEAKERS_NOW, 12), (SPEAKER_TESTS, 12)),
        row(10, (DELIVERIES, 24)),
        row(10, (RECEIPTS, 24)),
        row(9, (AIRTIME, 12), (SPEAKERS_HISTORY, 12)),
    ),
    is_annotated=True,
)
