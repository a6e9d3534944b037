"""Frigate (camera recorder): which cameras it sees, and what it sees, as news of the cameras. Pure.

A person or a car is no matter of ours, so its events are signs of life; litter is what our own vision finds.
Layout from Frigate's documentation (docs/integrations/mqtt).
"""

from typing import Annotated, Literal

from pydantic import Field

from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes.json_uplink import Figure, Part, parse
from devices.envelopes.notice import Happening, Notice

AVAILABLE = "frigate/available"
STATUS = "frigate/+/status/detect"
EVENTS = "frigate/events"
REVIEWS = "frigate/reviews"
FILTERS = (AVAILABLE, STATUS, EVENTS, REVIEWS)

_NETWORK = "frigate"
_STATES = {
    b"online": Happening.CAME,
    b"offline": Happening.WENT,
    b"stopped": Happening.WENT,
    # Somebody switched detection off; the camera is there all the same.
    b"disabled": Happening.TOLD,
}


class _Seen(Part):
    id: Annotated[str, Field(min_length=1, max_length=80)]
    camera: Annotated[str, Field(min_length=1, max_length=80)]
    label: Annotated[str, Field(max_length=80)] = ""
    severity: Annotated[str, Field(max_length=80)] = ""
    start_time: Annotated[Figure, Field(ge=0, le=253_402_300_799)]
    frame_time: Annotated[Figure, Field(ge=0, le=253_402_300_799)] | None = None
    end_time: Annotated[Figure, Field(ge=0, le=253_402_300_799)] | None = None


class _Event(Part):
    type: Literal["new", "update", "end"]
    after: _Seen


def read(topic: str, payload: bytes) -> Notice:
    """Read one message: of the recorder itself (key `frigate`) or of a camera (key `frigate/{camera}`).

    Raises:
        BadMessage: not such a message; dead-letter it.
    """
    levels = topic.split("/")
    if levels[1] in {"events", "reviews"} and len(levels) == 2:  # noqa: PLR2004
        return _seen(topic, payload)
    state = _STATES.get(payload.strip())
    if state is None:
        known = ", ".join(name.decode() for name in _STATES)
        raise BadMessage(f"{topic[:120]}: {payload[:40]!r}: expected one of {known}", Fault.BODY)
    device = _NETWORK if topic == AVAILABLE else f"{_NETWORK}/{levels[1]}".lower()
    return Notice(_NETWORK, device, state, says=payload.strip().decode())


def _seen(topic: str, payload: bytes) -> Notice:
    event = parse(_Event, topic, payload)
    seen = event.after
    at_s = seen.end_time or seen.frame_time or seen.start_time
    return Notice(
        network=_NETWORK,
        device=f"{_NETWORK}/{seen.camera}".lower(),
        happening=Happening.SPOKE,
        dedup=f"{seen.id}/{event.type}/{seen.severity}/{at_s}",
        at_ms=int(at_s * 1000),
        says=f"{seen.label or seen.severity} {event.type}",
    )
