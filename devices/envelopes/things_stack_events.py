"""What The Things Stack v3 says besides uplinks: `v3/{app}@{tenant}/devices/{device}/...`.

The same bodies come by webhook. Protobuf leaves out every field that is zero or empty.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from devices.contract.bodies import Sample
from devices.envelopes.json_uplink import Figure, Part, expect_speaker, milliseconds, parse
from devices.envelopes.notice import Happening, Notice
from devices.envelopes.things_stack import Ids

FILTERS = (
    "v3/+/devices/+/join",
    "v3/+/devices/+/down/+",
    "v3/+/devices/+/location/+",
    "v3/+/devices/+/service/+",
)


class _Place(Part):
    latitude: Annotated[Figure, Field(ge=-90, le=90)] = 0.0
    longitude: Annotated[Figure, Field(ge=-180, le=180)] = 0.0


class _Solved(Part):
    location: _Place = _Place()


class _Reason(Part):
    name: Annotated[str, Field(max_length=200)] = ""


class _Failed(Part):
    error: _Reason = _Reason()


class _Anything(Part):
    """Only that it is there matters."""


class News(Part):
    """Any message but an uplink; each kind fills one of the fields."""

    end_device_ids: Ids
    received_at: AwareDatetime | None = None
    join_accept: _Anything | None = None
    downlink_ack: _Anything | None = None
    location_solved: _Solved | None = None
    downlink_failed: _Failed | None = None


def read(topic: str, payload: bytes) -> Notice:
    """Read one message that is no uplink.

    A join and an acknowledgement come from the device itself; that a downlink is queued, sent or failed do
    not. The body says which it is, not the topic, so that a webhook's body is read alike.

    Raises:
        BadMessage: not such a message, or it speaks of another device than its topic; dead-letter it.
    """
    news = parse(News, topic, payload)
    expect_speaker(news.end_device_ids.device_id, topic.split("/")[3])
    return notice(news)


def notice(news: News) -> Notice:
    """Say what a message means."""
    at_ms = None if news.received_at is None else milliseconds(news.received_at)
    happening, says = Happening.TOLD, "a downlink went on its way"
    samples: tuple[Sample, ...] = ()
    if news.join_accept is not None:
        happening, says = Happening.SPOKE, "joined the network"
    elif news.downlink_ack is not None:
        happening, says = Happening.SPOKE, "acknowledged a downlink"
    elif news.location_solved is not None:
        place = news.location_solved.location
        samples = (Sample(at_ms=at_ms, values={"lat": place.latitude, "lon": place.longitude}),)
        happening, says = Happening.MEASURED, ""
    elif news.downlink_failed is not None:
        says = f"a downlink failed: {news.downlink_failed.error.name}"
    return Notice(
        network="things-stack",
        device=news.end_device_ids.dev_eui.lower(),
        happening=happening,
        at_ms=at_ms,
        samples=samples,
        says=says,
    )
