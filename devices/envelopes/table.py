"""Which envelope reads which topic: explicit tables, and the one function the hub calls."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from devices.codecs.frame import Frame
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes import (
    chirpstack_events,
    frigate,
    loriot,
    milesight_gateway,
    raw_frames,
    senml,
    thingpark,
    things_stack,
    things_stack_events,
    vendor_json,
)
from devices.envelopes.notice import Notice
from devices.envelopes.posted import POSTED

Read: TypeAlias = Callable[[str, bytes], Frame | Notice]

# MQTT topic filter -> reader; the hub subscribes to every filter of the table.
ENVELOPES: Mapping[str, Read] = {
    chirpstack_events.FILTER: chirpstack_events.read,
    things_stack.FILTER: things_stack.read,
    **dict.fromkeys(things_stack_events.FILTERS, things_stack_events.read),
    milesight_gateway.FILTER: milesight_gateway.read,
    loriot.FILTER: loriot.read,
    thingpark.FILTER: thingpark.read,
    **dict.fromkeys(frigate.FILTERS, frigate.read),
    senml.FILTER: senml.read,
    vendor_json.FILTER: vendor_json.read,
}
# What reaches the hub by other ways than the broker, under topics that it makes itself.
INSIDE: Mapping[str, Read] = {**dict.fromkeys(raw_frames.FILTERS, raw_frames.read), **POSTED}


def read_uplink(topic: str, payload: bytes) -> Frame | Notice:
    """Read one message of a network server, or a frame that a listener took.

    Raises:
        BadMessage: no envelope knows the topic, or the message breaks its format; dead-letter it.
    """
    for topic_filter, read in (*ENVELOPES.items(), *INSIDE.items()):
        if matches(topic_filter, topic):
            return read(topic, payload)
    raise BadMessage(f"topic {topic[:120]!r}: no network server of ours publishes there", Fault.TOPIC)


def is_uplink(topic: str) -> bool:
    """Tell whether an envelope reads that topic."""
    return any(matches(topic_filter, topic) for topic_filter in (*ENVELOPES, *INSIDE))


def matches(topic_filter: str, topic: str) -> bool:
    """Tell whether a topic is one of an MQTT filter's, which may have + but not #."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    return len(wanted) == len(levels) and all(
        want in {"+", level} for want, level in zip(wanted, levels, strict=True)
    )
