"""`village-hub up`: the hub for real devices, with the servers that village.toml leaves to us."""

from pathlib import Path

from deploy import parts, sayings, session, stack
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.first_password import working_password
from deploy.mosquitto.access import HOME_ASSISTANT, Gateway
from deploy.ports import claim
from deploy.pretend import NETWORK_SERVER, VISION_WORKER
from deploy.screen import Screen
from deploy.servers import Clients, Place
from deploy.supervisor import Supervisor
from devices.profiles.catalog import BadProfile, foreign_filters, load
from hub.app import PROFILES


def run(settings: VillageSettings, home: Path, screen: Screen) -> None:
    """Run until Ctrl-C or SIGTERM.

    Raises:
        CannotRun: a port is taken, a program is missing, a child did not become ready, or it runs already.
    """
    place = Place.at(home)
    with session.locked(place.home):
        has_influxd = parts.find(parts.INFLUXD, place.tools) is not None
        ports = claim(stack.wanted_ports(settings, has_influxd=has_influxd))
        built = stack.build(place, ports, settings, clients(settings, place))
        supervisor = Supervisor(built.children, place.home / "log", screen.say)

        def while_up() -> None:
            screen.running(built.settings, supervisor.pids())
            screen.way_in(place.home, built.settings, working_password(built.settings, place), built.notes)
            session.tend(supervisor, None)

        session.run(supervisor, while_up, screen.say)


def clients(settings: VillageSettings, place: Place) -> Clients:
    """List who may speak to our broker: the worker for its cameras, and every device that has a password."""
    cameras = tuple(camera.id for camera in settings.cameras)
    named = {settings.mqtt.username, VISION_WORKER, NETWORK_SERVER, HOME_ASSISTANT}
    devices = tuple(user for user in place.credentials().names("mqtt.") if user not in named)
    return Clients(
        hub=settings.mqtt.username,
        gateways=(Gateway(VISION_WORKER, (VISION_WORKER, *cameras)),),
        network_servers=(NETWORK_SERVER,),
        devices=devices,
        foreign=_foreign(settings),
        home_assistant_prefix=settings.exports.home_assistant_prefix,
    )


def _foreign(settings: VillageSettings) -> tuple[str, ...]:
    try:
        return foreign_filters(load(settings.data_dir / PROFILES))
    except BadProfile as error:
        raise CannotRun(sayings.PROFILE_UNUSABLE.of(error=error)) from error
