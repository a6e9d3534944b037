"""Bodies that network servers post to us: `http/{network}`, `http/chirpstack/{event}`, `http/json/{device}`.

Pure. The bodies are those of MQTT; the path of the request is the topic, and the body alone says the device.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from devices.codecs.frame import Frame
from devices.envelopes import (
    chirpstack,
    chirpstack_events,
    loriot,
    milesight_gateway,
    thingpark,
    things_stack,
    things_stack_events,
    vendor_json,
)
from devices.envelopes.json_uplink import parse
from devices.envelopes.notice import Notice

Read: TypeAlias = Callable[[str, bytes], Frame | Notice]


def _chirpstack(topic: str, payload: bytes) -> Frame | Notice:
    event = topic.split("/")[2]
    if event == "up":
        return chirpstack.frame(topic, parse(chirpstack.Uplink, topic, payload))
    return chirpstack_events.notice(topic, event, parse(chirpstack_events.Event, topic, payload))


def _things_stack(topic: str, payload: bytes) -> Frame | Notice:
    if b'"uplink_message"' in payload:
        return things_stack.frame(topic, parse(things_stack.Uplink, topic, payload))
    return things_stack_events.notice(parse(things_stack_events.News, topic, payload))


def _loriot(topic: str, payload: bytes) -> Frame:
    return loriot.frame(topic, parse(loriot.Uplink, topic, payload))


def _milesight(topic: str, payload: bytes) -> Frame:
    return milesight_gateway.frame(topic, parse(milesight_gateway.Uplink, topic, payload))


POSTED: Mapping[str, Read] = {
    "http/chirpstack/+": _chirpstack,
    "http/things-stack": _things_stack,
    "http/loriot": _loriot,
    "http/milesight-gateway": _milesight,
    "http/thingpark": thingpark.read_body,
    vendor_json.POSTED_FILTER: vendor_json.read,
}
