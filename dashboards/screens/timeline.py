"""One timeline of an incident: camera, bin, loudspeaker and ticket."""

from dashboards.layout import Screen, row
from dashboards.panels import Look, Panel
from dashboards.queries import Of, states
from dashboards.screens.ledger import TICKET_EVENTS

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
SCREEN = Screen(
    "timeline",
    past="6h",
    refresh="1m",
    rows=(row(14, (INCIDENT, 24)), row(10, (TICKET_EVENTS, 24))),
    chooses=("village", "device"),
    many_devices=True,
    is_annotated=True,
)
