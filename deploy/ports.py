"""Which TCP ports of 127.0.0.1 the children listen on."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy import sayings
from deploy.errors import CannotRun
from deploy.probes import free_ports, is_free


class PortTaken(CannotRun):
    """Another program listens there; the text says which setting to change."""


@dataclass(frozen=True, slots=True)
class Ports:
    """One port for each listener. `influx_rpc` and `pictures` are nobody's address and may be any."""

    console: int
    mqtt: int
    influx: int
    influx_rpc: int
    pictures: int


_WAY_OUT = {
    "console": (sayings.CONSOLE, "--port 9080", "[http] port"),
    "mqtt": (sayings.BROKER, "--mqtt-port 2883", "[mqtt] port"),
    "influx": (sayings.INFLUXDB, "--influx-port 9086", "[series] url"),
}


def any_ports() -> Ports:
    """Take whatever is free, so that several can run side by side."""
    return Ports(*free_ports(5))


def claim(wanted: Mapping[str, int]) -> Ports:
    """Check that the wanted ports are free, and choose the others.

    Args:
        wanted: port by "console", "mqtt" and, when InfluxDB is ours to start, "influx".

    Raises:
        PortTaken: one is in use, or two are the same.
    """
    for name, port in wanted.items():
        what, option, key = _WAY_OUT[name]
        if list(wanted.values()).count(port) > 1:
            raise PortTaken(sayings.PORT_TWICE.of(port=port, what=what, option=option))
        if not is_free(port):
            raise PortTaken(sayings.PORT_TAKEN.of(port=port, what=what, option=option, key=key))
    mqtt, influx, influx_rpc, pictures = free_ports(4)
    return Ports(
        wanted["console"], wanted.get("mqtt", mqtt), wanted.get("influx", influx), influx_rpc, pictures
    )
