"""The ways by which devices reach the hub besides the broker: ports that the settings open, and webhooks."""

from collections.abc import Iterable
from functools import partial

from devices.listeners import Listener, ListenOptions, Take, Way
from hub.books import Ledger
from hub.context import Door
from hub.journal import Journal
from hub.ports import Clock
from hub.receiver import Receiver
from hub.services.webhooks import Webhooks
from hub.settings import ListenerSettings

# Network servers give a webhook 5 to 10 s before they call it failed and try again.
_POSTED_WITHIN_S = 4.0


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


def webhooks(ledger: Ledger, clock: Clock, receiver: Receiver, journal: Journal) -> Webhooks:
    """Build what takes uplinks by HTTP into the journal."""
    keep = partial(receiver.keep, within_s=_POSTED_WITHIN_S)
    return Webhooks(ledger, clock, keep, lambda: journal.shortage)
