"""Which envelope reads which topic: an explicit table, and the one function the hub calls."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from devices.codecs.frame import Frame
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes import chirpstack, milesight_gateway, things_stack

Read: TypeAlias = Callable[[str, bytes], Frame]

# MQTT topic filter -> reader; the hub subscribes to every filter of the table.
ENVELOPES: Mapping[str, Read] = {
    chirpstack.FILTER: chirpstack.read,
    things_stack.FILTER: things_stack.read,
    milesight_gateway.FILTER: milesight_gateway.read,
}


def read_uplink(topic: str, payload: bytes) -> Frame:
    """Read one message of a network server.

    Raises:
        BadMessage: no envelope knows the topic, or the message breaks its format; dead-letter it.
    """
    for topic_filter, read in ENVELOPES.items():
        if _matches(topic_filter, topic):
            return read(topic, payload)
    raise BadMessage(f"topic {topic[:120]!r}: no network server of ours publishes there", Fault.TOPIC)


def is_uplink(topic: str) -> bool:
    """Tell whether an envelope of the table reads that topic."""
    return any(_matches(topic_filter, topic) for topic_filter in ENVELOPES)


def _matches(topic_filter: str, topic: str) -> bool:
    wanted, levels = topic_filter.split("/"), topic.split("/")
    return len(wanted) == len(levels) and all(
        want in {"+", level} for want, level in zip(wanted, levels, strict=True)
    )
