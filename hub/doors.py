"""The ports by which devices reach the hub besides the broker, as the settings open them."""

from collections.abc import Iterable

from devices.listeners import Listener, ListenOptions, Take, Way
from hub.context import Door
from hub.settings import ListenerSettings


def listeners(settings: ListenerSettings, take: Take) -> tuple[Listener, ...]:
    """Build a listener for each port that is not 0.

    Args:
        settings: which ports, and their limits.
        take: (topic, frame), returns when the frame is on disk.
    """
    ports: tuple[tuple[str, Way, int], ...] = (
        ("dingtek", "tcp", settings.dingtek_tcp_port),
        ("hj212", "tcp", settings.hj212_tcp_port),
        ("milesight-nb", "tcp", settings.milesight_nb_tcp_port),
        ("milesight-nb", "udp", settings.milesight_nb_udp_port),
    )
    return tuple(
        Listener(ListenOptions(family, way, settings.host, port, settings.idle_s, settings.most), take)
        for family, way, port in ports
        if port
    )


def doors(listeners: Iterable[Listener]) -> tuple[Door, ...]:
    """What each of them could not take, as of now."""
    return tuple(Door(each.name, each.refused, each.unanswered, each.turned_away) for each in listeners)
