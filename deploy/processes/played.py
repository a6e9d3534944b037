"""The world that is played, as each process makes it anew out of scenario and seed."""

from deploy.config import SimulationSettings, VillageSettings
from deploy.errors import CannotRun
from deploy.simulate.words import BAD_SCENARIO, NO_SIMULATION
from devices.sim.world.scenario import BadScenario, load
from devices.sim.world.showing import Showing, Staged
from devices.sim.world.world import World


def played(settings: VillageSettings) -> tuple[SimulationSettings, Staged]:
    """Make the world that the settings name: as it is shown, where the machine's clock is right.

    Raises:
        CannotRun: they name none, or one that cannot be played.
    """
    simulation = settings.simulation
    if simulation is None:
        raise CannotRun(NO_SIMULATION.of())
    try:
        world = World(load(simulation.scenario), simulation.seed)
        return simulation, Showing(world) if simulation.is_shown else world
    except BadScenario as error:
        raise CannotRun(BAD_SCENARIO.of(error=error)) from error
