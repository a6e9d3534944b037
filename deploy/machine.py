"""The services of this machine: their secrets, beside the other passwords, and how they sign in."""

from deploy.credentials import Credentials
from deploy.servers import FIRST_PASSWORD, OPERATOR, Place
from hub.domain.people import ALERTS, COMMANDS
from hub.services.machine import MachineLogin

_COMMANDS, _ALERTS = "service.commands", "service.alerts"
# Installations that are older than these accounts gave Grafana the password of the first administrator.
_FORMER_ALERTS = "service.alerts.former"


def commands_login(place: Place) -> tuple[str, str]:
    """Name and secret with which the commands of this machine ask the hub."""
    return COMMANDS.name, _secrets(place.credentials())[_COMMANDS]


def alerts_login(place: Place) -> tuple[str, str]:
    """Name and secret with which Grafana posts its alerts."""
    return ALERTS.name, _secrets(place.credentials())[_ALERTS]


def machine_logins(place: Place) -> tuple[MachineLogin, ...]:
    """Everything by which the hub recognises its machine's services."""
    credentials = place.credentials()
    secrets = _secrets(credentials)
    own = (
        MachineLogin(COMMANDS, COMMANDS.name, secrets[_COMMANDS]),
        MachineLogin(ALERTS, ALERTS.name, secrets[_ALERTS]),
    )
    former = credentials.known(_FORMER_ALERTS)
    if former is None:
        return own
    # The name is the default of a compose file, which comes with the program; the password stands in the
    # environment of that Grafana.
    names = (OPERATOR, ALERTS.name)
    return own + tuple(MachineLogin(ALERTS, name, former, is_former=True) for name in names)


def _secrets(credentials: Credentials) -> dict[str, str]:
    """Look up, or make, the secrets; at once with what an older installation gave to Grafana."""
    first = credentials.known(FIRST_PASSWORD)
    is_older = credentials.known(_COMMANDS) is None and credentials.known(_ALERTS) is None
    if first is not None and is_older:
        credentials.keep(_FORMER_ALERTS, first)
    return credentials.passwords([_COMMANDS, _ALERTS])
