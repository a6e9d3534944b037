"""One device of any kind, from the quantities it measures."""

from dashboards.layout import Screen, row
from dashboards.panels import Cell, Column, Look, Panel
from dashboards.queries import DEVICES, Of, standing, states
from dashboards.screens.quantities import QUANTITY_PANELS
from dashboards.screens.steps import ANY_IS_BAD, FILL

_ONE = Of("device", chosen=("village", "device"))
DEVICE_NOW = Panel(
    35,
    "device_now",
    Look.TABLE,
    (
        standing(
            _ONE,
            ("name", "village_name", "presence", "look", "age_s", "tickets", "level_pct", "battery_pct"),
            within=DEVICES,
            by=("device",),
        ),
    ),
    columns=(
        Column("device", width_px=120),
        Column("name"),
        Column("village_name"),
        Column("presence", Cell.MEANING),
        Column("look", Cell.MEANING),
        Column("age_s"),
        Column("tickets", steps=ANY_IS_BAD),
        Column("level_pct", Cell.BAR, steps=FILL),
        Column("battery_pct", Cell.BAR),
    ),
    having="presence",
    act="/devices/${device}",
)
DEVICE_PRESENCE = Panel(
    36, "device_presence", Look.STATES, (states(_ONE, "presence", by=("device",)),), act="/devices/${device}"
)
SCREEN = Screen(
    "device",
    past="24h",
    refresh="1m",
    rows=(
        row(4, (DEVICE_NOW, 24)),
        row(4, (DEVICE_PRESENCE, 24)),
        *(
            row(8, (left, 12), (right, 12))
            for left, right in zip(QUANTITY_PANELS[::2], QUANTITY_PANELS[1::2], strict=True)
        ),
    ),
    chooses=("village", "device"),
)
