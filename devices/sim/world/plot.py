"""From what a scenario says to what befalls whom: happenings are played in the order of the file. Pure."""

from devices.sim.world import plot_deeds, plot_devices, plot_views
from devices.sim.world.cast import Cast
from devices.sim.world.casting import Casting
from devices.sim.world.happening import (
    Announcement,
    BadView,
    Cancel,
    Complaint,
    Crowd,
    Dumping,
    Filming,
    Happening,
    Outage,
    Photo,
    QuietHours,
    Rain,
    TicketDone,
)
from devices.sim.world.part import Plot
from devices.sim.world.plot_devices import Stage
from devices.sim.world.scenario import Scenario


def plotted(scenario: Scenario, cast: Cast, seed: int) -> Plot:
    """Draw what befalls whom; the same arguments give the same plot.

    Raises:
        BadScenario: a happening cannot come true in this township, or at that time.
    """
    plot, span = Plot(), scenario.span
    for number, happening in enumerate(scenario.happens, start=1):
        casting = Casting(cast, span, seed, f"happens.{number} ({happening.what})")
        _play(happening, Stage(cast, span, seed, casting, plot))
    plot.deeds.sort(key=lambda deed: deed.at_ms)
    for part in plot.parts.values():
        part.silences.sort(key=lambda silence: silence.spell.from_ms)
        part.troubles.sort(key=lambda trouble: trouble.spell.from_ms)
    return plot


def _play(happening: Happening, stage: Stage) -> None:
    match happening:
        case Crowd() | Rain() | Dumping() | BadView() | Filming():
            plot_views.play(happening, stage)
        case Announcement() | Cancel() | Complaint() | Photo() | TicketDone() | QuietHours() | Outage():
            plot_deeds.play(happening, stage)
        case _:
            plot_devices.play(happening, stage)
