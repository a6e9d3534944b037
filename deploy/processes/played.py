"""The world that a simulation plays, as each of its processes makes it anew out of scenario and seed."""

from deploy.config import SimulationSettings, VillageSettings
from deploy.errors import CannotRun
from deploy.simulate.words import BAD_SCENARIO, NO_SIMULATION
from devices.sim.world.scenario import BadScenario, load
from devices.sim.world.world import World


def played(settings: VillageSettings) -> tuple[SimulationSettings, World]:
    """Make the world that the settings name.

    Raises:
        CannotRun: they name none, or one that cannot be played.
    """
    simulation = settings.simulation
    if simulation is None:
        raise CannotRun(NO_SIMULATION.of())
    try:
        return simulation, World(load(simulation.scenario), simulation.seed)
    except BadScenario as error:
        raise CannotRun(BAD_SCENARIO.of(error=error)) from error
