"""From a station's connection to its readings: the whole hub with one port open, on loopback."""

from hub.doors import listeners
from hub.settings import ListenerSettings


def nothing(topic: str, frame: bytes) -> None:
    """Take and forget."""


def test_a_port_that_is_0_stays_closed() -> None:
    assert listeners(ListenerSettings(), nothing) == ()


def test_each_port_has_its_family() -> None:
    opened = listeners(ListenerSettings(dingtek_tcp_port=9000, milesight_nb_udp_port=9000), nothing)
    assert [listener.name for listener in opened] == ["tcp-dingtek", "udp-milesight-nb"]
