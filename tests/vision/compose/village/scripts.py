"""Scripts of one camera for tests: a village in Chongqing on a day in May; the camera looks north."""

from devices.sim.ground import PileKind, box_of
from devices.sim.world.spell import Spell
from devices.sim.world.view import FaultSpell, Passing, PileCourse, Rain, ViewScript
from vision.compose.village.view import Props, VillageView

HOUR_MS = 3_600_000
# The midnight of China that began 2026-05-13.
MIDNIGHT_MS = 1_778_601_600_000
PROPS = Props.of(1)
BOX = box_of(PileKind.HEAP, 4.0, (300, 330))


def hour(hours):
    """Give the moment of that hour of the day."""
    return MIDNIGHT_MS + round(hours * HOUR_MS)


def between(from_h, until_h):
    return Spell(hour(from_h), hour(until_h))


def a_heap(appear_h, *, grown_h=None, clear_h=None):
    cleared = None if clear_h is None else hour(clear_h)
    return PileCourse("p-1", PileKind.HEAP, BOX, 4.0, hour(appear_h), hour(grown_h or appear_h), cleared)


def a_fault(fault, from_h, until_h):
    return FaultSpell(fault, between(from_h, until_h))


def a_script(*, seed=3, people=0.0, vehicles=0.0, **said):
    nothing = {"piles": (), "faults": (), "rains": (), "winds": ()}
    passing = (Passing(MIDNIGHT_MS, people, vehicles),)
    place = {"camera": "cam-1", "seed": seed, "lat_deg": 29.5, "lon_deg": 106.5, "facing_deg": 0.0}
    return ViewScript(**place, passing=passing, **(nothing | said))


def a_shower(from_h, until_h):
    return (Rain(between(from_h, until_h), 0.8),)


def a_view(**said):
    return VillageView(a_script(**said), PROPS)
