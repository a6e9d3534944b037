"""The broker and InfluxDB as children: files written, users known, ready when they answer."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy import parts
from deploy.credentials import Credentials
from deploy.influxdb import files as influx_files
from deploy.influxdb.users import ADMIN, UsersNotMade, make_users
from deploy.mosquitto import files as mosquitto_files
from deploy.mosquitto.access import HOME_ASSISTANT, Gateway, acl
from deploy.mosquitto.device_access import kept_file
from deploy.ports import Ports
from deploy.probes import LOOPBACK, accepts, answers
from deploy.supervisor import Child
from devices.envelopes.table import ENVELOPES

# Programs are unpacked beside the project, whatever directory an installation uses.
TOOLS = Path(__file__).resolve().parent.parent / ".village"
OPERATOR = "admin"  # the first account of the console
FIRST_PASSWORD = "operator"  # noqa: S105  the name of its first password among the credentials
DUTY = "duty"  # whose announcements need another's consent, in a simulation


@dataclass(frozen=True, slots=True)
class Clients:
    """Who may speak to the broker; `gateways` speak for other devices, `devices` for themselves.

    `foreign` are the topics on which network servers and vendors' devices publish.
    """

    hub: str
    gateways: tuple[Gateway, ...] = ()
    network_servers: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    foreign: tuple[str, ...] = tuple(ENVELOPES)
    home_assistant_prefix: str = ""

    def users(self) -> list[str]:
        """List every user name once."""
        reader = (HOME_ASSISTANT,) if self.home_assistant_prefix else ()
        gateways = (gateway.user for gateway in self.gateways)
        named = (self.hub, *gateways, *self.network_servers, *self.devices, *reader)
        return list(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything of one installation lies, what its children inherit, where programs are unpacked."""

    home: Path
    environ: Mapping[str, str]
    tools: Path = TOOLS

    @classmethod
    def at(cls, home: Path) -> "Place":
        """Use a directory with the programs and the environment of this copy of the project."""
        environ = parts.environment(TOOLS, os.environ)
        # Compiled once: without it every start takes twice as long.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        return cls(home.absolute(), environ)

    def credentials(self) -> Credentials:
        """Open the passwords of this installation."""
        return Credentials(self.home / "secrets.json")


def mqtt_passwords(place: Place, users: Sequence[str]) -> dict[str, str]:
    """Look up, or make, the passwords of MQTT users."""
    names = {user: f"mqtt.{user}" for user in users}
    found = place.credentials().passwords(list(names.values()))
    return {user: found[name] for user, name in names.items()}


def operator_password(place: Place) -> str:
    """Look up, or make, the first password of the first account; a person may have changed it since."""
    return place.credentials().password(FIRST_PASSWORD, is_typed=True)


def duty_password(place: Place) -> str:
    """Look up, or make, the password of a simulation's operator on duty."""
    return place.credentials().password("duty")


def broker(place: Place, ports: Ports, site: str, clients: Clients) -> Child:
    """Write mosquitto's files and describe its process.

    Raises:
        PartMissing: mosquitto is not installed.
        PasswordsNotWritten: mosquitto_passwd failed.
    """
    program = parts.need(parts.MOSQUITTO, place.tools)
    config = mosquitto_files.write_files(
        place.home / "mosquitto",
        ports.mqtt,
        acl(
            site,
            clients.hub,
            clients.gateways,
            clients.network_servers,
            clients.foreign,
            clients.home_assistant_prefix,
        ),
        mqtt_passwords(place, clients.users()),
        granted=_granted(place),
        hasher=mosquitto_files.Hasher(parts.need(parts.MOSQUITTO_PASSWD, place.tools), place.environ),
    )
    argv = (str(program), "-c", str(config))
    return Child("mosquitto", argv, place.environ, 0, lambda _pid: accepts(ports.mqtt))


def _granted(place: Place) -> str:
    """Read what single devices were given while the broker ran."""
    file = kept_file(place.home)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def influxdb(place: Place, ports: Ports, database: str, user: str) -> Child | None:
    """Write InfluxDB's file and describe its process; None when influxd is not installed.

    It counts as ready once its users are made, so that the hub never meets a server without them.
    """
    program = parts.find(parts.INFLUXD, place.tools)
    if program is None:
        return None
    config = influx_files.write_files(place.home / "influxdb", ports.influx, ports.influx_rpc)
    secrets = place.credentials().passwords([f"influxdb.{ADMIN}", f"influxdb.{user}"])

    def is_ready(_pid: int) -> bool:
        if not answers(ports.influx, "/ping"):
            return False
        url = f"http://{LOOPBACK}:{ports.influx}"
        try:
            make_users(url, secrets[f"influxdb.{ADMIN}"], database, {user: secrets[f"influxdb.{user}"]})
        except UsersNotMade:
            return False
        return True

    return Child("influxdb", (str(program), "-config", str(config)), place.environ, 0, is_ready)
